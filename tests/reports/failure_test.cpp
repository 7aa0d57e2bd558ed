#include "reports/failure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <utility>

namespace rollcall {
namespace {

constexpr TaskId kMain{0};
constexpr TaskId kFirst{1};
constexpr TaskId kSecond{2};
constexpr ObjectId kMutex{1};

TraceEvent step(std::uint64_t number, TaskId task, OpKind kind, ObjectId object = ObjectId::kNone) {
  return {.step = number, .time = Time{}, .task = task, .op = {kind, object}, .note = ""};
}

TraceEvent note(std::uint64_t number, TaskId task, std::string text) {
  return {.step = number,
          .time = Time{std::chrono::milliseconds(number / 10)},
          .task = task,
          .op = {OpKind::kLock, kMutex},
          .note = std::move(text)};
}

// Two calls meet: what a recording of conn-crossing looks like, shortened.
Trace crossing() {
  Trace trace;
  trace.task_names = {"main", "register w1 #1", "register w1 #2"};
  trace.object_names = {"", "wm.mu"};
  trace.events = {step(1, kMain, OpKind::kStart),
                  step(2, kFirst, OpKind::kLock, kMutex),
                  note(2, kFirst, "publishes w1 as r1 at 10.0.0.1:7000"),
                  step(5, kSecond, OpKind::kLock, kMutex),
                  note(5, kSecond, "publishes w1 as r2 at 10.0.0.1:7001"),
                  step(12, kFirst, OpKind::kWrite),
                  note(12, kFirst, "attaches c1 to r2 of w1, target 10.0.0.1:7000")};
  trace.standing = {"main waits to await idle", "register w1 #1 is about to lock wm.mu",
                    "register w1 #2 is about to lock wm.mu"};
  trace.tables = {{.title = "workers",
                   .columns = {"id", "record", "state", "connection"},
                   .rows = {{"w1", "r2", "registering", "c1 to 10.0.0.1:7000"}}},
                  {.title = "free queue, head first", .columns = {"record", "worker"}, .rows = {}}};
  return trace;
}

ExecutionReport crossed() {
  ExecutionReport report;
  report.scenario = "conn-crossing";
  report.manager = "documented";
  report.seed = 42;
  report.strategy = "random";
  report.verdict = "violation";
  Violation violation;
  violation.invariant = "connection-matches-record";
  violation.message =
      "worker w1 is registered at 10.0.0.1:7001 but its connection goes to 10.0.0.1:7000";
  violation.step = 13;
  violation.time = Time{std::chrono::milliseconds(1)};
  violation.task = kFirst;
  violation.task_name = "register w1 #1";
  report.violation = violation;
  report.replay = "rollcall replay scenarios/races/conn-crossing.yaml --seed 0x2a";
  return report;
}

const FailureContext kContext{
    .place = "scenarios/races/conn-crossing.yaml:11",
    .statement =
        "a queued or current record that is past registering has a connection, and any "
        "connection goes to its record's address",
    .whole = false};

constexpr const char* kGolden =
    R"(VIOLATION connection-matches-record  conn-crossing, documented manager
  worker w1 is registered at 10.0.0.1:7001 but its connection goes to
  10.0.0.1:7000.
  Must hold: a queued or current record that is past registering has a
  connection, and any connection goes to its record's address.
  at scenarios/races/conn-crossing.yaml:11
  step 13 of 'register w1 #1', virtual time 1ms, seed 0x2a, strategy random

last events
step  time  register w1 #1                     register w1 #2
----  ----  ---------------------------------  ---------------------------------
2     0s    publishes w1 as r1 at
            10.0.0.1:7000
5     0s                                       publishes w1 as r2 at
                                               10.0.0.1:7001
12    1ms   attaches c1 to r2 of w1, target
            10.0.0.1:7000

who stood where
  main waits to await idle
  register w1 #1 is about to lock wm.mu
  register w1 #2 is about to lock wm.mu

workers
id  record  state        connection
--  ------  -----------  -------------------
w1  r2      registering  c1 to 10.0.0.1:7000

replay: rollcall replay scenarios/races/conn-crossing.yaml --seed 0x2a
)";

TEST(FailureScreen, IsThisText) {
  EXPECT_EQ(failure_screen(crossed(), crossing(), kContext, {.color = false, .width = 80}),
            kGolden);
}

TEST(FailureScreen, WithoutColorHasNoEscapeCodesAndWithItTheSameText) {
  for (const std::size_t width : {60U, 80U, 160U}) {
    const std::string plain =
        failure_screen(crossed(), crossing(), kContext, {.color = false, .width = width});
    const std::string colored =
        failure_screen(crossed(), crossing(), kContext, {.color = true, .width = width});
    EXPECT_EQ(plain.find('\x1b'), std::string::npos);
    EXPECT_NE(colored.find('\x1b'), std::string::npos);
    EXPECT_EQ(std::regex_replace(colored, std::regex("\x1b\\[[0-9]*m"), ""), plain);
  }
}

// The longest names in use, a seed of 16 digits, a long time: all lines wrap but the command, which
// is there to be copied, and a line that is one word.
TEST(FailureScreen, NoLineIsWiderThanTheTerminalUnlessAWordIs) {
  ExecutionReport report = crossed();
  report.scenario = "job-ends-during-reregistration";
  report.violation->invariant = "no-duplicate-free-worker";
  report.violation->task_name = "register worker-with-a-long-name #12";
  report.violation->time = Time{Duration{1'234'567'891}};
  report.seed = 0xd1342543de82ef95;
  Trace trace = crossing();
  trace.task_names[2] = "register worker-with-a-long-name #12";
  trace.standing.emplace_back(
      "register worker-with-a-long-name #12 is about to lock wm.mu, held "
      "by register worker-with-a-long-name #11");
  for (const std::size_t width : {60U, 80U, 100U}) {
    std::istringstream lines(
        failure_screen(report, trace, kContext, {.color = false, .width = width}));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("replay: ")) {
        EXPECT_LE(line.size(), width) << line;
      }
      EXPECT_FALSE(line.ends_with(' ')) << "'" << line << "'";
    }
  }
}

TEST(FailureScreen, TheReplayCommandIsOneLine) {
  ExecutionReport report = crossed();
  report.replay = "rollcall replay '" + std::string(90, 'x') + " y.yaml' --seed 0x1";
  const std::string text =
      failure_screen(report, crossing(), kContext, {.color = false, .width = 60});
  EXPECT_TRUE(text.ends_with("\nreplay: " + report.replay + "\n"));
}

TEST(FailureScreen, ADeadlockIsNobodysStep) {
  ExecutionReport report = crossed();
  report.violation->invariant = "deadlock";
  report.violation->task = TaskId::kNone;
  report.violation->task_name = "";
  FailureContext context = kContext;
  context.statement = "";
  const std::string text = failure_screen(report, crossing(), context, {});
  EXPECT_NE(text.find("  step 13 of 'nobody', virtual time 1ms"), std::string::npos);
  EXPECT_EQ(text.find("Must hold"), std::string::npos);
}

TEST(FailureScreen, SaysHowManyMoreStoodSomewhere) {
  Trace trace = crossing();
  trace.standing.assign(9, "job is about to sleep");
  const std::string text = failure_screen(crossed(), trace, kContext, {});
  EXPECT_NE(text.find("  job is about to sleep\n  and 3 more\n"), std::string::npos);
}

TEST(FailureScreen, WholeShowsAllEvents) {
  Trace trace = crossing();
  trace.events.clear();
  for (std::uint64_t number = 1; number <= 40; ++number) {
    trace.events.push_back(note(number, kFirst, "event " + std::to_string(number) + "."));
  }
  FailureContext context = kContext;
  const std::string last = failure_screen(crossed(), trace, context, {});
  EXPECT_EQ(last.find("event 26."), std::string::npos);
  EXPECT_NE(last.find("event 27."), std::string::npos) << "14 rows";
  context.whole = true;
  const std::string all = failure_screen(crossed(), trace, context, {});
  EXPECT_NE(all.find("event 1."), std::string::npos);
  EXPECT_NE(all.find("event 40."), std::string::npos);
}

TEST(SpaceTimeTable, ShowsNotesWhereThereAreAny) {
  const Table table = space_time_table(crossing(), 0, 8);
  EXPECT_EQ(table.columns,
            (std::vector<std::string>{"step", "time", "register w1 #1", "register w1 #2"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[1],
            (std::vector<std::string>{"5", "0s", "", "publishes w1 as r2 at 10.0.0.1:7001"}));
}

TEST(SpaceTimeTable, WithoutNotesShowsTheOpsThatCanWait) {
  Trace trace = crossing();
  std::erase_if(trace.events, [](const TraceEvent& event) { return !event.note.empty(); });
  const Table table = space_time_table(trace, 0, 8);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"2", "0s", "lock wm.mu", ""}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"5", "0s", "", "lock wm.mu"}));
}

TEST(SpaceTimeTable, KeepsTheLastRows) {
  const Table table = space_time_table(crossing(), 2, 8);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][0], "5");
  EXPECT_EQ(table.rows[1][0], "12");
}

TEST(SpaceTimeTable, KeepsTheTasksThatDidSomethingLastInOrderOfAge) {
  Trace trace;
  trace.task_names = {"main", "a", "b", "c"};
  trace.events = {note(1, TaskId{3}, "c1"), note(2, TaskId{1}, "a1"), note(3, TaskId{2}, "b1"),
                  note(4, TaskId{3}, "c2")};
  const Table table = space_time_table(trace, 0, 2);
  EXPECT_EQ(table.columns, (std::vector<std::string>{"step", "time", "b", "c"}));
  ASSERT_EQ(table.rows.size(), 3U) << "the row of a has no column";
  EXPECT_EQ(table.rows[0][3], "c1");
  EXPECT_EQ(table.rows[1][2], "b1");
  EXPECT_EQ(table.rows[2][3], "c2");
}

TEST(SpaceTimeTable, OfNothingHasNoRows) {
  const Table table = space_time_table({}, 14, 4);
  EXPECT_EQ(table.columns, (std::vector<std::string>{"step", "time"}));
  EXPECT_TRUE(table.rows.empty());
}

}  // namespace
}  // namespace rollcall
