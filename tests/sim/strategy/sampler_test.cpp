#include "sim/strategy/sampler.hpp"

#include "sim/strategy/factory.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/strategy/pct.hpp"
#include "sim/strategy/replay.hpp"
#include "sim/strategy/reproduce.hpp"
#include "tests/sim/programs.hpp"

#include <algorithm>
#include <set>

namespace rollcall {
namespace {

// The spinner changes what it looks at: it spins until the fair walk begins.
void stubborn_program() {
  sim::atomic<int> locked(1, "locked");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("spinner", [&] {
    while (locked.exchange(1) != 0) {
    }
    ended.done();
  });
  sim::spawn("holder", [&] {
    sim::yield();
    locked.store(0);
    ended.done();
  });
  ended.wait();
}

void polling_program() {
  sim::atomic<int> stop(0, "stop");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("poller", [&] {
    while (stop.load() == 0) {
      sim::yield();
    }
    ended.done();
  });
  sim::spawn("setter", [&] {
    for (int i = 0; i < 20; ++i) {
      sim::yield();
    }
    stop.store(1);
    ended.done();
  });
  ended.wait();
}

// One task works for a while, the other wakes up after each of its sleeps.
void timed_program() {
  sim::atomic<int> work(0, "work");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("worker", [&] {
    for (int i = 0; i < 20; ++i) {
      work.fetch_add(1);
    }
    ended.done();
  });
  sim::spawn("sleeper", [&] {
    for (int i = 0; i < 3; ++i) {
      sim::sleep(Duration{1000});
    }
    ended.done();
  });
  ended.wait();
}

std::vector<std::string> names_to_test() {
  std::vector<std::string> names;
  for (const StrategyEntry& entry : all_strategies()) {
    names.emplace_back(entry.name);
    names.push_back(with_early_timers(entry.name, 3));
  }
  return names;
}

TEST(Sampler, IsFairAfterSixteenTimesTheUsualLength) {
  World world;
  const Profile estimate = profile(world, 1, busy_program);
  ASSERT_GT(estimate.step_count, 32U) << "sixteen times that is more than the least there is";
  EXPECT_EQ(make_strategy("pct", estimate)->fair_after(), 16 * estimate.step_count);
  EXPECT_EQ(make_strategy("pct", Profile{})->fair_after(), kFairAfter);
  Profile of_three_steps;
  of_three_steps.step_count = 3;
  EXPECT_EQ(make_strategy("pos", of_three_steps)->fair_after(), 500U);
}

TEST(Sampler, LeavesHalfOfTheStepsToTheFairWalk) {
  World world;
  Pct strategy(1, 10);
  std::uint64_t spun = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result =
        world.run({.seed = seed, .strategy = strategy, .steps_max = 400}, stubborn_program);
    EXPECT_EQ(finding(result), "");
    spun += result.steps >= 200 ? 1U : 0U;
  }
  EXPECT_GT(spun, 0U) << "else nothing was tested";
}

TEST(Sampler, EndsALoopThatOnlyLooksLongBeforeTheFairWalk) {
  World world;
  const Profile estimate = profile(world, 1, polling_program);
  for (const std::string& name : names_to_test()) {
    const auto strategy = make_strategy(name, estimate);
    std::uint64_t steps = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const RunResult result =
          world.run({.seed = seed, .strategy = *strategy, .fair_after = 100'000}, polling_program);
      EXPECT_EQ(finding(result), "") << name;
      steps += result.steps;
    }
    EXPECT_LT(steps, 200U * 200) << name;
  }
}

// All decisions are in the recording, the waiting and the fair walk included.
TEST(Sampler, IsReplayedByDecisionsAlone) {
  World world;
  for (const auto program : {stubborn_program, polling_program, timed_program}) {
    const Profile estimate = profile(world, 1, program);
    for (const std::string& name : names_to_test()) {
      const auto strategy = make_strategy(name, estimate);
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Trace trace;
        const RunResult first =
            world.run({.seed = seed, .strategy = *strategy, .recording = &trace}, program);
        Replay replay(trace.decisions, trace.early_timers);
        const RunResult again = world.run({.seed = 0, .strategy = replay}, program);
        EXPECT_EQ(again.trace_hash, first.trace_hash) << name << ", seed " << seed;
        EXPECT_FALSE(replay.stale_at().has_value()) << name << ", seed " << seed;
      }
    }
  }
}

TEST(Sampler, IsReplayedByADecisionFile) {
  World world;
  for (const auto program : {stubborn_program, timed_program}) {
    const Profile estimate = profile(world, 1, program);
    const Execute execute = [&](Strategy& strategy, DrawSource& draws, Trace* recording) {
      return world.run({.strategy = strategy, .recording = recording, .draws = &draws}, program);
    };
    const auto strategy = make_strategy("pct+early-3", estimate);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Trace trace;
      const RunResult first =
          world.run({.seed = seed, .strategy = *strategy, .recording = &trace}, program);
      const Transcript transcript = transcribe(trace, execute);
      EXPECT_FALSE(transcript.stale);
      EXPECT_EQ(transcript.result.trace_hash, first.trace_hash) << "seed " << seed;
      Guided guided(transcript.schedule);
      const RunResult again = world.run({.strategy = guided, .draws = &guided.draws()}, program);
      EXPECT_EQ(guided.stale(), std::nullopt);
      EXPECT_EQ(again.trace_hash, first.trace_hash) << "seed " << seed;
    }
  }
}

TEST(Sampler, OfOneSeedIsOneExecutionWhateverCameBefore) {
  for (const auto program : {stubborn_program, polling_program, timed_program}) {
    World world;
    const Profile estimate = profile(world, 1, program);
    for (const std::string& name : names_to_test()) {
      const auto strategy = make_strategy(name, estimate);
      std::vector<std::uint64_t> hashes;
      for (std::uint64_t seed = 0; seed < 12; ++seed) {
        hashes.push_back(world.run({.seed = seed, .strategy = *strategy}, program).trace_hash);
      }
      for (std::uint64_t seed = 12; seed-- > 0;) {
        World fresh;
        const auto another = make_strategy(name, estimate);
        EXPECT_EQ(fresh.run({.seed = seed, .strategy = *another}, program).trace_hash, hashes[seed])
            << name << ", seed " << seed;
      }
    }
  }
}

std::uint64_t early_count(const Trace& trace) {
  return static_cast<std::uint64_t>(
      std::count_if(trace.events.begin(), trace.events.end(), [](const TraceEvent& event) {
        return event.op.kind == OpKind::kGoOn && event.note.empty();
      }));
}

TEST(EarlyTimersOfASampler, AreSpreadOverTheExecution) {
  World world;
  const Profile estimate = profile(world, 1, timed_program);
  for (const StrategyEntry& entry : all_strategies()) {
    const auto strategy = make_strategy(with_early_timers(entry.name, 2), estimate);
    std::set<std::uint64_t> counts;
    std::set<std::uint64_t> steps;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      Trace trace;
      world.run({.seed = seed, .strategy = *strategy, .recording = &trace}, timed_program);
      counts.insert(early_count(trace));
      for (const TraceEvent& event : trace.events) {
        if (event.op.kind == OpKind::kGoOn) {
          steps.insert(event.step);
        }
      }
    }
    EXPECT_TRUE(counts.contains(1) && counts.contains(2)) << entry.name;
    EXPECT_LE(*counts.rbegin(), 2U) << entry.name;
    EXPECT_GT(steps.size(), 15U) << entry.name;
  }
}

// No early timers, and executions are what they were.
TEST(EarlyTimersOfASampler, AreNoneUnlessAskedFor) {
  World world;
  const Profile estimate = profile(world, 1, timed_program);
  for (const StrategyEntry& entry : all_strategies()) {
    const auto strategy = make_strategy(entry.name, estimate);
    Trace trace;
    world.run({.seed = 1, .strategy = *strategy, .recording = &trace}, timed_program);
    EXPECT_EQ(trace.early_timers, 0U);
    EXPECT_EQ(early_count(trace), 0U);
  }
}

}  // namespace
}  // namespace rollcall
