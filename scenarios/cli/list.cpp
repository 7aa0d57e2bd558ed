// `rollcall list`: what there is to name in scenarios and flags.
#include "model/invariants/pack.hpp"
#include "reports/json.hpp"
#include "reports/table.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/milestones.hpp"
#include "scenarios/engine/scenario_conditions.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "sim/strategy/factory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>

namespace rollcall {
namespace {

struct Item {
  std::string name;
  std::string about;
};

struct Topic {
  std::string name;  // "invariants"
  std::string kind;  // "invariant", in JSON
  std::function<std::vector<Item>(const ListFlags&)> items;
};

std::vector<Item> scenario_items(const ListFlags& flags) {
  std::vector<Item> items;
  for (const auto& scenario : read_scenarios(flags.paths)) {
    items.push_back({.name = scenario->name, .about = scenario->about});
  }
  return items;
}

std::vector<Item> invariant_items(const ListFlags&) {
  std::vector<Item> items;
  for (const Invariant* invariant : all_invariants()) {
    items.push_back(
        {.name = std::string(invariant->name), .about = std::string(invariant->statement)});
  }
  for (const EngineViolation& violation : condition_violations()) {
    items.push_back(
        {.name = std::string(violation.name), .about = std::string(violation.statement)});
  }
  for (const EngineViolation& violation : engine_violations()) {
    items.push_back({.name = std::string(violation.name),
                     .about = std::string(violation.statement) + " (found by the engine)"});
  }
  return items;
}

std::vector<Item> action_items(const ListFlags&) {
  return {{"register", "a worker calls Register, or starts: a selector, or {worker, address}"},
          {"set_state", "somebody calls SetWorkerState: {worker, state}"},
          {"dispatch_pause", "the dispatchers stand still: a duration, or forever"},
          {"deregister", "a worker leaves the pool at once: a selector"},
          {"drain", "a worker leaves after its job: a selector"},
          {"heartbeat", "a worker sends a heartbeat now: a selector"},
          {"crash", "a host's process is gone: a selector, or {host, restart_after}"},
          {"restart", "it is gone, and starts again: a selector"},
          {"pause", "a host stands still, the clock goes on: a selector, or {host, for}"},
          {"resume", "it goes on: a selector"},
          {"partition", "messages are lost: {between: [A, B], one_way, methods, for}"},
          {"clog", "messages wait: {between: [A, B], one_way, methods, for}"},
          {"heal", "ends every fault that lasts: all"},
          {"drop_reply", "the effect stands, the reply is lost: {method, worker, count}"},
          {"duplicate", "requests come twice: {method, worker, count}"},
          {"clock_jump", "a host's wall clock is set: {host, by}"},
          {"submit", "jobs, all at once: {jobs, duration, idempotent}"},
          {"cancel", "a waiting job is taken back: {job}, by order of submission"},
          {"race", "branches that start together; all their interleavings are searched"}};
}

std::vector<Item> fault_items(const ListFlags&) {
  return {{"crash", "a host crashes at times: {host, rate, restart_after}"},
          {"pause", "a host stands still at times: {host, rate, for}"},
          {"partition", "messages between two hosts are lost: {between, one_way, rate, for}"},
          {"clog", "messages between two hosts wait: {between, one_way, rate, for}"},
          {"drop_reply", "replies are lost by chance: {method, chance}"},
          {"duplicate", "requests and replies come twice by chance: {method, chance}"},
          {"delay", "messages take longer by chance: {method, chance, by}"},
          {"clock_jump", "wall clocks jump at times: {host, rate, by}"}};
}

std::vector<Item> strategy_items(const ListFlags&) {
  std::vector<Item> items;
  for (const StrategyEntry& entry : all_strategies()) {
    items.push_back({.name = std::string(entry.name), .about = std::string(entry.text)});
  }
  return items;
}

std::vector<Item> manager_items(const ListFlags&) {
  std::vector<Item> items{{"documented", "the reference algorithm, defect for defect"},
                          {"hardened", "the corrected pool, in a simulated network"}};
  for (const std::string& repair : repairs()) {
    items.push_back(
        {.name = "documented+" + repair, .about = "the same with a repair that does not repair"});
  }
  return items;
}

std::vector<Item> observable_items(const ListFlags&) {
  std::vector<Item> items;
  for (const Observable& observable : observables()) {
    items.push_back({.name = std::string(observable.name), .about = std::string(observable.about)});
  }
  items.push_back(
      {.name = "ID is STATE",
       .about = fmt::format("a worker's state, or 'is not': {}", fmt::join(state_names(), ", "))});
  return items;
}

std::vector<Item> point_items(const ListFlags&) {
  std::vector<Item> items;
  for (const auto& [kind, points] : vocabulary().points) {
    items.push_back({.name = kind, .about = fmt::format("{}", fmt::join(points, ", "))});
  }
  return items;
}

std::vector<Item> mark_items(const ListFlags&) {
  std::vector<Item> items;
  for (const MarkEntry& mark : all_marks()) {
    items.push_back({mark.name, mark.about});
  }
  return items;
}

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all{{"scenarios", "scenario", &scenario_items},
                                      {"invariants", "invariant", &invariant_items},
                                      {"actions", "action", &action_items},
                                      {"faults", "fault", &fault_items},
                                      {"strategies", "strategy", &strategy_items},
                                      {"managers", "manager", &manager_items},
                                      {"observables", "observable", &observable_items},
                                      {"marks", "mark", &mark_items},
                                      {"points", "point", &point_items}};
  return all;
}

void show(const Topic& topic, const ListFlags& flags) {
  Table table{.title = topic.name, .columns = {topic.kind, "what it is"}, .rows = {}};
  for (const Item& item : topic.items(flags)) {
    if (flags.json) {
      const std::vector<JsonField> fields{{"name", item.name}, {"about", item.about}};
      print(to_json(topic.kind, fields) + "\n");
    }
    table.rows.push_back({item.name, item.about});
  }
  if (!flags.json) {
    print(render(table, style_of(1, ColorWish::kNever).width) + "\n");
  }
}

// The first sentence, cut to fit.
std::string headline(const std::string& about, std::size_t width) {
  std::string line = about.substr(0, about.find_first_of(".;"));
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (line.size() > width) {
    line = line.substr(0, line.rfind(' ', width - 3)) + "...";
  }
  return line;
}

// A scenario stands under each of its tags, a line each time.
void show_by_tag(const ListFlags& flags) {
  const auto scenarios = read_scenarios(flags.paths);
  std::map<std::string, std::vector<const Scenario*>> by_tag;
  std::size_t name_width = 0;
  for (const auto& scenario : scenarios) {
    name_width = std::max(name_width, scenario->name.size());
    for (const std::string& tag : scenario->tags) {
      by_tag[tag].push_back(scenario.get());
    }
    if (scenario->tags.empty()) {
      by_tag["(no tag)"].push_back(scenario.get());
    }
  }
  const std::size_t width = style_of(1, ColorWish::kNever).width;
  const std::size_t left = std::max(width, name_width + 20) - name_width - 4;
  for (const auto& [tag, tagged] : by_tag) {
    print(tag + "\n");
    for (const Scenario* const scenario : tagged) {
      print(fmt::format("  {:<{}}  {}\n", scenario->name, name_width,
                        headline(scenario->about, left)));
    }
  }
}

}  // namespace

std::vector<std::string> list_topics() {
  std::vector<std::string> names;
  for (const Topic& topic : topics()) {
    names.push_back(topic.name);
  }
  return names;
}

ExitCode list_command(const ListFlags& flags) {
  if (flags.what == "scenarios" && flags.paths.empty()) {
    log_error("which? list scenarios FILE|DIR...");
    return ExitCode::kInput;
  }
  if (flags.what != "scenarios" && !flags.paths.empty()) {
    log_error("only `list scenarios` takes paths");
    return ExitCode::kInput;
  }
  if (flags.what == "scenarios" && !flags.json) {
    show_by_tag(flags);
    return ExitCode::kAsExpected;
  }
  for (const Topic& topic : topics()) {
    if (flags.what.empty() ? topic.name != "scenarios" : flags.what == topic.name) {
      show(topic, flags);
    }
  }
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
