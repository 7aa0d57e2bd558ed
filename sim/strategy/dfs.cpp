#include "sim/strategy/dfs.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/task.hpp"

#include <algorithm>

namespace rollcall {

void DepthFirst::begin(Choices& /*choices*/) {
  depth_ = 0;
  preemption_count_ = 0;
  blocked_ = false;
  given_up_ = false;
}

Slot DepthFirst::pick(const Situation& situation) {
  if (log_.count() >= bounds_.steps) {
    return give_up_at_bound();
  }
  // Going on with the same task comes first: it is the simplest schedule, and costs no preemption.
  const bool may_go_on =
      situation.previous != nullptr && situation.enabled.contains(situation.previous->slot);
  alternatives_.clear();
  if (may_go_on) {
    alternatives_.push_back(situation.previous->slot);
  }
  if (!may_go_on || !bounds_.preemptions || preemption_count_ < *bounds_.preemptions) {
    situation.enabled.for_each([&](Slot slot) {
      if (!may_go_on || slot != situation.previous->slot) {
        alternatives_.push_back(slot);
      }
    });
  } else if (situation.enabled_count > 1) {
    cut_ = true;
  }
  const Slot slot = alternatives_[branch(alternatives_.size())];
  preemption_count_ += may_go_on && slot != situation.previous->slot ? 1 : 0;
  return slot;
}

std::uint64_t DepthFirst::draw(const Stream& /*stream*/, std::uint64_t count) {
  if (count > bounds_.draw_values) {
    cut_ = true;
    return 0;
  }
  const std::uint64_t value = branch(count);
  log_.drawn(value);
  return value;
}

std::uint64_t DepthFirst::branch(std::uint64_t count) {
  if (count == 1) {
    return 0;
  }
  if (depth_ == path_.size()) {
    path_.push_back({.taken = 0, .count = count});
  }
  ensure(path_[depth_].count == count, "equal choices lead to equal choices");
  return path_[depth_++].taken;
}

bool DepthFirst::next() {
  while (!path_.empty() && path_.back().taken + 1 == path_.back().count) {
    path_.pop_back();
  }
  if (path_.empty()) {
    return false;
  }
  ++path_.back().taken;
  return true;
}

std::uint64_t DepthFirst::explored() const {
  std::uint64_t share = kWhole;
  std::uint64_t explored = 0;
  for (const Branch& branch : path_) {
    share /= branch.count;
    explored += share * branch.taken;
  }
  return std::max<std::uint64_t>(explored + share, 1);
}

}  // namespace rollcall
