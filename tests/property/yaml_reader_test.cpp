// Properties of the scenario language: what is written is read back; whatever the bytes, the reader
// ends with a scenario or with problems that can be shown.

#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/scenario_reader.hpp"
#include "scenarios/language/values.hpp"
#include "tests/scenarios/language/support.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rollcall {
namespace {

std::uint32_t pick(std::uint32_t low, std::uint32_t high) {  // both ends included
  return *rc::gen::inRange(low, high + 1);
}

template <typename Value>
Value pick_of(const std::vector<Value>& values) {
  return values[pick(0, static_cast<std::uint32_t>(values.size()) - 1)];
}

Duration pick_duration() { return Duration{*rc::gen::inRange<std::int64_t>(0, 5'000'000'000'000)}; }

// Writes a random valid file and, independently of the reader, what it must be read as.
class Author {
 public:
  Scenario scenario;
  std::string text;

  void write() {
    write_head();
    write_steps();
    write_order();
    write_expect();
  }

 private:
  void write_head() {
    scenario.name = pick_of<std::string>({"a", "two-words", "x-9"});
    scenario.about = pick_of<std::string>({"plain", "with: colon", "with # hash", "\xc3\xa9"});
    scenario.runs = pick(1, 1'000'000);
    scenario.from = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a/b#1", "it's", "[x]"));
    scenario.manager.free_capacity = pick(0, 1'000'000);
    scenario.manager.dispatchers = pick(0, 64);
    scenario.manager.failed_call = pick_of<std::string>({"nothing", "dead", "free"});
    text += fmt::format("rollcall: 1\nname: {}\nabout: \"{}\"\nruns: {}\n", scenario.name,
                        scenario.about, scenario.runs);
    text += "from:" + std::string(scenario.from.empty() ? " []\n" : "\n");
    for (const std::string& source : scenario.from) {
      text += fmt::format("  - \"{}\"\n", source);
    }
    text += fmt::format("manager: {{free_capacity: {}, dispatchers: {}, failed_call: {}}}\n",
                        scenario.manager.free_capacity, scenario.manager.dispatchers,
                        scenario.manager.failed_call);
    const std::uint32_t count = pick(1, 5);
    for (std::uint32_t number = 1; number <= count; ++number) {
      scenario.workers.push_back({fmt::format("node-{}", number), fmt::format("h{}", number), -3});
    }
    text +=
        fmt::format("workers: {{count: {}, id: \"node-{{n}}\", address: \"h{{n}}:-3\"}}\n", count);
    write_jobs();
  }

  void write_jobs() {
    if (pick(0, 1) == 0) {
      return;
    }
    const Duration low = pick_duration();
    scenario.jobs = JobsSpec{
        .count = pick(1, 50), .every = pick_duration(), .duration = {low, low + pick_duration()}};
    text += fmt::format("jobs: {{count: {}, every: {}, duration: {}..{}}}\n", scenario.jobs->count,
                        to_text(scenario.jobs->every), to_text(low),
                        to_text(scenario.jobs->duration.high));
  }

  void write_steps() {
    text += "steps:\n";
    const std::uint32_t count = pick(1, 6);
    for (std::uint32_t index = 0; index < count; ++index) {
      Step step;
      const bool follows = !labelled_.empty() && pick(0, 2) == 0;
      if (follows) {
        step.after = pick_of(labelled_);
        text += fmt::format("  - after: {}\n", scenario.steps[*step.after].label);
      } else {
        at_last_ += pick_duration();
        step.at = at_last_;
        text += fmt::format("  - at: {}\n", to_text(step.at));
      }
      if (pick(0, 1) == 1) {
        step.label = fmt::format("step-{}", index);
        labelled_.push_back(index);
        text += fmt::format("    label: {}\n", step.label);
      }
      write_branches(step);
      scenario.steps.push_back(step);
    }
  }

  void write_branches(Step& step) {
    if (pick(0, 1) == 0) {
      text += "    ";
      step.branches.push_back({{write_action()}});
      return;
    }
    text += "    race:\n";
    const std::uint32_t count = pick(2, 4);
    for (std::uint32_t branch = 0; branch < count; ++branch) {
      Branch& written = step.branches.emplace_back();
      const std::uint32_t actions = pick(1, 3);
      for (std::uint32_t action = 0; action < actions; ++action) {
        text += action == 0 ? "      - - " : "        - ";
        written.actions.push_back(write_action());
      }
    }
  }

  Action write_action() {
    const std::size_t worker = pick(0, static_cast<std::uint32_t>(scenario.workers.size()) - 1);
    const WorkerSpec& spec = scenario.workers[worker];
    registers_.resize(scenario.workers.size());
    set_states_.resize(scenario.workers.size());
    switch (pick(0, 3)) {
      case 0:
        text += fmt::format("register: {}\n", spec.id);
        return {RegisterAction{worker, spec.host, spec.port}, ++registers_[worker], {}};
      case 1:
        text += fmt::format("register: {{worker: {}, address: \"::1:99999\"}}\n", spec.id);
        return {RegisterAction{worker, "::1", 99999}, ++registers_[worker], {}};
      case 2: {
        const auto state = pick_of<std::string>({"registering", "free", "busy", "dead"});
        text += fmt::format("set_state: {{worker: {}, state: {}}}\n", spec.id, state);
        return {SetStateAction{worker, state}, ++set_states_[worker], {}};
      }
      default:
        return write_pause();
    }
  }

  Action write_pause() {
    if (pick(0, 1) == 0) {
      text += "dispatch_pause: forever\n";
      return {DispatchPauseAction{}, ++pause_count_, {}};
    }
    const Duration duration = pick_duration();
    text += fmt::format("dispatch_pause: {}\n", to_text(duration));
    return {DispatchPauseAction{duration}, ++pause_count_, {}};
  }

  void write_order() {
    std::vector<OrderPoint> possible;
    for (std::size_t worker = 0; worker < scenario.workers.size(); ++worker) {
      for (std::uint32_t number = 1; number <= registers_[worker]; ++number) {
        const Action action{RegisterAction{worker, "", 0}, number, {}};
        possible.push_back({task_name(scenario, action), "attached", {}});
      }
      for (std::uint32_t number = 1; number <= set_states_[worker]; ++number) {
        const Action action{SetStateAction{worker, ""}, number, {}};
        possible.push_back({task_name(scenario, action), "set", {}});
      }
    }
    text += possible.empty() ? "order: []\n" : "order:\n";
    for (const OrderPoint& point : possible) {
      scenario.order.push_back(point);
      text += fmt::format("  - \"{}: {}\"\n", point.task, point.point);
    }
  }

  void write_expect() {
    scenario.expect = {{"hardened", "", {}}, {"documented", "no-stale-worker", {}}};
    text += "expect:\n  hardened: holds\n  documented: {violates: no-stale-worker}\n";
  }

  Duration at_last_{};
  std::vector<std::size_t> labelled_;
  std::vector<std::uint32_t> registers_;
  std::vector<std::uint32_t> set_states_;
  std::uint32_t pause_count_ = 0;
};

std::string text_of(const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    return fmt::format("register {} {} {} {};", call->worker, action.number, call->host,
                       call->port);
  }
  if (const auto* call = std::get_if<SetStateAction>(&action.what)) {
    return fmt::format("set_state {} {} {};", call->worker, action.number, call->state);
  }
  const auto& pause = std::get<DispatchPauseAction>(action.what);
  return fmt::format("pause {};", pause.duration ? pause.duration->count() : -1);
}

// Everything a scenario says, apart from file, text and positions; equal texts, equal scenarios.
std::string text_of(const Scenario& scenario) {
  std::string text = fmt::format("{}|{}|{}|{}|{}|{}\n", scenario.name, scenario.about,
                                 scenario.runs, scenario.manager.free_capacity,
                                 scenario.manager.dispatchers, scenario.manager.failed_call);
  for (const std::string& source : scenario.from) {
    text += source + "\n";
  }
  for (const WorkerSpec& worker : scenario.workers) {
    text += fmt::format("{} {} {}\n", worker.id, worker.host, worker.port);
  }
  if (scenario.jobs) {
    text += fmt::format("jobs {} {} {} {}\n", scenario.jobs->count, scenario.jobs->every.count(),
                        scenario.jobs->duration.low.count(), scenario.jobs->duration.high.count());
  }
  for (const Step& step : scenario.steps) {
    text += fmt::format("step {} {} {}:", step.label, step.at.count(),
                        step.after ? static_cast<int>(*step.after) : -1);
    for (const Branch& branch : step.branches) {
      text += " branch ";
      for (const Action& action : branch.actions) {
        text += text_of(action);
      }
    }
    text += "\n";
  }
  for (const OrderPoint& point : scenario.order) {
    text += fmt::format("order {} / {}\n", point.task, point.point);
  }
  for (const Expectation& expectation : scenario.expect) {
    text += fmt::format("expect {} '{}'\n", expectation.manager, expectation.violates);
  }
  return text;
}

Author written() {
  Author author;
  author.write();
  return author;
}

// A position can be shown if its line exists and its column is at most one behind the line's end.
void check_position(const Diagnostic& diagnostic, const std::string& text) {
  if (diagnostic.line == 0) {
    RC_ASSERT(diagnostic.id == "E002" || diagnostic.id == "E003" || diagnostic.id == "E099");
    return;
  }
  std::size_t start = 0;
  for (int line = 1; line < diagnostic.line; ++line) {
    const std::size_t end = text.find('\n', start);
    RC_ASSERT(end != std::string::npos);
    start = end + 1;
  }
  const std::size_t end = std::min(text.find('\n', start), text.size());
  RC_ASSERT(start < text.size());
  RC_ASSERT(diagnostic.column >= 1);
  RC_ASSERT(start + static_cast<std::size_t>(diagnostic.column) <= end + 1);
}

void check_reading(const std::string& text) {
  try {
    RC_ASSERT(!testing_support::read(text).steps.empty());
  } catch (const InputError& error) {
    RC_ASSERT(!error.diagnostics().empty());
    RC_ASSERT(!format(error).empty());
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      check_position(diagnostic, text);
    }
  }
}

// Bytes that mean something to YAML or to the language, and some that mean nothing to anybody.
char pick_byte() {
  constexpr std::string_view kTelling =
      "\n\n\r\t  ::--,,{}[]\"\"''#&*!|>?%@`~0159.*aw\\\xc3\xa9\xff";
  const bool telling = pick(0, 3) > 0;
  return telling ? kTelling[pick(0, static_cast<std::uint32_t>(kTelling.size()) - 1)]
                 : static_cast<char>(pick(0, 255));
}

std::string mutated(std::string text) {
  const std::uint32_t count = pick(1, 8);
  for (std::uint32_t change = 0; change < count && !text.empty(); ++change) {
    const std::size_t at = pick(0, static_cast<std::uint32_t>(text.size()) - 1);
    switch (pick(0, 4)) {
      case 0:
        text[at] = pick_byte();
        break;
      case 1:
        text.insert(at, 1, pick_byte());
        break;
      case 2:
        text.erase(at, pick(1, 20));
        break;
      case 3:
        text.insert(at, text.substr(pick(0, static_cast<std::uint32_t>(at)), 30));
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

RC_GTEST_PROP(ScenarioReader, ReadsBackWhatWasWritten, ()) {
  const Author author = written();
  RC_LOG() << author.text;
  RC_ASSERT(text_of(testing_support::read(author.text)) == text_of(author.scenario));
}

RC_GTEST_PROP(ScenarioReader, SurvivesMutatedFiles, ()) {
  const std::string base = written().text;
  for (int round = 0; round < 5; ++round) {
    const std::string text = mutated(base);
    RC_LOG() << text;
    check_reading(text);
  }
}

RC_GTEST_PROP(ScenarioReader, SurvivesRandomBytes, ()) {
  std::string text;
  const std::uint32_t size = pick(0, 60);
  for (std::uint32_t count = 0; count < size; ++count) {
    text += pick_byte();
  }
  check_reading(text);
}

RC_GTEST_PROP(ParseDuration, ReadsWhatToTextWrites, (std::int64_t nanoseconds)) {
  for (const std::int64_t scale : {1LL, 1'000LL, 1'000'000LL, 60'000'000'000LL}) {
    const Duration duration{nanoseconds / scale * scale};
    RC_ASSERT(std::get<Duration>(parse_duration(to_text(duration), Sign::kAny)) == duration);
  }
}

}  // namespace
}  // namespace rollcall
