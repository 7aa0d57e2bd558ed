#include "sim/strategy/replay.hpp"

#include "tests/sim/programs.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

struct Replayed {
  RunResult result;
  std::optional<std::size_t> stale_at;
};

// Plays `program` by what was recorded, at another seed.
template <typename Program>
Replayed replay(const Trace& trace, Program program) {
  World world;
  Replay strategy(trace.decisions);
  Replayed replayed;
  replayed.result = world.run(
      {.seed = 987'654'321, .strategy = strategy, .replayed_draws = &trace.draws}, program);
  replayed.stale_at = strategy.stale_at();
  return replayed;
}

TEST(Replay, HasAName) {
  const std::vector<Decision> none;
  EXPECT_EQ(Replay(none).name(), "replay");
}

TEST(Replay, GivesHashAndFindingAgainWithoutTheSeed) {
  int findings = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const auto program : {busy_program, deadlock_program, lost_update_program}) {
      const Recorded recorded = run_recorded(seed, program);
      const Replayed replayed = replay(recorded.trace, program);
      ASSERT_EQ(summary(replayed.result), summary(recorded.result));
      ASSERT_EQ(replayed.stale_at, std::nullopt);
      ASSERT_FALSE(replayed.result.diverged);
      ASSERT_EQ(replayed.result.violation, recorded.result.violation);
      findings += recorded.result.violation ? 1 : 0;
    }
  }
  EXPECT_GT(findings, 60);
}

TEST(Replay, OfItsOwnRecordingIsTheSameRecording) {
  const Recorded first = run_recorded(7, busy_program);
  World world;
  Replay strategy(first.trace.decisions);
  Trace second;
  world.run(
      {.seed = 1, .strategy = strategy, .recording = &second, .replayed_draws = &first.trace.draws},
      busy_program);
  EXPECT_EQ(second.decisions, first.trace.decisions);
  EXPECT_EQ(second.draws, first.trace.draws);
  EXPECT_EQ(second.events.size(), first.trace.events.size());
}

// Three tasks that do `ops` yields each.
auto yields(int ops) {
  return [ops] {
    const auto task = [ops] {
      for (int i = 0; i < ops; ++i) {
        sim::yield();
      }
    };
    together(task, task, task);
  };
}

TEST(Replay, NoticesThatATaskIsAboutToDoSomethingElse) {
  int noticed = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Recorded recorded = run_recorded(seed, yields(3));
    const Replayed replayed = replay(recorded.trace, [] {
      sim::atomic<int> value(0, "value");
      const auto task = [&] {
        sim::yield();
        value.store(1);
        sim::yield();
      };
      together(task, task, task);
    });
    EXPECT_EQ(finding(replayed.result), "") << "a stale replay goes on to an end";
    noticed += replayed.stale_at.has_value() ? 1 : 0;
  }
  EXPECT_EQ(noticed, 50);
}

TEST(Replay, NoticesThatNoDecisionIsLeft) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Recorded recorded = run_recorded(seed, yields(1));
    const Replayed replayed = replay(recorded.trace, yields(4));
    EXPECT_TRUE(replayed.stale_at.has_value());
  }
  const Trace empty;
  EXPECT_EQ(replay(empty, yields(1)).stale_at, 0U);
}

TEST(Replay, SaysWhichDecisionIsStale) {
  Recorded recorded = run_recorded(3, yields(3));
  ASSERT_GT(recorded.trace.decisions.size(), 5U);
  recorded.trace.decisions[4].op.kind = OpKind::kClose;
  EXPECT_EQ(replay(recorded.trace, yields(3)).stale_at, 4U);
  recorded.trace.decisions[2].task = TaskId{77};
  EXPECT_EQ(replay(recorded.trace, yields(3)).stale_at, 2U);
  recorded.trace.decisions[1].task = TaskId::kNone;
  EXPECT_EQ(replay(recorded.trace, yields(3)).stale_at, 1U);
}

TEST(Replay, DrawsComeFromTheRecording) {
  const auto program = [] {
    Choices& choices = World::current().choices();
    std::uint64_t sum = 0;
    for (int i = 0; i < 10; ++i) {
      sum += choices.pick(choices.stream("x"), 1000);
    }
    World::current().report("sum", std::to_string(sum));
  };
  const Recorded recorded = run_recorded(1, program);
  EXPECT_EQ(recorded.trace.draws.size(), 10U);
  EXPECT_EQ(finding(replay(recorded.trace, program).result), finding(recorded.result));
  EXPECT_NE(finding(run(987'654'321, program)), finding(recorded.result));

  Trace shorter = recorded.trace;
  shorter.draws.pop_back();
  EXPECT_TRUE(replay(shorter, program).result.diverged);
}

TEST(Replay, MayBePlayedAgain) {
  const Recorded recorded = run_recorded(3, deadlock_program);
  World world;
  Replay strategy(recorded.trace.decisions);
  for (int i = 0; i < 3; ++i) {
    const RunResult result =
        world.run({.seed = 1, .strategy = strategy, .replayed_draws = &recorded.trace.draws},
                  deadlock_program);
    EXPECT_EQ(summary(result), summary(recorded.result));
    EXPECT_EQ(strategy.stale_at(), std::nullopt);
  }
}

}  // namespace
}  // namespace rollcall
