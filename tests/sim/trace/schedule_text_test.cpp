#include "sim/trace/schedule_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

Trace trace_of(std::vector<std::string> names) {
  Trace trace;
  trace.task_names = std::move(names);
  trace.object_names = {""};
  return trace;
}

void add(Trace& trace, std::uint32_t task, OpKind kind, Duration time = {}) {
  trace.events.push_back({.step = trace.events.size() + 1,
                          .time = Time{time},
                          .task = TaskId{task},
                          .op = {.kind = kind},
                          .note = ""});
}

// In characters of UTF-8.
std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t columns = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto characters = std::count_if(line.begin(), line.end(), [](char byte) {
      return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    });
    columns = std::max(columns, static_cast<std::size_t>(characters));
  }
  return columns;
}

TEST(ScheduleText, HasALineASwitchAndCountsRepeats) {
  Trace trace = trace_of({"main", "adder", "adder"});
  add(trace, 0, OpKind::kStart);
  add(trace, 0, OpKind::kSpawn);
  add(trace, 0, OpKind::kSpawn);
  add(trace, 2, OpKind::kStart);
  add(trace, 1, OpKind::kStart);
  EXPECT_EQ(schedule_text(trace),
            "schedule: 5 steps, 2 switches\n"
            "step  task      does\n"
            "   1  main      start, spawn x2\n"
            "   4  adder #2  start\n"
            "   5  adder #1  start\n");
}

TEST(ScheduleText, ShowsTimeOnceItPassed) {
  Trace trace = trace_of({"main", "late"});
  add(trace, 0, OpKind::kStart);
  add(trace, 1, OpKind::kSleep, 1500us);
  trace.events.push_back({.step = 2,
                          .time = Time{1500us},
                          .task = TaskId{1},
                          .op = {.kind = OpKind::kSleep},
                          .note = "wakes up"});
  EXPECT_EQ(schedule_text(trace),
            "schedule: 2 steps, 1 switch\n"
            "step  time   task  does\n"
            "   1  0s     main  start\n"
            "   2  1.5ms  late  sleep, wakes up\n");
}

TEST(ScheduleText, OfNothing) { EXPECT_EQ(schedule_text(Trace{}), "schedule: no step was done\n"); }

TEST(ScheduleText, CutsLongSchedulesInTheMiddle) {
  Trace trace = trace_of({"even", "odd"});
  for (std::uint32_t i = 0; i < 1000; ++i) {
    add(trace, i % 2, OpKind::kYield);
  }
  const std::string text = schedule_text(trace);
  EXPECT_NE(
      text.find("  10  odd   yield\n      ... 960 switches left out ...\n 971  even  yield\n"),
      std::string::npos)
      << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + 10 + 1 + 30);
}

TEST(ScheduleText, CutsLongStretchesInTheMiddleAndWrapsThem) {
  Trace trace = trace_of({"main"});
  for (int i = 0; i < 100; ++i) {
    add(trace, 0, i % 2 == 0 ? OpKind::kYield : OpKind::kSleep);
  }
  EXPECT_EQ(schedule_text(trace),
            "schedule: 100 steps, 0 switches\n"
            "step  task  does\n"
            "   1  main  yield, sleep, yield, sleep, yield, sleep, ... 84 more ..., yield, sleep, "
            "yield, sleep,\n"
            "            yield, sleep, yield, sleep, yield, sleep\n");
}

TEST(ScheduleText, KeepsToAHundredColumnsWhateverTheNames) {
  std::string umlauts;
  for (int i = 0; i < 60; ++i) {
    umlauts += "\xc3\xa4";
  }
  Trace trace = trace_of({umlauts, umlauts});
  trace.object_names.push_back(umlauts + umlauts);
  for (std::uint32_t i = 0; i < 6; ++i) {
    add(trace, i / 3, OpKind::kRead);
    trace.events.back().op.object = ObjectId{1};
    add(trace, i / 3, OpKind::kLock);
  }
  const std::string text = schedule_text(trace);
  EXPECT_LE(widest(text), 100U) << text;
  EXPECT_NE(text.find("\xc3\xa4... #2  "), std::string::npos) << text;
}

}  // namespace
}  // namespace rollcall
