// Failures found by the random walk, shrunk, and played again: the schedules have as few
// preemptions as the bugs need.
#include "sim/strategy/shrink.hpp"

#include "sim/strategy/reproduce.hpp"
#include "sim/trace/decision_file.hpp"
#include "tests/sim/buggy_programs.hpp"
#include "tests/sim/programs.hpp"

#include <functional>
#include <string>

namespace rollcall {
namespace {

using Program = std::function<void()>;

Execute execute_in(World& world, const Program& program) {
  return [&world, program](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return world.run({.seed = 99, .strategy = strategy, .recording = recording, .draws = &draws},
                     program);
  };
}

// The first failures of the random walk.
std::vector<Recorded> failures(const Program& program, std::size_t count) {
  std::vector<Recorded> found;
  World world;
  for (std::uint64_t seed = 0; found.size() < count; ++seed) {
    if (run_in(world, seed, program).violation) {
      found.push_back(run_recorded(seed, program));
    }
  }
  return found;
}

struct Expected {
  std::uint64_t preemptions = 0;
  bool proved = true;
};

void expect_shrunk(const Program& program, Expected expected) {
  World world;
  const Execute execute = execute_in(world, program);
  std::uint64_t before = 0;
  std::uint64_t executions = 0;
  for (const Recorded& recorded : failures(program, 20)) {
    const Transcript transcript = transcribe(recorded.trace, execute);
    ASSERT_FALSE(transcript.stale);
    ASSERT_EQ(transcript.result.trace_hash, recorded.result.trace_hash);
    const std::optional<Shrunk> shrunk = shrink(transcript.schedule, execute);
    ASSERT_TRUE(shrunk);
    EXPECT_EQ(shrunk->failure, failure_of(recorded.result));
    EXPECT_LE(shrunk->after, shrunk->before);
    EXPECT_LE(shrunk->executions, ShrinkOptions{}.executions_max);
    EXPECT_EQ(shrunk->minimal_proved, expected.proved);
    EXPECT_LE(shrunk->after.preemption_count, expected.preemptions)
        << format({.header = {}, .schedule = shrunk->schedule});
    const Reproduction again = reproduce(shrunk->schedule, shrunk->failure, execute);
    EXPECT_EQ(again.outcome, Outcome::kReproduced) << again.stale;
    EXPECT_EQ(again.result.trace_hash, shrunk->result.trace_hash);
    before += shrunk->before.preemption_count;
    executions += shrunk->executions;
    ::testing::Test::RecordProperty("last", format({.header = {}, .schedule = shrunk->schedule}));
  }
  ::testing::Test::RecordProperty("preemptions_before", std::to_string(before));
  ::testing::Test::RecordProperty("executions", std::to_string(executions));
}

TEST(Shrink, ReorderOfThreeNeedsOnePreemption) { expect_shrunk(reorder(3), {.preemptions = 1}); }
TEST(Shrink, ReorderOfFiveNeedsOnePreemption) { expect_shrunk(reorder(5), {.preemptions = 1}); }
TEST(Shrink, TwoStagesNeedOnePreemption) { expect_shrunk(twostage_program, {.preemptions = 1}); }
TEST(Shrink, NestedNeedsTwoPreemptions) { expect_shrunk(nested_program, {.preemptions = 2}); }
TEST(Shrink, ACircleOfTwoLocksNeedsOne) { expect_shrunk(lock_circle(2), {.preemptions = 1}); }
TEST(Shrink, ACircleOfThreeLocksNeedsTwo) { expect_shrunk(lock_circle(3), {.preemptions = 2}); }
TEST(Shrink, ALostUpdateNeedsOne) { expect_shrunk(lost_update_program, {.preemptions = 1}); }
TEST(Shrink, ALostWakeupNeedsOne) { expect_shrunk(lost_wakeup_program, {.preemptions = 1}); }

TEST(Shrink, DrawsGoDownToWhatTheBugNeeds) {
  const Program program = [] {
    Choices& choices = World::current().choices();
    const std::uint64_t first = choices.pick(choices.stream("a"), 1000);
    const std::uint64_t second = choices.pick(choices.stream("b"), 1000);
    const std::uint64_t third = choices.pick(choices.stream("a"), 1000);
    if (first >= 137 && third >= 3) {
      World::current().report("drawn", std::to_string(second));
    }
  };
  World world;
  const Execute execute = execute_in(world, program);
  for (const Recorded& recorded : failures(program, 20)) {
    const std::optional<Shrunk> shrunk =
        shrink(transcribe(recorded.trace, execute).schedule, execute);
    ASSERT_TRUE(shrunk);
    const std::vector<NamedDraw> expected{{.stream = "a", .nth = 1, .bound = 1000, .value = 137},
                                          {.stream = "a", .nth = 2, .bound = 1000, .value = 3}};
    EXPECT_EQ(shrunk->schedule.draws, expected);
  }
}

// Two bugs: the second is far easier to meet.
TEST(Shrink, DoesNotSlipToAnotherBug) {
  const Program program = [] {
    sim::atomic<int> value(0, "value");
    together([&] { value.store(1), value.store(2); },
             [&] {
               const int seen = value.load();
               if (seen == 1) {
                 World::current().report("rare", "between");
               } else if (seen == 2) {
                 World::current().report("common", "after");
               }
             });
  };
  World world;
  const Execute execute = execute_in(world, program);
  std::uint64_t rare_count = 0;
  for (const Recorded& recorded : failures(program, 40)) {
    const std::optional<Shrunk> shrunk =
        shrink(transcribe(recorded.trace, execute).schedule, execute);
    ASSERT_TRUE(shrunk);
    const bool rare = recorded.result.violation->invariant == "rare";
    EXPECT_EQ(shrunk->failure.invariant, recorded.result.violation->invariant);
    EXPECT_EQ(shrunk->after.preemption_count, rare ? 1U : 0U);
    rare_count += rare ? 1 : 0;
  }
  EXPECT_GT(rare_count, 3U);
}

TEST(Shrink, OfWhatDoesNotFailIsNothing) {
  World world;
  EXPECT_FALSE(shrink({}, execute_in(world, nested_program)));
}

TEST(Shrink, StaysWithinItsBudgetAndSaysThatNothingIsProved) {
  World world;
  const Execute execute = execute_in(world, reorder(5));
  const Recorded recorded = failures(reorder(5), 1).front();
  const Schedule schedule = transcribe(recorded.trace, execute).schedule;
  for (const std::uint64_t budget : {1U, 2U, 10U, 30U}) {
    const std::optional<Shrunk> shrunk = shrink(schedule, execute, {.executions_max = budget});
    ASSERT_TRUE(shrunk);
    EXPECT_LE(shrunk->executions, budget);
    EXPECT_FALSE(shrunk->minimal_proved);
    EXPECT_EQ(reproduce(shrunk->schedule, shrunk->failure, execute).outcome, Outcome::kReproduced);
  }
}

TEST(Shrink, GivesTheSameEachTime) {
  World world;
  const Execute execute = execute_in(world, nested_program);
  const Recorded recorded = failures(nested_program, 1).front();
  const Schedule schedule = transcribe(recorded.trace, execute).schedule;
  const std::optional<Shrunk> first = shrink(schedule, execute);
  const std::optional<Shrunk> second = shrink(schedule, execute);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->schedule, second->schedule);
  EXPECT_EQ(first->executions, second->executions);
}

// The default execution waits for ever in the first task.
TEST(Shrink, GivesUpCandidatesThatDoNotEnd) {
  const Program program = [] {
    sim::atomic<int> flag(0, "flag");
    together(
        [&] {
          while (flag.load() == 0) {
            sim::yield();
          }
          World::current().report("met", "the flag is set");
        },
        [&] { flag.store(1); });
  };
  World world;
  const Execute execute = execute_in(world, program);
  const Recorded recorded = failures(program, 1).front();
  const std::optional<Shrunk> shrunk =
      shrink(transcribe(recorded.trace, execute).schedule, execute);
  ASSERT_TRUE(shrunk);
  EXPECT_LE(shrunk->after.preemption_count, 1U);
  EXPECT_LT(shrunk->after.step_count, 20U);
}

}  // namespace
}  // namespace rollcall
