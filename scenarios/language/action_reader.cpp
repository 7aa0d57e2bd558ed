#include "scenarios/language/action_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace rollcall {
namespace {

// About 150 MB of plan; ten times the largest pool.
constexpr std::size_t kActionCountMax = 1'000'000;
constexpr std::size_t kLookCountMax = 10'000'000;  // well under a second of comparing ids

Branch single(const YamlValue& action, decltype(Action::what) what) {
  return Branch{{Action{std::move(what), action.key_place().position}}};
}

}  // namespace

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys{"register", "set_state", "dispatch_pause"};
  return keys;
}

ActionReader::ActionReader(const std::vector<WorkerSpec>* workers) : workers_(workers) {
  if (workers != nullptr) {
    index_.emplace(*workers);
  }
}

bool ActionReader::add_planned(const YamlValue& value, std::size_t count) {
  planned_ += count;
  if (planned_ > kActionCountMax) {
    report_limit(value, fmt::format("the steps come to more than {} actions", kActionCountMax));
  }
  return !over_limit_;
}

void ActionReader::report_limit(const YamlValue& value, std::string message) {
  if (!over_limit_) {
    over_limit_ = true;
    value.problems().add(value.key_place(),
                         {"E319", std::move(message), "select fewer workers or repeat less"});
  }
}

std::vector<Branch> ActionReader::read_race(const YamlValue& race) {
  std::vector<Branch> branches;
  const std::vector<YamlValue> items = race.items();
  if (race.is_sequence() && items.size() < 2) {
    race.problems().add(race.key_place(), {"E318", "a race needs at least two branches", ""});
  }
  for (const YamlValue& item : items) {
    for (Branch& branch : read_branch(item)) {
      branches.push_back(std::move(branch));
    }
  }
  return branches;
}

std::vector<Branch> ActionReader::read_branch(const YamlValue& branch) {
  if (branch.is_sequence()) {
    return {read_sequence(branch)};
  }
  return read_action_map(branch);
}

Branch ActionReader::read_sequence(const YamlValue& sequence) {
  Branch result;
  const std::vector<YamlValue> items = sequence.items();
  if (items.empty()) {
    sequence.report({"E105", "this branch is empty", ""});
  }
  for (const YamlValue& item : items) {
    std::vector<Branch> branches = read_action_map(item);
    if (branches.size() > 1) {
      item.report({"E303", fmt::format("{} workers selected where one is needed", branches.size()),
                   "an action in a sequence is one worker's"});
    } else if (!branches.empty()) {
      result.actions.push_back(std::move(branches[0].actions[0]));
    }
  }
  return result;
}

std::vector<Branch> ActionReader::read_action_map(const YamlValue& map) {
  const StrictMap actions(map, action_keys());
  std::vector<YamlValue> found;
  for (const std::string& key : action_keys()) {
    if (const std::optional<YamlValue> action = actions.find(key)) {
      found.push_back(*action);
    }
  }
  if (found.size() == 1) {
    return read_action(found[0]);
  }
  if (found.size() > 1) {
    map.report({"E317", "more than one action", "make it a list to do them in sequence"});
  } else if (map.is_map()) {
    map.report(
        {"E316", "no action", fmt::format("give one of: {}", fmt::join(action_keys(), ", "))});
  }
  return {};
}

std::vector<Branch> ActionReader::read_action(const YamlValue& action) {
  if (action.node().key == "register") {
    return read_register(action);
  }
  if (action.node().key == "set_state") {
    return read_set_state(action);
  }
  return read_dispatch_pause(action);
}

std::vector<Branch> ActionReader::read_register(const YamlValue& action) {
  const Target target =
      action.is_map() ? read_register_map(action) : Target{std::nullopt, read_selector(action)};
  std::vector<Branch> branches;
  for (const std::size_t worker : target.workers) {
    const WorkerSpec& spec = (*workers_)[worker];
    const Address own{spec.host, spec.port};
    const Address& address = target.address ? *target.address : own;
    branches.push_back(single(
        action,
        RegisterAction{.worker = worker, .number = 0, .host = address.host, .port = address.port}));
  }
  return branches;
}

ActionReader::Target ActionReader::read_register_map(const YamlValue& action) {
  const StrictMap map(action, {"worker", "address"});
  Target target;
  map.read_required("worker", target.workers,
                    [this](const YamlValue& value) { return std::optional(read_selector(value)); });
  const std::optional<YamlValue> field = map.find("address");
  if (!field) {
    return target;
  }
  if (const std::optional<std::string> text = field->text()) {
    target.address = field->accept(parse_address(*text));
  }
  if (target.workers.size() > 1) {
    field->problems().add(field->key_place(),
                          {"E303", fmt::format("one address for {} workers", target.workers.size()),
                           "select one worker, or leave the address out"});
  }
  return target;
}

std::vector<Branch> ActionReader::read_set_state(const YamlValue& action) {
  const StrictMap map(action, {"worker", "state"});
  std::vector<std::size_t> selected;
  std::string state;
  map.read_required("worker", selected,
                    [this](const YamlValue& value) { return std::optional(read_selector(value)); });
  map.read_required("state", state, [](const YamlValue& value) {
    return value.word({"registering", "free", "busy", "dead"});
  });
  std::vector<Branch> branches;
  for (const std::size_t worker : selected) {
    branches.push_back(
        single(action, SetStateAction{.worker = worker, .number = 0, .state = state}));
  }
  return branches;
}

std::vector<Branch> ActionReader::read_dispatch_pause(const YamlValue& action) {
  DispatchPauseAction pause;
  if (action.is_map()) {
    const StrictMap map(action, {"for"});
    map.read_required("for", pause.duration,
                      [](const YamlValue& value) { return value.duration(); });
  } else if (!action.is_scalar() || action.node().scalar != "forever") {
    pause.duration = action.duration();
  }
  if (!add_planned(action, 1)) {
    return {};
  }
  return {single(action, pause)};
}

std::vector<std::size_t> ActionReader::read_selector(const YamlValue& selector) {
  const std::vector<std::size_t> selected =
      selector.is_sequence() ? read_selector_list(selector) : select(selector);
  return add_planned(selector, selected.size()) ? selected : std::vector<std::size_t>{};
}

std::vector<std::size_t> ActionReader::read_selector_list(const YamlValue& list) {
  const std::vector<YamlValue> items = list.items();
  if (items.empty()) {
    list.report({"E105", "this list is empty", "select at least one worker"});
  }
  std::vector<bool> is_selected(workers_ == nullptr ? 0 : workers_->size());
  for (const YamlValue& item : items) {
    for (const std::size_t worker : select(item)) {
      is_selected[worker] = true;
    }
  }
  std::vector<std::size_t> selected;
  for (std::size_t worker = 0; worker < is_selected.size(); ++worker) {
    if (is_selected[worker]) {
      selected.push_back(worker);
    }
  }
  return selected;
}

// Empty if nothing can be selected, which is then reported.
std::vector<std::size_t> ActionReader::select(const YamlValue& selector) {
  const std::optional<std::string> text = selector.text();
  if (!text || !index_ || over_limit_) {
    return {};
  }
  auto selected = selector.accept(index_->select(*text)).value_or(std::vector<std::size_t>{});
  const bool is_pattern = text->find('*') != std::string::npos;
  looked_at_ += is_pattern ? workers_->size() : selected.size();
  if (looked_at_ > kLookCountMax) {
    report_limit(selector, "the selectors look at too many workers");
  }
  return selected;
}

}  // namespace rollcall
