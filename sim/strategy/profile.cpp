#include "sim/strategy/profile.hpp"

#include <algorithm>

namespace rollcall {

namespace {

// Stands for all objects and none: no path, as paths are hashes.
constexpr std::uint64_t kAnyObject = 0;

}  // namespace

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
  decision_count_ += situation.enabled_count > 1 ? 1 : 0;
  const std::uint64_t rank = situation.choices.schedule(situation.enabled_count);
  const Slot slot = situation.enabled.nth(static_cast<std::uint32_t>(rank));
  const Task& task = situation.world.task(slot);
  ++counts_[{kAnyObject, task.path}];
  if (const Object* object = situation.world.object(task.pending.object)) {
    ++counts_[{object->path(), task.path}];
  }
  return slot;
}

void Profiler::close_execution() {
  if (running_) {
    decision_counts_.push_back(decision_count_);
  }
  for (const auto& [key, count] : counts_) {
    std::uint64_t& largest = counts_max_[key];
    largest = std::max(largest, count);
  }
  counts_.clear();
  decision_count_ = 0;
  running_ = false;
}

Profile Profiler::profile() {
  close_execution();
  Profile profile;
  if (decision_counts_.empty()) {
    return profile;
  }
  std::sort(decision_counts_.begin(), decision_counts_.end());
  profile.decisions = decision_counts_[(decision_counts_.size() * 95 + 99) / 100 - 1];
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
