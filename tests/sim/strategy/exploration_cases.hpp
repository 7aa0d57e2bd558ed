#pragma once

// The programs that explorations are compared on, by what their tasks meet in.

#include "tests/sim/strategy/exploration_support.hpp"

#include <functional>
#include <memory>
#include <ostream>

namespace rollcall::exploration_test {

struct Case {
  std::string name;
  Program program;
  std::uint64_t classes = 0;  // 0: not known beforehand
  // A violation ends executions early, each way of being cut short a class of its own: only one of
  // those that end in the same step is needed.
  bool violates = false;
};

inline void PrintTo(const Case& program, std::ostream* out) { *out << program.name; }

using Ints = std::vector<std::unique_ptr<sim::atomic<int>>>;

inline Ints variables(std::size_t count) {
  Ints made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(std::make_unique<sim::atomic<int>>(0, "x"));
  }
  return made;
}

inline std::string values(const Ints& ints) {
  std::string text;
  for (const auto& value : ints) {
    const int seen = value->load();
    text += std::to_string(seen) + " ";
  }
  return text;
}

inline std::vector<std::function<void()>> copies(int count, const std::function<void(int)>& body) {
  std::vector<std::function<void()>> bodies;
  for (int i = 0; i < count; ++i) {
    bodies.emplace_back([i, body] { body(i); });
  }
  return bodies;
}

[[nodiscard]] std::vector<Case> memory_cases();
[[nodiscard]] std::vector<Case> lock_cases();
[[nodiscard]] std::vector<Case> time_cases();
[[nodiscard]] std::vector<Case> early_timer_cases();
[[nodiscard]] std::vector<Case> channel_cases();
[[nodiscard]] std::vector<Case> shared_lock_cases();
[[nodiscard]] std::vector<Case> sync_cases();
[[nodiscard]] std::vector<Case> misuse_cases();

}  // namespace rollcall::exploration_test
