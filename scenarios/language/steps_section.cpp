#include "scenarios/language/action_reader.hpp"
#include "scenarios/language/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace rollcall {
namespace {

constexpr std::int64_t kRepeatTimesMax = 100'000;

struct Repeat {
  std::uint32_t times = 1;
  Duration every{};
};

// Reads the steps one after the other, in document order, and unrolls each.
//
// Invariants: `steps_` is numbered and in document order; `label_steps_` has, for each label so
// far, the index of the step that carries it.
class StepsReader {
 public:
  StepsReader(const YamlValue& steps, Selectors& selectors, const Vocabulary& vocabulary)
      : selectors_(selectors), vocabulary_(vocabulary) {
    collect_labels(steps);
  }

  void read(const YamlValue& value);
  [[nodiscard]] std::vector<Step> take_steps() { return std::move(steps_); }

 private:
  void collect_labels(const YamlValue& steps);
  void read_time(const StrictMap& map, Step& step);
  void read_at(const YamlValue& value, Step& step);
  void read_after(const YamlValue& value, Step& step);
  void read_when(const YamlValue& value, const std::optional<YamlValue>& delay, Step& step);
  [[nodiscard]] std::string read_label(const YamlValue& value);
  [[nodiscard]] Repeat read_repeat(const StrictMap& map, const Step& step);
  [[nodiscard]] std::vector<Branch> read_step_branches(const StrictMap& map);
  void unroll(const YamlValue& value, const Step& step, Repeat repeat);
  void number(Step& step);

  Selectors& selectors_;
  const Vocabulary& vocabulary_;
  std::vector<std::string> labels_;  // of the whole file, for suggestions
  std::map<std::string, std::size_t, std::less<>> label_steps_;
  // How many actions so far, by verb and target.
  std::map<std::pair<std::string_view, std::size_t>, std::uint32_t> action_counts_;
  Duration at_last_{};
  std::vector<Step> steps_;
};

void StepsReader::collect_labels(const YamlValue& steps) {
  for (const YamlNode& step : steps.node().children) {
    for (const YamlNode& entry : step.children) {
      if (entry.key == "label") {
        labels_.push_back(entry.scalar);
      }
    }
  }
}

void StepsReader::read(const YamlValue& value) {
  std::vector<std::string> keys{"at", "after", "when", "label", "repeat", "race"};
  keys.insert(keys.end(), action_keys().begin(), action_keys().end());
  const StrictMap map(value, std::move(keys));
  if (!value.is_map()) {
    return;
  }
  Step step;
  step.position = value.node().position;
  read_time(map, step);
  if (const std::optional<YamlValue> label = map.find("label")) {
    step.label = read_label(*label);
  }
  const Repeat repeat = read_repeat(map, step);
  step.branches = read_step_branches(map);
  unroll(value, step, repeat);
}

void StepsReader::read_time(const StrictMap& map, Step& step) {
  const std::optional<YamlValue> at = map.find("at");
  const std::optional<YamlValue> after = map.find("after");
  if (const std::optional<YamlValue> when = map.find("when")) {
    if (at) {
      map.report({"E310", "a step has 'at' or 'when', not both",
                  "a delay behind the event is 'after: 10ms'"});
    }
    read_when(*when, after, step);
    return;
  }
  if (at.has_value() == after.has_value()) {
    map.report({"E310", at ? "a step has 'at' or 'after', not both" : "the step has no time",
                "give either 'at: 10ms' or 'after: LABEL'"});
  }
  if (at) {
    read_at(*at, step);
  }
  if (after) {
    read_after(*after, step);
  }
}

void StepsReader::read_when(const YamlValue& value, const std::optional<YamlValue>& delay,
                            Step& step) {
  const StrictMap map(value, {"event", "worker", "nth"});
  Trigger trigger;
  map.read_required("event", trigger.event,
                    [&](const YamlValue& field) { return field.word(vocabulary_.events); });
  map.read("worker", trigger.worker,
           [&](const YamlValue& field) { return selectors_.worker(field); });
  map.read("nth", trigger.nth, [](const YamlValue& field) {
    return field.integer({1, 1'000'000});
  });
  if (delay) {
    step.at = delay->duration().value_or(Duration{});
  }
  step.when = std::move(trigger);
}

void StepsReader::read_at(const YamlValue& value, Step& step) {
  const std::optional<Duration> at = value.duration();
  if (!at) {
    return;
  }
  step.at = *at;
  if (step.at < at_last_) {
    value.report(
        {"E311",
         fmt::format("this step is earlier than the one before it, at {}", to_text(at_last_)),
         "put the steps in order of time"});
  }
  at_last_ = std::max(at_last_, step.at);
}

void StepsReader::read_after(const YamlValue& value, Step& step) {
  const std::optional<std::string> label = value.text();
  if (!label) {
    return;
  }
  const auto found = label_steps_.find(*label);
  if (found != label_steps_.end()) {
    step.after = found->second;
  } else if (std::find(labels_.begin(), labels_.end(), *label) != labels_.end()) {
    value.report({"E313", fmt::format("the step {} is not an earlier step", quote_word(*label)),
                  "'after' names a step further up"});
  } else {
    value.report({"E312", fmt::format("there is no step {}", quote_word(*label)),
                  did_you_mean(*label, labels_)});
  }
}

// Not entered yet: the step's index is known once it is unrolled.
std::string StepsReader::read_label(const YamlValue& value) {
  const std::optional<std::string> label = value.kebab_case();
  if (!label) {
    return "";
  }
  if (label->front() < 'a') {
    value.report(
        {"E210", fmt::format("the label {} does not start with a letter", quote_word(*label)), ""});
    return "";
  }
  if (label_steps_.contains(*label)) {
    value.report(
        {"E314", fmt::format("repeated label {}", quote_word(*label)), "a label names one step"});
    return "";
  }
  return *label;
}

Repeat StepsReader::read_repeat(const StrictMap& map, const Step& step) {
  const std::optional<YamlValue> value = map.find("repeat");
  if (!value) {
    return {};
  }
  for (const char* const key : {"after", "when"}) {
    if (map.find(key)) {
      value->problems().add(
          value->key_place(),
          {"E315", fmt::format("'repeat' does not go with '{}'", key), "give the step an 'at'"});
    }
  }
  const StrictMap fields(*value, {"times", "every"});
  Repeat repeat;
  fields.read_required("times", repeat.times, [](const YamlValue& field) {
    return field.integer({1, kRepeatTimesMax});
  });
  fields.read_required("every", repeat.every,
                       [](const YamlValue& field) { return field.duration(); });
  const Duration room = Duration::max() - step.at;
  if (repeat.times > 1 && repeat.every > room / (repeat.times - 1)) {
    value->report({"E206", "the last repetition is too late", "repeat less or more often"});
    return {};
  }
  return repeat;
}

std::vector<Branch> StepsReader::read_step_branches(const StrictMap& map) {
  std::vector<Branch> branches;
  std::vector<YamlValue> found;
  const std::optional<YamlValue> race = map.find("race");
  if (race) {
    found.push_back(*race);
    branches = read_race(*race, selectors_);
  }
  for (const std::string& key : action_keys()) {
    if (const std::optional<YamlValue> action = map.find(key)) {
      found.push_back(*action);
      branches = read_branches(*action, selectors_);
    }
  }
  if (found.empty()) {
    map.report({"E316", "no action", kActionHint});
  } else if (found.size() > 1) {
    map.report({"E317", "more than one action in a step", "write a 'race', or a step for each"});
  }
  return branches;
}

void StepsReader::unroll(const YamlValue& value, const Step& step, Repeat repeat) {
  std::size_t action_count = 0;
  for (const Branch& branch : step.branches) {
    action_count += branch.actions.size();
  }
  // The first copy is counted; an action that could not be read still makes a step.
  if (!selectors_.add_planned(value, std::max<std::size_t>(action_count, 1) * (repeat.times - 1))) {
    return;
  }
  for (std::uint32_t copy = 0; copy < repeat.times; ++copy) {
    Step& unrolled = steps_.emplace_back(step);
    unrolled.at = step.at + copy * repeat.every;
    unrolled.label = copy + 1 == repeat.times ? step.label : "";
    number(unrolled);
  }
  if (!step.label.empty()) {
    label_steps_.emplace(step.label, steps_.size() - 1);
  }
}

void StepsReader::number(Step& step) {
  for (Branch& branch : step.branches) {
    for (Action& action : branch.actions) {
      const std::optional<HostRef> target = target_of(action);
      const std::size_t place = !target ? 0 : target->worker ? *target->worker + 2 : 1;
      action.number = ++action_counts_[{verb_of(action), place}];
    }
  }
}

}  // namespace

std::vector<Step> read_steps(const YamlValue& value, Selectors& selectors,
                             const Vocabulary& vocabulary) {
  const std::vector<YamlValue> items = value.items();
  if (value.is_sequence() && items.empty()) {
    value.report({"E320", "a scenario without steps does nothing", "give at least one step"});
  }
  StepsReader reader(value, selectors, vocabulary);
  for (const YamlValue& item : items) {
    reader.read(item);
  }
  return reader.take_steps();
}

}  // namespace rollcall
