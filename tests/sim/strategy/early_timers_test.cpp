// The clock as one of those that may go next: dfs, dpor and portions against brute force.
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/frontier.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/strategy/shrink.hpp"
#include "sim/sync/timer.hpp"
#include "sim/trace/decision_file.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <gtest/gtest.h>

namespace rollcall::exploration_test {
namespace {

Seen all_of(const Program& program, std::uint32_t bound) {
  BruteForce brute_force(bound);
  return go_through(brute_force, program);
}

Seen reduced(const Program& program, std::uint32_t bound) {
  PartialOrder dpor({.preemptions = {}, .early_timers = bound});
  return go_through(dpor, program);
}

void expect_the_classes(const Case& tested, const Seen& all, const Seen& found) {
  EXPECT_TRUE(found.result.complete);
  EXPECT_EQ(keys(found.states), keys(all.states));
  if (!tested.violates) {
    EXPECT_EQ(keys(found.signatures), keys(all.signatures));
  }
  for (const auto& [signature, count] : found.signatures) {
    EXPECT_EQ(count, 1U) << "two executions of one class";
  }
}

class EarlyTimers : public testing::TestWithParam<Case> {};

TEST_P(EarlyTimers, FindsEveryClassOnceAndEveryState) {
  for (const std::uint32_t bound : {0U, 1U, 2U}) {
    SCOPED_TRACE(bound);
    const Seen all = all_of(GetParam().program, bound);
    expect_the_classes(GetParam(), all, reduced(GetParam().program, bound));
    DepthFirst dfs({.preemptions = {}, .early_timers = bound});
    const Seen unreduced = go_through(dfs, GetParam().program);
    EXPECT_EQ(unreduced.result.executions, all.result.executions);
    EXPECT_EQ(unreduced.states, all.states);
    EXPECT_EQ(unreduced.signatures, all.signatures);
  }
}

TEST_P(EarlyTimers, InPortionsAreTheSame) {
  const Seen whole = reduced(GetParam().program, 1);
  for (const std::uint64_t played_max : {1U, 3U}) {
    for (const std::size_t wave_max : {1U, 4U}) {
      World world;
      State state;
      std::set<State> states;
      Tally tally;
      const auto play = [&](Exploration& exploration) {
        const RunResult run = world.run(
            {.strategy = exploration, .draws = &exploration, .log = &exploration.log()}, [&] {
              state.clear();
              GetParam().program(state);
            });
        if (!run.given_up) {
          states.insert(run.violation ? finding(run) : state);
        }
        return run;
      };
      for (Frontier frontier(1, {.wave_max = wave_max, .portions_max = 16}); !frontier.empty();) {
        std::vector<PortionResult> results;
        for (std::size_t index = 0; index < frontier.wave_size(); ++index) {
          PartialOrder dpor({.preemptions = {}, .early_timers = 1});
          results.push_back(explore_portion(dpor, frontier.portion(index), played_max, play));
          tally.add(results.back().tally);
        }
        frontier.take_in(std::move(results));
      }
      EXPECT_EQ(states, keys(whole.states));
      if (!GetParam().violates) {
        EXPECT_EQ(tally.executions, whole.result.executions);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Early, EarlyTimers, testing::ValuesIn(early_timer_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Time, EarlyTimers, testing::ValuesIn(time_cases()),
                         [](const auto& program) { return program.param.name; });

// A timer beside a program that knows of none, pending all the time.
class BesideATimer : public testing::TestWithParam<Case> {};

TEST_P(BesideATimer, FindsEveryClassOnceAndEveryState) {
  const Program program = [](State& state) {
    sim::timer timer(Duration{10}, "timer");
    GetParam().program(state);
    sim::sleep(Duration{20});  // It has fired then: the end cuts nothing short.
  };
  expect_the_classes(GetParam(), all_of(program, 1), reduced(program, 1));
}

// With a timer the others are too many for brute force.
std::vector<Case> small_cases() {
  std::set<std::string> names{"IndependentWriters2",
                              "WritersToOne2",
                              "WriterAndReaders1",
                              "MessagePassing",
                              "Dekker",
                              "CriticalSections2x1",
                              "Condition",
                              "LostWakeup",
                              "DoneBesideAdd",
                              "UnlockByAnother",
                              "Rendezvous",
                              "TwoProducers",
                              "CloseBesideReceive",
                              "SendBesideClose",
                              "NobodyReceives",
                              "SelectWithDefault",
                              "SelectBesideSelect",
                              "ReadersShare",
                              "TryReadLock",
                              "ReaderBehindWriter",
                              "TooFewPermits",
                              "Once",
                              "ProducerAndConsumer1"};
  std::vector<Case> small = time_cases();
  for (const auto& cases :
       {memory_cases(), lock_cases(), channel_cases(), shared_lock_cases(), sync_cases()}) {
    for (const Case& one : cases) {
      if (names.erase(one.name) > 0) {
        small.push_back(one);
      }
    }
  }
  return small;
}

INSTANTIATE_TEST_SUITE_P(Small, BesideATimer, testing::ValuesIn(small_cases()),
                         [](const auto& program) { return program.param.name; });

// The one who works is late if the timer fires first, whatever its task is called.
void late_worker() {
  sim::atomic<int> done(0, "done");
  sim::wait_group ended("ended");
  ended.add(1);
  sim::spawn("clock", [&] {
    done.store(1);
    ended.done();
  });
  sim::sleep(Duration{10});
  if (done.load() == 0) {
    World::current().report("late", "it was not done in time");
  }
  ended.wait();
}

RunResult play(World& world, Strategy& strategy, DrawSource& draws, Trace* recording) {
  return world.run({.strategy = strategy, .recording = recording, .draws = &draws}, late_worker);
}

// Of all executions in which the worker is late, the first by dfs.
Trace late_execution(World& world, DepthFirst& dfs) {
  for (;;) {
    Trace trace;
    const RunResult run = world.run(
        {.strategy = dfs, .recording = &trace, .draws = &dfs, .log = &dfs.log()}, late_worker);
    if (run.violation) {
      return trace;
    }
    EXPECT_TRUE(dfs.next());
  }
}

TEST(EarlyTimersOf, AScheduleNameTheClockAndAreReplayedByIt) {
  World world;
  const Execute execute = [&](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return play(world, strategy, draws, recording);
  };
  DepthFirst dfs({.preemptions = {}, .early_timers = 2});
  const Transcript transcript = transcribe(late_execution(world, dfs), execute);
  EXPECT_FALSE(transcript.stale);
  ASSERT_TRUE(transcript.result.violation.has_value());
  const std::string text = format({.header = {}, .schedule = transcript.schedule});
  EXPECT_EQ(text.substr(0, 21), "rollcall-decisions 2\n");
  EXPECT_NE(text.find(", then clock\n"), std::string::npos) << text;
  const Schedule read = parse_decisions(text, "test").schedule;
  EXPECT_EQ(read, transcript.schedule);
  const Reproduction again =
      reproduce(read, {.invariant = "late", .site = "main: load done"}, execute);
  EXPECT_EQ(again.outcome, Outcome::kReproduced) << again.stale;
  EXPECT_EQ(again.result.trace_hash, transcript.result.trace_hash)
      << "what else might have been is no part of the hash";
}

TEST(EarlyTimersOf, AShrunkScheduleAreAsFewAsCanBe) {
  World world;
  const Execute execute = [&](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return play(world, strategy, draws, recording);
  };
  DepthFirst dfs({.preemptions = {}, .early_timers = 2});
  const Transcript transcript = transcribe(late_execution(world, dfs), execute);
  const std::optional<Shrunk> shrunk = shrink(transcript.schedule, execute);
  ASSERT_TRUE(shrunk.has_value());
  EXPECT_EQ(shrunk->after.early_timer_count, 1U);
  EXPECT_EQ(early_timer_count(shrunk->schedule), 1U);
  EXPECT_TRUE(shrunk->minimal_proved);
}

TEST(EarlyTimersOf, AnExecutionThatHasNoneLeaveItsHashAsItIs) {
  World world;
  std::set<std::uint64_t> hashes;
  for (const std::uint32_t bound : {0U, 1U, 2U}) {
    DepthFirst dfs({.preemptions = {}, .early_timers = bound});
    Trace trace;
    const RunResult run = world.run(
        {.strategy = dfs, .recording = &trace, .draws = &dfs, .log = &dfs.log()}, late_worker);
    hashes.insert(run.trace_hash);
    EXPECT_EQ(trace.early_timers, bound);
  }
  EXPECT_EQ(hashes.size(), 1U);
}

TEST(EarlyTimersOf, ATaskCalledClockIsNotTheClock) {
  World world;
  const Schedule schedule{
      .switches = {{.at = {.task = "\"main\"", .kind = OpKind::kSleep, .object = "", .nth = 1},
                    .next = "\"clock\""}},
      .draws = {}};
  Guided guided(schedule);
  const RunResult run = play(world, guided, guided.draws(), nullptr);
  EXPECT_EQ(guided.stale(), std::nullopt);
  EXPECT_FALSE(run.violation.has_value());
}

// The clock may go on early before each step of the one task, and after none of them: with its last
// step the execution is over. With a second time to go on there is no timer left.
TEST(EarlyTimersOf, OneTaskAreAsManyAsItsSteps) {
  const auto program = [](State& state) {
    World::current().arm(Duration{10}, {.run = [](void*, std::uint64_t) {}});
    sim::yield();
    sim::yield();
    sim::yield();
    state = to_text(sim::now());
  };
  EXPECT_EQ(reduced(program, 0).result.executions, 1U);
  EXPECT_EQ(reduced(program, 1).result.executions, 4U);
  EXPECT_EQ(reduced(program, 2).result.executions, 4U);
}

// Both tasks end, in any order, and the clock goes on early after none of them, one, the other or
// both; not before they have been started, and not where nobody is left to be slow.
TEST(EarlyTimersOf, TwoIndependentTasksAreCountedByTheSetsOfTheirSteps) {
  const auto program = [](State&) {
    sim::spawn("a", [] {});
    sim::spawn("b", [] {});
    World::current().arm(Duration{10}, {.run = [](void*, std::uint64_t) {}});
    sim::yield();
  };
  // main: start, spawn, spawn (arms), yield. After the arming the clock comes after each set of
  // {a, b, yield} that is not all of them, or never. Who is started before the second spawn is in
  // such a set, too.
  EXPECT_EQ(reduced(program, 0).result.executions, 1U);
  EXPECT_EQ(reduced(program, 1).result.executions, 1U + 7U);
}

}  // namespace
}  // namespace rollcall::exploration_test
