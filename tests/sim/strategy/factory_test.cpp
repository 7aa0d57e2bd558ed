#include "sim/strategy/factory.hpp"

#include "sim/strategy/auto.hpp"
#include "sim/strategy/round_robin.hpp"
#include "tests/sim/programs.hpp"

#include <set>

namespace rollcall {
namespace {

// More tasks than one word of a TaskSet holds; they start, contend and end.
void crowd_program() {
  sim::mutex m("m");
  sim::atomic<int> sum(0, "sum");
  for (int i = 0; i < 150; ++i) {
    sim::spawn("member", [&] {
      sim::yield();
      const std::scoped_lock lock(m);
      sum.fetch_add(1);
    });
  }
  World::current().await_idle();
  if (sum.load() != 150) {
    throw Panic("somebody is missing");
  }
}

TEST(Factory, KnowsEachListedNameAndNoOther) {
  const Profile nothing;
  for (const StrategyEntry& entry : all_strategies()) {
    ASSERT_NE(make_strategy(entry.name, nothing), nullptr) << entry.name;
    EXPECT_FALSE(entry.text.empty());
  }
  EXPECT_EQ(make_strategy("none", nothing), nullptr);
}

TEST(Factory, ReadsEarlyTimersFromTheName) {
  const Profile nothing;
  EXPECT_EQ(with_early_timers("pct", 0), "pct");
  EXPECT_EQ(with_early_timers("pct", 4), "pct+early-4");
  EXPECT_EQ(with_early_timers("pct+early-4", 0), "pct+early-4");
  EXPECT_EQ(with_early_timers("pct+early-4", 5), "pct+early-5");
  EXPECT_EQ(make_strategy("pct", nothing)->early_timers(), 0U);
  EXPECT_EQ(make_strategy("pct+early-4", nothing)->early_timers(), 4U);
  EXPECT_EQ(make_strategy("round-robin+early-1000", nothing)->early_timers(), 1000U);
  for (const char* name : {"+early-4", "pct+early-", "pct+early-0", "pct+early-04", "pct+early-+4",
                           "pct+early-4x", "pct+early-1001", "pct+early-4+early-4", "pct+4"}) {
    EXPECT_EQ(make_strategy(name, nothing), nullptr) << name;
    EXPECT_FALSE(is_strategy(name)) << name;
    EXPECT_FALSE(uses_profile(name)) << name;
  }
  EXPECT_FALSE(uses_profile("random"));
  EXPECT_TRUE(uses_profile("random+early-1"));
}

TEST(Factory, EachStrategyKeepsNothingFromOneExecutionToTheNext) {
  for (const auto program : {busy_program, deadlock_program, lost_update_program, crowd_program}) {
    World world;
    const Profile estimate = profile(world, 3, program);
    for (const StrategyEntry& entry : all_strategies()) {
      const auto strategy = make_strategy(entry.name, estimate);
      std::vector<std::string> first;
      for (std::uint64_t seed = 0; seed < 12; ++seed) {
        first.push_back(summary(world.run({.seed = seed, .strategy = *strategy}, program)));
      }
      for (std::uint64_t seed = 12; seed-- > 0;) {
        World fresh;
        const auto another = make_strategy(entry.name, estimate);
        ASSERT_EQ(summary(fresh.run({.seed = seed, .strategy = *another}, program)), first[seed])
            << entry.name << ", seed " << seed;
        ASSERT_EQ(summary(world.run({.seed = seed, .strategy = *strategy}, program)), first[seed])
            << entry.name << ", seed " << seed;
      }
    }
  }
}

TEST(Factory, EachStrategyThatDrawsGivesMoreThanOneSchedule) {
  const Profile nothing;
  World world;
  for (const StrategyEntry& entry : all_strategies()) {
    const auto strategy = make_strategy(entry.name, nothing);
    std::set<std::uint64_t> hashes;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      hashes.insert(
          world.run({.seed = seed, .strategy = *strategy}, lost_update_program).trace_hash);
    }
    EXPECT_EQ(hashes.size() > 1, entry.name != "round-robin") << entry.name;
  }
}

TEST(Auto, DrawsEachOfItsPartsBySeedAlone) {
  const Profile nothing;
  Auto strategy(nothing);
  World world;
  std::set<std::string> drawn;
  std::vector<std::string_view> names;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    world.run({.seed = seed, .strategy = strategy}, lost_update_program);
    names.push_back(strategy.drawn().name());
    drawn.insert(std::string(names.back()));
  }
  EXPECT_EQ(drawn, (std::set<std::string>{"pct", "pos", "random", "starve", "surw", "urw"}));
  for (std::uint64_t seed = 200; seed-- > 0;) {
    world.run({.seed = seed, .strategy = strategy}, lost_update_program);
    EXPECT_EQ(strategy.drawn().name(), names[seed]);
  }
}

TEST(RoundRobin, GivesEachTaskOneStepInTurn) {
  World world;
  RoundRobin strategy;
  std::string order;
  world.run({.seed = 1, .strategy = strategy}, [&] {
    const auto task = [&](char letter) {
      return [&order, letter] {
        for (int i = 0; i < 3; ++i) {
          order += letter;
          sim::yield();
        }
      };
    };
    together(task('a'), task('b'), task('c'));
  });
  EXPECT_EQ(order.size(), 9U);
  EXPECT_NE(order.find("abcabc"), std::string::npos) << order;
}

}  // namespace
}  // namespace rollcall
