#include "scenarios/engine/draw_names.hpp"
#include "scenarios/engine/edits.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace rollcall {
namespace {

constexpr std::size_t kStrikesMax = 32;  // of an entry: more make no scenario simpler
constexpr std::size_t kValuesMax = 8;    // of a range that are tried

// What was drawn from a range, smallest first. A draw that is not in the schedule was 0.
std::vector<Duration> drawn(const Evidence& evidence, std::string_view stream,
                            DurationRange range) {
  std::set<Duration> values{range.low};
  for (const NamedDraw& draw : evidence.schedule.draws) {
    if (draw.stream == stream && values.size() < kValuesMax) {
      values.insert(range.low + Duration{static_cast<std::int64_t>(draw.value)});
    }
  }
  return {values.begin(), values.end()};
}

// From low to high: nothing was written down of each single one.
std::vector<Duration> ends(DurationRange range) { return {range.low, range.high}; }

bool is_range(DurationRange range) { return range.low != range.high; }

Step step_of(const Strike& strike) {
  Step step;
  step.at = strike.time.time_since_epoch();
  // The next message is the one: so it is said just before.
  const bool before = std::holds_alternative<MessageAction>(strike.what);
  step.at -= before && step.at > Duration{} ? Duration{1} : Duration{};
  step.branches.push_back({{{strike.what, 0, {}}}});
  return step;
}

}  // namespace

// Instead of an entry, what it did: of all of them, and of each.
Edits script_weather(const Scenario& scenario, const Evidence& evidence) {
  Edits edits;
  const auto script = [&](const std::set<std::size_t>& entries) {
    std::vector<Step> steps;
    for (const Strike& strike : evidence.strikes) {
      if (entries.contains(strike.entry)) {
        steps.push_back(step_of(strike));
      }
    }
    if (steps.size() > kStrikesMax) {
      return;
    }
    edits.push_back([entries, steps](Scenario& changed) {
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        changed.faults.erase(changed.faults.begin() + static_cast<std::ptrdiff_t>(*entry));
      }
      for (const Step& step : steps) {
        insert_step(changed, step);
      }
      changed.swarm = changed.swarm && !changed.faults.empty();
    });
  };
  std::set<std::size_t> all;
  for (std::size_t entry = 0; entry < scenario.faults.size(); ++entry) {
    all.insert(entry);
  }
  if (all.size() > 1) {
    script(all);
  }
  for (const std::size_t entry : all) {
    script({entry});
  }
  return edits;
}

Edits pin_ranges(const Scenario& scenario, const Evidence& evidence) {
  Edits edits;
  if (scenario.jobs && is_range(scenario.jobs->duration)) {
    for (const Duration value : drawn(evidence, "workload/jobs", scenario.jobs->duration)) {
      edits.push_back([value](Scenario& changed) { changed.jobs->duration = {value, value}; });
    }
  }
  if (is_range(scenario.network.latency)) {
    for (const Duration value : ends(scenario.network.latency)) {
      edits.push_back([value](Scenario& changed) { changed.network.latency = {value, value}; });
    }
  }
  const DrawNames names(scenario);
  for (std::size_t s = 0; s < scenario.steps.size(); ++s) {
    for (std::size_t b = 0; b < scenario.steps[s].branches.size(); ++b) {
      const std::vector<Action>& actions = scenario.steps[s].branches[b].actions;
      for (std::size_t a = 0; a < actions.size(); ++a) {
        const auto* submit = std::get_if<SubmitAction>(&actions[a].what);
        if (submit == nullptr || !is_range(submit->duration)) {
          continue;
        }
        for (const Duration value : drawn(evidence, names.of(actions[a]), submit->duration)) {
          edits.push_back([=](Scenario& changed) {
            Action& action = changed.steps[s].branches[b].actions[a];
            std::get<SubmitAction>(action.what).duration = {value, value};
          });
        }
      }
    }
  }
  for (std::size_t entry = 0; entry < scenario.faults.size(); ++entry) {
    if (is_range(scenario.faults[entry].span)) {
      for (const Duration value : ends(scenario.faults[entry].span)) {
        edits.push_back([=](Scenario& changed) { changed.faults[entry].span = {value, value}; });
      }
    }
  }
  return edits;
}

}  // namespace rollcall
