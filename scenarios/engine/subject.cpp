#include "scenarios/engine/subject.hpp"

#include "scenarios/engine/documented_net_subject.hpp"
#include "scenarios/engine/documented_subject.hpp"
#include "scenarios/engine/hardened_subject.hpp"
#include "sim/base/ensure.hpp"

#include <algorithm>
#include <array>

namespace rollcall {
namespace {

struct Kind {
  std::string name;
  std::vector<std::string> actions;
  std::map<std::string, std::vector<std::string>> points;
  std::unique_ptr<Subject> (*make)(const Scenario& scenario, const DrawNames& draws,
                                   PoolLedger& ledger);
};

template <typename Made>
std::unique_ptr<Subject> make(const Scenario& scenario, const DrawNames& draws,
                              PoolLedger& ledger) {
  return std::make_unique<Made>(scenario, draws, ledger);
}

std::unique_ptr<Subject> make_documented(const Scenario& scenario, const DrawNames& draws,
                                         PoolLedger& ledger) {
  return needs_network(scenario) ? make<DocumentedNetSubject>(scenario, draws, ledger)
                                 : make<DocumentedSubject>(scenario, draws, ledger);
}

const std::array<Kind, 2>& kinds() {
  static const std::array<Kind, 2> all{
      {{"documented",
        {"register", "set_state", "dispatch_pause", "crash", "restart", "pause", "resume",
         "partition", "clog", "heal", "drop_reply", "duplicate", "clock_jump", "submit", "faults"},
        {{"register", {"published", "attached", "freed", "refused"}},
         {"set_state", {"set"}},
         {"dispatcher", {"pulled", "marked"}},
         {"job", {"called", "finished"}}},
        &make_documented},
       {"hardened",
        {"register", "dispatch_pause", "deregister", "drain", "heartbeat", "crash", "restart",
         "pause", "resume", "partition", "clog", "heal", "drop_reply", "duplicate", "clock_jump",
         "submit", "cancel", "faults"},
        {},
        &make<HardenedSubject>}}};
  return all;
}

const Kind& kind_of(std::string_view manager) {
  const auto found = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& kind) {
    return kind.name == manager_kind(manager);
  });
  ensure(found != kinds().end(), "a manager is one of manager_names()");
  return *found;
}

}  // namespace

std::string ip_of(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

std::vector<std::string> repairs() {
  std::vector<std::string> names = repair_names();
  std::erase(names, "none");
  return names;
}

const std::vector<std::string>& manager_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Kind& kind : kinds()) {
      all.push_back(kind.name);
    }
    for (const std::string& repair : repairs()) {
      all.push_back("documented+" + repair);
    }
    return all;
  }();
  return names;
}

std::string_view manager_kind(std::string_view manager) {
  return manager.substr(0, manager.find('+'));
}

std::string_view manager_repair(std::string_view manager) {
  const std::size_t plus = manager.find('+');
  return plus == std::string_view::npos ? "" : manager.substr(plus + 1);
}

const std::vector<std::string>& actions_of(std::string_view manager) {
  return kind_of(manager).actions;
}

const std::map<std::string, std::vector<std::string>>& points_of(std::string_view manager) {
  return kind_of(manager).points;
}

std::unique_ptr<Subject> make_subject(std::string_view manager, const Scenario& scenario,
                                      const DrawNames& draws, PoolLedger& ledger) {
  return kind_of(manager).make(scenario, draws, ledger);
}

}  // namespace rollcall
