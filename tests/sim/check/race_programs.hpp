#pragma once

// Small programs around each edge of the vocabulary, once with it and once without. Which of them
// race is known, and happens-before does not depend on luck: a race whose accesses both occur
// unordered in every schedule is found at every seed.

#include "tests/sim/support.hpp"

#include <functional>
#include <ostream>
#include <vector>

namespace rollcall {

enum class Races { kNever, kAlways, kSometimes };

struct Program {
  const char* name;
  Races races;
  std::function<void()> body;
};

inline void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

using Number = sim::shared<int>;

inline void increment(Number& number) {
  const int seen = number.read();
  number.write(seen + 1);
}

std::vector<Program> task_programs();
std::vector<Program> wait_group_programs();
std::vector<Program> mutex_programs();
std::vector<Program> condition_programs();
std::vector<Program> atomic_programs();
std::vector<Program> channel_programs();
std::vector<Program> select_programs();
std::vector<Program> rw_mutex_programs();
std::vector<Program> once_programs();
std::vector<Program> semaphore_programs();
std::vector<Program> timer_programs();
std::vector<Program> context_programs();
std::vector<Program> std_programs();

}  // namespace rollcall
