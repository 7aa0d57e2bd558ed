// A search that goes on after a violation.
#include "sim/core/world.hpp"
#include "tests/sim/gtest/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace rollcall {
namespace {

// Fails in two ways, by who comes first to each cell; and it has a data race.
void fail_in_many_ways() {
  sim::atomic<int> cell(0, "cell");
  sim::shared<int> plain(0, "plain");
  sim::wait_group ended(std::int64_t{2}, "ended");
  sim::spawn("one", [&] {
    plain.write(1);
    cell.store(1);
    ended.done();
  });
  sim::spawn("two", [&] {
    if (cell.exchange(2) == 1) {
      throw Panic("two came last");
    }
    plain.write(2);
    ended.done();
  });
  ended.wait();
  if (cell.load() == 1) {
    throw Panic("one came last");
  }
}

bool has(const SchedulesResult& result, std::string_view invariant, std::string_view words) {
  return std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& finding) {
    return finding.violation.invariant == invariant &&
           finding.violation.message.find(words) != std::string::npos;
  });
}

class AllFindings : public testing::TestWithParam<std::string> {};

TEST_P(AllFindings, AreListedWithTheirSeeds) {
  const SchedulesOptions options{.runs = 2000, .strategy = GetParam(), .all_findings = true};
  SchedulesResult result;
  const std::string failure =
      failure_of([&] { result = check_schedules(options, &fail_in_many_ways); });
  EXPECT_TRUE(has(result, "panic", "two came last"));
  EXPECT_TRUE(has(result, "data-race", "plain"));
  EXPECT_GE(result.findings.size(), 2U);
  EXPECT_EQ(result.violation, result.findings.front().violation);
  EXPECT_EQ(failure.find("not deterministic"), std::string::npos) << failure;
  EXPECT_NE(failure.find("\nfound besides:\n"), std::string::npos) << failure;
  for (const SchedulesFinding& finding : result.findings) {
    EXPECT_GE(finding.count, 1U);
    EXPECT_NE(failure.find(finding.violation.invariant), std::string::npos) << failure;
  }
}

INSTANTIATE_TEST_SUITE_P(By, AllFindings, testing::Values("random", "pct", "dfs", "dpor"),
                         [](const auto& strategy) { return strategy.param; });

TEST(AllFindingsByDpor, AreThoseOfDfs) {
  const auto found = [](const std::string& strategy) {
    SchedulesResult result;
    failure_of([&] {
      result = check_schedules(
          {.runs = 100'000, .strategy = strategy, .races = false, .all_findings = true},
          &fail_in_many_ways);
    });
    EXPECT_TRUE(result.complete) << strategy;
    std::vector<std::string> messages;
    for (const SchedulesFinding& finding : result.findings) {
      messages.push_back(finding.violation.message);
    }
    std::sort(messages.begin(), messages.end());
    return messages;
  };
  EXPECT_EQ(found("dpor"), found("dfs"));
}

}  // namespace
}  // namespace rollcall
