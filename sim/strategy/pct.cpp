#include "sim/strategy/pct.hpp"

#include <algorithm>

namespace rollcall {

Pct::Pct(std::uint32_t depth, std::uint64_t decisions) : depth_(depth), length_(decisions) {
  ensure(depth > 0, "a bug's depth is 1 or more");
}

void Pct::begin(Choices& choices) {
  const std::uint64_t length = length_ > 0 ? length_ : std::uint64_t{32} << choices.schedule(8);
  priorities_.clear();
  changes_.clear();
  for (std::uint32_t level = 1; level < depth_; ++level) {
    changes_.push_back({.decision = 1 + choices.schedule(length), .level = level});
  }
  // Where two fall together, the lower level is the last to be set.
  std::sort(changes_.begin(), changes_.end(), [](const ChangePoint& a, const ChangePoint& b) {
    return a.decision != b.decision ? a.decision > b.decision : a.level < b.level;
  });
  next_change_ = changes_.empty() ? 0 : changes_.back().decision;
  decision_count_ = 0;
}

void Pct::spawned(const Task& task, const Task* /*parent*/, Choices& choices) {
  constexpr std::uint64_t kLevels = std::uint64_t{1} << 32;
  priorities_.enter(task);
  priorities_.set(task.slot,
                  static_cast<std::uint32_t>(depth_ + choices.schedule(kLevels - depth_)));
}

Slot Pct::pick(const Situation& situation) {
  const Slot best = priorities_.best(situation.enabled);
  if (++decision_count_ == next_change_) [[unlikely]] {
    demote(best);
  }
  return best;
}

void Pct::demote(Slot picked) {
  while (!changes_.empty() && changes_.back().decision == decision_count_) {
    priorities_.set(picked, changes_.back().level);
    changes_.pop_back();
  }
  next_change_ = changes_.empty() ? 0 : changes_.back().decision;
}

}  // namespace rollcall
