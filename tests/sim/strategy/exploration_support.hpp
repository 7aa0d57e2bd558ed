#pragma once

// Small programs for explorations, and two ways of going through their executions: any Exploration,
// and one without any cleverness that shares nothing with them but the happens-before order.

#include "sim/strategy/explore.hpp"
#include "sim/strategy/happens_before.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rollcall::exploration_test {

/// What a program leaves behind: it writes its final state here.
using State = std::string;
using Program = std::function<void(State&)>;

/// All executions, by counting in a mixed base; remembers the preemptions of each.
class BruteForce final : public Exploration {
 public:
  explicit BruteForce(std::uint32_t early_timers = 0)
      : Exploration({.steps = 100'000, .preemptions = {}, .early_timers = early_timers}) {}

  [[nodiscard]] std::string_view name() const override { return "brute force"; }
  void begin(Choices& /*choices*/) override {
    digit_ = 0;
    preemptions_ = 0;
  }
  [[nodiscard]] Slot pick(const Situation& situation) override {
    const Slot slot =
        situation.enabled.nth(static_cast<std::uint32_t>(next_digit(situation.enabled_count)));
    const Task* previous = situation.previous;
    if (previous != nullptr && situation.enabled.contains(previous->slot)) {
      preemptions_ += slot == previous->slot ? 0 : 1;
    }
    return slot;
  }
  [[nodiscard]] std::uint64_t draw(const Stream& /*stream*/, std::uint64_t count) override {
    const std::uint64_t value = next_digit(count);
    log_.drawn(value);
    return value;
  }
  [[nodiscard]] bool next() override {
    for (std::size_t i = digits_.size(); i-- > 0;) {
      if (digits_[i] + 1 < bases_[i]) {
        ++digits_[i];
        digits_.resize(i + 1);
        bases_.resize(i + 1);
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] std::uint64_t explored() const override { return kWhole; }
  [[nodiscard]] int preemptions() const { return preemptions_; }

 private:
  std::uint64_t next_digit(std::uint64_t base) {
    if (digit_ == digits_.size()) {
      digits_.push_back(0);
      bases_.push_back(base);
    }
    return digits_[digit_++];
  }

  std::vector<std::uint64_t> digits_;
  std::vector<std::uint64_t> bases_;
  std::size_t digit_ = 0;
  int preemptions_ = 0;
};

struct Seen {
  ExploreResult result;
  std::map<State, std::uint64_t> states;              // and how often
  std::map<std::uint64_t, std::uint64_t> signatures;  // of classes, and how often
  std::map<int, std::uint64_t> by_preemptions;        // brute force: executions with that many
  std::map<int, std::set<State>> states_by_preemptions;
};

// What was counted, without how often.
template <typename Key>
std::set<Key> keys(const std::map<Key, std::uint64_t>& counts) {
  std::set<Key> found;
  for (const auto& [key, count] : counts) {
    found.insert(key);
  }
  return found;
}

/// Goes through everything, violations included; a violation is the final state then.
inline Seen go_through(Exploration& exploration, const Program& program) {
  World world;
  Seen seen;
  State state;
  const auto ended = [&](const RunResult& run) {
    const State final_state = run.violation ? finding(run) : state;
    ++seen.states[final_state];
    HappensBefore order;
    order.update(exploration.log(), 0);
    ++seen.signatures[order.signature()];
    if (const auto* brute_force = dynamic_cast<const BruteForce*>(&exploration)) {
      ++seen.by_preemptions[brute_force->preemptions()];
      seen.states_by_preemptions[brute_force->preemptions()].insert(final_state);
    }
  };
  seen.result = explore(world, exploration, {.stops_at_violation = false, .ended = ended}, [&] {
    state.clear();
    program(state);
  });
  return seen;
}

/// Runs the bodies as tasks, the last one in the calling task, and waits for all of them.
inline void run_all(const std::vector<std::function<void()>>& bodies) {
  sim::wait_group ended("ended");
  ended.add(static_cast<std::int64_t>(bodies.size()) - 1);
  for (std::size_t i = 0; i + 1 < bodies.size(); ++i) {
    sim::spawn({.name = {.text = "task", .number = i + 1}}, [&ended, &body = bodies[i]] {
      body();
      if (!World::current().cancelling()) {  // Else the root's frame may be gone.
        ended.done();
      }
    });
  }
  bodies.back()();
  ended.wait();
}

}  // namespace rollcall::exploration_test
