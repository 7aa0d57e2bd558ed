// A recording shows what happened and changes nothing.
#include "tests/sim/programs.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {
namespace {

TEST(Recording, ChangesNeitherHashNorFinding) {
  int findings = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (const auto program : {busy_program, deadlock_program, lost_update_program}) {
      const RunResult plain = run(seed, program);
      EXPECT_EQ(summary(run_recorded(seed, program).result), summary(plain));
      findings += plain.violation ? 1 : 0;
    }
  }
  EXPECT_GT(findings, 20);
}

TEST(Recording, HoldsOneEventAStep) {
  const Recorded recorded = run_recorded(3, busy_program);
  ASSERT_EQ(recorded.trace.events.size(), recorded.result.steps);
  for (std::size_t i = 0; i < recorded.trace.events.size(); ++i) {
    const TraceEvent& event = recorded.trace.events[i];
    EXPECT_EQ(event.step, i + 1);
    EXPECT_EQ(event.note, "");
    EXPECT_LT(index_of(event.task), recorded.trace.task_names.size());
    EXPECT_LT(index_of(event.op.object), recorded.trace.object_names.size());
    EXPECT_TRUE(i == 0 || recorded.trace.events[i - 1].time <= event.time);
  }
  EXPECT_EQ(recorded.trace.events.back().time, recorded.result.end);
}

TEST(Recording, IsEnoughToComputeTheHash) {
  const Recorded recorded = run_recorded(3, deadlock_program);
  ASSERT_LE(recorded.trace.draws.size(), 1U);
  TraceHash hash;
  for (const TraceEvent& event : recorded.trace.events) {
    hash.add_step(event.task, event.op, event.time);
    // The only draw comes right after its task has taken the lock.
    if (event.task == TaskId{1} && event.op.kind == OpKind::kLock &&
        event.op.object == ObjectId{1}) {
      for (const Draw& draw : recorded.trace.draws) {
        hash.add_draw(draw.stream, draw.bound, draw.value);
      }
    }
  }
  EXPECT_EQ(hash.digest(), recorded.result.trace_hash);
}

TEST(Recording, NamesTasksAndObjects) {
  const Recorded recorded = run_recorded(3, busy_program);
  EXPECT_EQ(recorded.trace.task_names,
            (std::vector<std::string>{"main", "task 1", "task 2", "task 3", "task 4"}));
  EXPECT_EQ(recorded.trace.object_names,
            (std::vector<std::string>{"", "m", "filled", "jobs", "replies", "ended"}));
  EXPECT_EQ(describe(recorded.trace, recorded.trace.events.front().op), "start");
}

TEST(Recording, EveryDecisionIsAboutAStep) {
  const Recorded recorded = run_recorded(3, busy_program);
  std::size_t event = 0;
  for (const Decision& decision : recorded.trace.decisions) {
    while (event < recorded.trace.events.size() &&
           !(recorded.trace.events[event].task == decision.task &&
             recorded.trace.events[event].op == decision.op)) {
      ++event;
    }
    ASSERT_LT(event++, recorded.trace.events.size()) << "decisions are steps, in their order";
  }
}

TEST(Recording, TellsWhereUnfinishedTasksStand) {
  const Recorded recorded = run_recorded(1, [] {
    sim::mutex mutex("m");
    sim::spawn("holder", [&] {
      mutex.lock();
      sim::sleep(Duration{5});
      World::current().report("enough", "seen enough");
      sim::yield();
    });
    sim::sleep(Duration{1});
    mutex.lock();
  });
  EXPECT_EQ(recorded.trace.standing,
            (std::vector<std::string>{"main waits to lock m, held by holder",
                                      "holder is about to yield"}));
}

TEST(Recording, TakesNotesAtTheRunningStep) {
  const Recorded recorded = run_recorded(1, [] {
    sim::yield();
    ASSERT_NE(World::current().recording(), nullptr);
    World::current().note("here");
  });
  ASSERT_EQ(recorded.trace.events.size(), 3U);
  EXPECT_EQ(recorded.trace.events[2].note, "here");
  EXPECT_EQ(recorded.trace.events[2].step, 2U);
  EXPECT_EQ(recorded.trace.events[2].op.kind, OpKind::kYield);
  run(1, [] { EXPECT_EQ(World::current().recording(), nullptr); });
}

TEST(Recording, HoldsNothingThatDyingTasksDo) {
  struct DrawsAtTheEnd {
    DrawsAtTheEnd() = default;
    DrawsAtTheEnd(const DrawsAtTheEnd&) = delete;
    DrawsAtTheEnd& operator=(const DrawsAtTheEnd&) = delete;
    ~DrawsAtTheEnd() {
      World& world = World::current();
      EXPECT_EQ(world.recording(), nullptr);
      const sim::mutex late("late");
      static_cast<void>(world.choices().pick(world.choices().stream("late"), 100));
    }
  };
  const Recorded recorded = run_recorded(1, [] {
    sim::spawn("dying", [] {
      const DrawsAtTheEnd dying;
      sim::sleep(Duration{5});
    });
    sim::sleep(Duration{1});
    throw Panic("gave up");
  });
  EXPECT_EQ(recorded.trace.draws.size(), 0U);
  EXPECT_EQ(recorded.trace.object_names, std::vector<std::string>{""});
}

}  // namespace
}  // namespace rollcall
