// Checks between steps.
#include "sim/core/world.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Notes the steps after which it was asked; says "not now" as often as it is told to.
class Asked final : public StepCheck {
 public:
  [[nodiscard]] bool after_step(World& world) override {
    steps.push_back(world.steps());
    if (not_now > 0) {
      --not_now;
      return false;
    }
    if (reports) {
      world.report("check", "found");
    }
    return true;
  }
  void at_end(World& world) override {
    ++ends;
    if (Trace* recording = world.recording()) {
      recording->tables.push_back({.title = "state", .columns = {}, .rows = {}});
    }
  }

  std::vector<std::uint64_t> steps;
  int not_now = 0;
  int ends = 0;
  bool reports = false;
};

RunResult run_checked(Asked& check, Trace* recording = nullptr) {
  World world;
  RandomWalk strategy;
  return world.run({.seed = 1, .strategy = strategy, .recording = recording, .check = &check}, [] {
    sim::atomic<int> value(0, "value");
    for (int i = 1; i <= 6; ++i) {
      value.store(i);
      if (i % 3 == 0) {
        World::current().request_check();
      }
    }
  });
}

TEST(StepCheck, IsAskedOnlyAfterStepsThatRequestIt) {
  Asked check;
  run_checked(check);
  EXPECT_EQ(check.steps, (std::vector<std::uint64_t>{4, 7}));
}

TEST(StepCheck, IsAskedAgainUntilItHasLooked) {
  Asked check;
  check.not_now = 2;
  run_checked(check);
  EXPECT_EQ(check.steps, (std::vector<std::uint64_t>{4, 5, 6, 7}));
}

TEST(StepCheck, ItsReportIsAboutTheStepThatRequestedIt) {
  Asked check;
  check.reports = true;
  const RunResult result = run_checked(check);
  EXPECT_EQ(finding(result), "check: found");
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->step, 4U);
  EXPECT_EQ(result.violation->act, "store value");
  EXPECT_EQ(result.violation->task_name, "main");
  EXPECT_EQ(result.steps, 4U) << "no step follows";
}

TEST(StepCheck, MayCompleteARecordingAtTheEnd) {
  Asked check;
  Trace trace;
  run_checked(check, &trace);
  EXPECT_EQ(check.ends, 1);
  ASSERT_EQ(trace.tables.size(), 1U);
  EXPECT_EQ(trace.tables[0].title, "state");
}

TEST(StepCheck, NobodyAsksWhereThereIsNone) {
  EXPECT_EQ(finding(run(1,
                        [] {
                          World::current().request_check();
                          sim::yield();
                        })),
            "");
}

}  // namespace
}  // namespace rollcall
