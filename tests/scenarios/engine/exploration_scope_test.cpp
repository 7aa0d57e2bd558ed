#include "scenarios/engine/exploration_scope.hpp"

#include "scenarios/language/scenario_writer.hpp"
#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

constexpr const char* kFaulty =
    "rollcall: 1\nname: faulty\nabout: A test.\n"
    "workers: {count: 2}\n"
    "network: {latency: 1ms..9ms, loss: 1%}\n"
    "steps:\n"
    "  - at: 0s\n"
    "    register: w*\n"
    "  - at: 5s\n"
    "    submit: {jobs: 1, duration: 1ms..2ms}\n"
    "faults:\n"
    "  - crash: {host: w*, rate: 1/20s, restart_after: 1s..3s}\n"
    "  - drop_reply: {method: Register, chance: 5%}\n"
    "expect: {hardened: holds}\n";

TEST(ExplorationScope, TurnsRandomFaultsIntoBranchesOfTheScript) {
  const Scenario scenario = read_scenario("test.yaml", kFaulty, vocabulary());
  EXPECT_EQ(exploration_scope(scenario, "hardened", 0, "out").scenarios.size(), 1U);
  const ExplorationScope one = exploration_scope(scenario, "hardened", 1, "out");
  ASSERT_EQ(one.scenarios.size(), 1U + 3 * 2) << "two crashes and a lost reply, beside two steps";
  EXPECT_NE(one.scenarios[1].text.find("crash: {host: w1, restart_after: 1s}"), std::string::npos)
      << one.scenarios[1].text;
  EXPECT_EQ(exploration_scope(scenario, "hardened", 2, "out").scenarios.size(), 1U + 6 + 21);
}

TEST(ExplorationScope, SettlesWhatIsDrawnAndSaysSo) {
  const Scenario scenario = read_scenario("test.yaml", kFaulty, vocabulary());
  const ExplorationScope scope = exploration_scope(scenario, "hardened", 1, "out");
  for (const Scenario& settled : scope.scenarios) {
    EXPECT_EQ(settled.network.latency.high, Duration{});
    EXPECT_EQ(settled.network.loss.num, 0U);
    EXPECT_TRUE(settled.faults.empty());
    EXPECT_EQ(to_yaml(settled), settled.text) << "it is in its file as it is played";
  }
  EXPECT_GE(scope.fixed.size(), 4U);
}

}  // namespace
}  // namespace rollcall
