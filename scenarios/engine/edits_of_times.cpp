#include "scenarios/engine/edits.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace rollcall {
namespace {

using std::chrono::milliseconds;

constexpr Duration kMoment = milliseconds(1);

bool is_timed(const Step& step) { return !step.after && !step.when; }

// Smaller ones that are round, the smallest first; then itself, cut to one and to two digits.
std::vector<Duration> rounder(Duration duration) {
  constexpr std::array kRound{Duration{milliseconds(1)},      Duration{milliseconds(10)},
                              Duration{milliseconds(100)},    Duration{milliseconds(1'000)},
                              Duration{milliseconds(10'000)}, Duration{milliseconds(100'000)}};
  std::vector<Duration> found;
  for (const Duration round : kRound) {
    if (round < duration) {
      found.push_back(round);
    }
  }
  for (const std::int64_t digits : {10, 100}) {
    std::int64_t unit = 1;
    while (duration.count() / unit >= digits) {
      unit *= 10;
    }
    const Duration cut{duration.count() / unit * unit};
    if (cut < duration && cut > Duration{}) {
      found.push_back(cut);
    }
  }
  return found;
}

// All times of the steps from this one on are so much earlier, or later if negative.
void shift(Scenario& scenario, std::size_t first, Duration by) {
  for (std::size_t index = first; index < scenario.steps.size(); ++index) {
    if (is_timed(scenario.steps[index])) {
      scenario.steps[index].at -= by;
    }
  }
}

void add_gaps(Edits& edits, const Scenario& scenario) {
  Duration before{};
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    if (!is_timed(scenario.steps[step])) {
      continue;
    }
    const Duration gap = scenario.steps[step].at - before;
    if (gap > Duration{} && before == Duration{} && step == 0) {
      edits.push_back([=](Scenario& changed) { shift(changed, step, gap); });
    }
    for (const Duration smaller : rounder(gap)) {
      edits.push_back([=](Scenario& changed) { shift(changed, step, gap - smaller); });
    }
    before = scenario.steps[step].at;
  }
}

// The length of an action, of whatever kind; null if it has none.
Duration* length_of(Action& action) {
  const auto of = [](std::optional<Duration>& duration) { return duration ? &*duration : nullptr; };
  if (auto* pause = std::get_if<DispatchPauseAction>(&action.what)) {
    return of(pause->duration);
  }
  if (auto* host = std::get_if<HostAction>(&action.what)) {
    return of(host->duration);
  }
  if (auto* links = std::get_if<LinkAction>(&action.what)) {
    return of(links->duration);
  }
  return nullptr;
}

using Look = std::function<void(Duration&)>;

void look_at(DurationRange& range, const Look& look) {
  if (range.low == range.high) {
    look(range.low);
    range.high = range.low;
  }
}

// Every time but the steps' own; a range only if it is none.
void for_each_time(Scenario& scenario, const Look& look) {
  for_each_action(scenario, [&](Action& action) {
    if (Duration* length = length_of(action)) {
      look(*length);
    }
    if (auto* submit = std::get_if<SubmitAction>(&action.what)) {
      look_at(submit->duration, look);
    }
  });
  for (Step& step : scenario.steps) {
    if (step.when) {
      look(step.at);
    }
  }
  if (scenario.jobs) {
    look(scenario.jobs->every);
    look_at(scenario.jobs->duration, look);
  }
  if (scenario.heal) {
    look(scenario.heal->at);
  }
  for (Duration ManagerOptions::*field :
       {&ManagerOptions::heartbeat, &ManagerOptions::dead_after, &ManagerOptions::probe_timeout,
        &ManagerOptions::assign_timeout, &ManagerOptions::job_timeout}) {
    if (scenario.manager.*field != ManagerOptions().*field) {
      look(scenario.manager.*field);
    }
  }
  look_at(scenario.network.latency, look);
}

// The branches of a race as steps of their own, in their order or turned round.
Edit split(std::size_t step, bool turned) {
  return [=](Scenario& changed) {
    const Step whole = changed.steps[step];
    std::vector<Branch> branches = whole.branches;
    if (turned) {
      std::reverse(branches.begin(), branches.end());
    }
    const auto more = static_cast<std::int64_t>(branches.size() - 1);
    shift(changed, step + 1, -more * kMoment);
    changed.steps[step].branches = {branches.front()};
    for (std::size_t branch = 1; branch < branches.size(); ++branch) {
      Step next;
      next.at = whole.at + static_cast<std::int64_t>(branch) * kMoment;
      next.branches = {branches[branch]};
      insert_step(changed, std::move(next));
    }
  };
}

}  // namespace

// What need not happen at the same moment: then no order is needed either.
Edits one_by_one(const Scenario& scenario, const Evidence& /*evidence*/) {
  constexpr std::size_t kBranchesMax = 16;
  Edits edits;
  std::optional<Duration> before;
  for (std::size_t index = 0; index < scenario.steps.size(); ++index) {
    const Step& step = scenario.steps[index];
    if (!is_timed(step)) {
      continue;
    }
    if (before && *before == step.at) {
      edits.push_back([=](Scenario& changed) { shift(changed, index, -kMoment); });
    }
    if (step.branches.size() > 1 && step.branches.size() <= kBranchesMax) {
      edits.push_back(split(index, false));
      edits.push_back(split(index, true));
    }
    before = step.at;
  }
  return edits;
}

Edits round_times(const Scenario& scenario, const Evidence& /*evidence*/) {
  Edits edits;
  add_gaps(edits, scenario);
  Scenario scratch = scenario;
  std::vector<Duration> times;
  for_each_time(scratch, [&](Duration& time) { times.push_back(time); });
  for (std::size_t nth = 0; nth < times.size(); ++nth) {
    for (const Duration round : rounder(times[nth])) {
      edits.push_back([=](Scenario& changed) {
        std::size_t count = 0;
        for_each_time(changed, [&](Duration& time) {
          if (count++ == nth) {
            time = round;
          }
        });
      });
    }
  }
  return edits;
}

}  // namespace rollcall
