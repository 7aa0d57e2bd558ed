// Holds dpor against dfs on random programs: they must come to equal sets of outcomes, and dpor
// must not play two equivalent executions.
//
// ROLLCALL_PROGRAMS is how many programs are compared (a nightly run: 100,000), from the seed
// ROLLCALL_PROGRAM_SEED on; a failure names its seed and shows the program made smaller.
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "tests/sim/strategy/random_program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>

namespace rollcall::exploration_test {
namespace {

// A search of more executions is not worth its time: smaller programs show as much.
constexpr std::uint64_t kExecutionsMax = 6'000;

// A message may list tasks in the order in which they were spawned, or holders of a lock in the
// order in which they came: no part of the outcome.
std::string outcome_of(const RunResult& run, const State& state) {
  if (!run.violation) {
    return state;
  }
  std::set<std::string> parts;
  std::istringstream words(run.violation->message);
  for (std::string part; std::getline(words, part, ' ');) {
    std::erase(part, ';');
    parts.insert(part);
  }
  // Any task of a cycle of locks may be the one that closes it, and the message names them all.
  const std::string by =
      run.violation->invariant == "deadlock" ? "" : " by '" + run.violation->task_name + "'";
  std::string text = run.violation->invariant + by + ": ";
  for (const std::string& part : parts) {
    text += part + " ";
  }
  return text;
}

struct Outcomes {
  ExploreResult result;
  std::set<std::string> seen;
  std::map<std::uint64_t, std::uint64_t> classes;
  bool violates = false;
};

Outcomes outcomes(Exploration& exploration, const RandomProgram& program) {
  World world;
  RandomPlay play(program);
  Outcomes found;
  const auto ended = [&](const RunResult& run) {
    found.seen.insert(outcome_of(run, play.state()));
    found.violates |= run.violation.has_value();
    if (auto* dpor = dynamic_cast<PartialOrder*>(&exploration)) {
      ++found.classes[dpor->signature()];
    }
  };
  found.result = explore(world, exploration,
                         {.executions_max = kExecutionsMax,
                          .stops_at_violation = false,
                          .ended = ended,
                          .progress = [&](const ExploreProgress&) { play.forget(); }},
                         [&] { play(); });
  return found;
}

Bounds bounds_of(const RandomProgram& program) {
  return {.steps = 1'000, .preemptions = {}, .early_timers = program.early_timers};
}

// What is wrong, in words; empty if nothing is. nullopt if the search is too large to compare.
std::optional<std::string> difference(const RandomProgram& program) {
  DepthFirst dfs(bounds_of(program));
  const Outcomes all = outcomes(dfs, program);
  if (!all.result.complete) {
    return std::nullopt;
  }
  PartialOrder dpor(bounds_of(program));
  const Outcomes reduced = outcomes(dpor, program);
  std::string text;
  if (!reduced.result.complete) {
    text += "dpor is not complete\n";
  }
  for (const std::string& outcome : all.seen) {
    text += reduced.seen.contains(outcome) ? "" : "dpor misses  " + outcome + "\n";
  }
  for (const std::string& outcome : reduced.seen) {
    text += all.seen.contains(outcome) ? "" : "dfs misses  " + outcome + "\n";
  }
  for (const auto& [signature, count] : reduced.classes) {
    text += count == 1 ? "" : "one class is played " + std::to_string(count) + " times\n";
  }
  return text;
}

bool differs(const RandomProgram& program) {
  const std::optional<std::string> found = difference(program);
  return found && !found->empty();
}

// Takes out what is not needed for a difference, until nothing more can go.
RandomProgram shrunk(RandomProgram program) {
  bool smaller = true;
  const auto keep = [&](const RandomProgram& tried) {
    if (differs(tried)) {
      program = tried;
      smaller = true;
    }
    return smaller;
  };
  while (std::exchange(smaller, false)) {
    for (std::size_t task = 0; task < program.tasks.size() && !smaller; ++task) {
      RandomProgram tried = program;
      tried.tasks[task].instructions.clear();
      if (!program.tasks[task].instructions.empty() && keep(tried)) {
        break;
      }
      for (std::size_t i = 0; i < program.tasks[task].instructions.size() && !smaller; ++i) {
        tried = program;
        auto& left = tried.tasks[task].instructions;
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        keep(tried);
      }
      for (std::size_t i = 0; i < program.tasks[task].instructions.size() && !smaller; ++i) {
        for (std::size_t one = 0; one < program.tasks[task].instructions[i].cases.size(); ++one) {
          tried = program;
          auto& cases = tried.tasks[task].instructions[i].cases;
          cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(one));
          if (keep(tried)) {
            break;
          }
        }
      }
      for (bool RandomTask::*flag : {&RandomTask::daemon, &RandomTask::on_host}) {
        tried = program;
        if (!smaller && std::exchange(tried.tasks[task].*flag, false)) {
          keep(tried);
        }
      }
    }
    RandomProgram tried = program;
    if (!smaller && std::exchange(tried.early_timers, 0) != 0) {
      keep(tried);
    }
  }
  return program;
}

std::uint64_t number(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Differential, DporComesToWhatDfsComesTo) {
  const std::uint64_t count = number("ROLLCALL_PROGRAMS", 300);
  const std::uint64_t first = number("ROLLCALL_PROGRAM_SEED", 1);
  std::array<std::uint64_t, static_cast<std::size_t>(Word::kCount)> words{};
  std::uint64_t compared = 0;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < 10; ++seed) {
    const RandomProgram program = random_program(seed);
    const std::optional<std::string> found = difference(program);
    if (!found) {
      continue;
    }
    ++compared;
    for (const RandomTask& task : program.tasks) {
      for (const Instruction& instruction : task.instructions) {
        ++words[static_cast<std::size_t>(instruction.word)];
      }
    }
    if (!found->empty()) {
      ++failures;
      const RandomProgram small = shrunk(program);
      ADD_FAILURE() << "program " << seed << ", made smaller:\n"
                    << to_text(small) << *difference(small);
    }
  }
  std::string used;
  for (std::size_t word = 0; word < words.size(); ++word) {
    used +=
        std::string(to_text(static_cast<Word>(word))) + " " + std::to_string(words[word]) + ", ";
  }
  std::cout << "compared " << compared << " of " << count << " programs; words: " << used << "\n";
}

}  // namespace
}  // namespace rollcall::exploration_test
