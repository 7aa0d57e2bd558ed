#pragma once

#include "sim/core/strategy.hpp"
#include "sim/core/world.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall::pool_test {

/// Which decisions an enumeration branches at.
enum class Branching {
  kAll,
  kLocks,  // where all enabled tasks are about to lock; any other op goes first, lowest slot first
};

/// Depth first through all executions of one program: run, then next(), until it says false.
///
///   path_   0/2 -> 1/2 -> 0/3        (choice / how many there were)
///   next()  0/2 -> 1/2 -> 1/3        the last choice that has a sibling goes on; what is below it
///                                    starts again at 0
///
/// With kLocks this is a partial-order reduction, sound only for programs whose tasks meet nowhere
/// but in one mutex.
class Enumerate final : public Strategy {
 public:
  explicit Enumerate(Branching branching) : branching_(branching) {}

  [[nodiscard]] std::string_view name() const override { return "enumerate"; }
  void begin(Choices& /*choices*/) override { depth_ = 0; }

  [[nodiscard]] Slot pick(const Situation& situation) override {
    if (branching_ == Branching::kLocks) {
      for (std::uint32_t rank = 0; rank < situation.enabled_count; ++rank) {
        const Slot slot = situation.enabled.nth(rank);
        if (situation.world.task(slot).pending.kind != OpKind::kLock) {
          return slot;
        }
      }
    }
    if (depth_ == path_.size()) {
      path_.push_back({.choice = 0, .count = situation.enabled_count});
    }
    ensure(path_[depth_].count == situation.enabled_count, "equal choices lead to equal choices");
    return situation.enabled.nth(path_[depth_++].choice);
  }

  [[nodiscard]] bool next() {
    while (!path_.empty() && path_.back().choice + 1 == path_.back().count) {
      path_.pop_back();
    }
    if (path_.empty()) {
      return false;
    }
    ++path_.back().choice;
    return true;
  }

 private:
  struct Branch {
    std::uint32_t choice = 0;
    std::uint32_t count = 0;
  };

  Branching branching_;
  std::vector<Branch> path_;
  std::size_t depth_ = 0;
};

}  // namespace rollcall::pool_test
