#include "sim/strategy/profile.hpp"

#include <algorithm>

namespace rollcall {

namespace {

// Stands for all objects and none: no path, as paths are hashes.
constexpr std::uint64_t kAnyObject = 0;

}  // namespace

std::uint64_t fair_after(const Profile& profile) {
  constexpr std::uint64_t kUsualLengths = 16;
  constexpr std::uint64_t kAtLeast = 500;  // short programs differ most from their estimate
  return profile.step_count == 0 ? kFairAfter
                                 : std::max(kAtLeast, kUsualLengths * profile.step_count);
}

bool is_profiled_seed(std::uint64_t program_seed, std::uint64_t seed) {
  std::uint64_t number = 0;
  while (number < kProfiledExecutions && profiled_seed(program_seed, number) != seed) {
    ++number;
  }
  return number < kProfiledExecutions;
}

void Profiler::begin(Choices& /*choices*/) {
  close_execution();
  running_ = true;
}

void Profiler::spawned(const Task& task, const Task* parent, Choices& /*choices*/) {
  if (parent != nullptr) {
    parents_[task.path] = parent->path;
  }
}

Slot Profiler::pick(const Situation& situation) {
  running_counts_.decisions += situation.enabled_count > 1 ? 1 : 0;
  ++running_counts_.steps;
  running_counts_.timed_steps += situation.world.timer_pending() ? 1U : 0U;
  // As a random walk, which is not asked where there is one only.
  const Slot slot =
      situation.enabled_count > 1 ? uniform_pick(situation) : situation.enabled.nth(0);
  const Task& task = situation.world.task(slot);
  ++counts_[{kAnyObject, task.path}];
  if (const Object* object = situation.world.object(task.pending.object)) {
    ++counts_[{object->path(), task.path}];
  }
  return slot;
}

void Profiler::close_execution() {
  if (running_) {
    past_counts_.push_back(running_counts_);
  }
  for (const auto& [key, count] : counts_) {
    std::uint64_t& largest = counts_max_[key];
    largest = std::max(largest, count);
  }
  counts_.clear();
  running_counts_ = {};
  running_ = false;
}

Profile Profiler::profile() {
  close_execution();
  Profile profile;
  if (past_counts_.empty()) {
    return profile;
  }
  profile.decisions = percentile_95(&Counts::decisions);
  profile.step_count = percentile_95(&Counts::steps);
  profile.timed_steps = percentile_95(&Counts::timed_steps);
  auto next = counts_max_.begin();
  while (next != counts_max_.end()) {
    const std::uint64_t object = next->first.first;
    Profile::Target target{.object = object, .ops = 0, .counts = {}};
    for (; next != counts_max_.end() && next->first.first == object; ++next) {
      target.counts.push_back({.task = next->first.second, .ops = next->second});
      target.ops += next->second;
    }
    const bool shared = target.counts.size() > 1;
    target.counts = with_descendants(target.counts);
    if (object == kAnyObject) {
      profile.steps = std::move(target.counts);
    } else if (shared) {
      profile.targets.push_back(std::move(target));
    }
  }
  return profile;
}

// Requires that there was an execution.
std::uint64_t Profiler::percentile_95(std::uint64_t Counts::*count) const {
  std::vector<std::uint64_t> counts;
  for (const Counts& past : past_counts_) {
    counts.push_back(past.*count);
  }
  std::sort(counts.begin(), counts.end());
  return counts[(counts.size() * 95 + 99) / 100 - 1];
}

// Adds what each does to all its ancestors.
std::vector<Profile::Count> Profiler::with_descendants(std::span<const Profile::Count> own) const {
  std::map<std::uint64_t, std::uint64_t> sums;
  for (const Profile::Count& count : own) {
    std::uint64_t task = count.task;
    sums[task] += count.ops;
    for (auto at = parents_.find(task); at != parents_.end(); at = parents_.find(task)) {
      task = at->second;
      sums[task] += count.ops;
    }
  }
  std::vector<Profile::Count> counts;
  for (const auto& [task, ops] : sums) {
    counts.push_back({.task = task, .ops = ops});
  }
  return counts;
}

}  // namespace rollcall
