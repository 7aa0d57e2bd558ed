#include "scenarios/engine/subject.hpp"

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
  std::unique_ptr<Subject> (*make)(const Scenario& scenario, PoolLedger& ledger);
};

template <typename Made>
std::unique_ptr<Subject> make(const Scenario& scenario, PoolLedger& ledger) {
  return std::make_unique<Made>(scenario, ledger);
}

const std::array<Kind, 2>& kinds() {
  static const std::array<Kind, 2> all{
      {{"documented", {"register", "set_state", "dispatch_pause"}, &make<DocumentedSubject>},
       {"hardened",
        {"register", "deregister", "drain", "crash", "restart", "pause", "resume", "partition",
         "clog", "heal", "drop_reply", "duplicate", "clock_jump", "submit", "cancel", "faults"},
        &make<HardenedSubject>}}};
  return all;
}

const Kind& kind_of(std::string_view manager) {
  const auto found = std::find_if(kinds().begin(), kinds().end(),
                                  [&](const Kind& kind) { return kind.name == manager; });
  ensure(found != kinds().end(), "a manager is one of manager_names()");
  return *found;
}

}  // namespace

const std::vector<std::string>& manager_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Kind& kind : kinds()) {
      all.push_back(kind.name);
    }
    return all;
  }();
  return names;
}

const std::vector<std::string>& actions_of(std::string_view manager) {
  return kind_of(manager).actions;
}

std::unique_ptr<Subject> make_subject(std::string_view manager, const Scenario& scenario,
                                      PoolLedger& ledger) {
  return kind_of(manager).make(scenario, ledger);
}

}  // namespace rollcall
