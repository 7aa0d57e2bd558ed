#include "tests/sim/check/race_programs.hpp"

#include <string>
#include <utility>

namespace rollcall {
namespace {

std::vector<Program> programs() {
  std::vector<Program> all;
  for (std::vector<Program> (*some)() :
       {task_programs, wait_group_programs, mutex_programs, condition_programs, atomic_programs,
        channel_programs, select_programs, rw_mutex_programs, once_programs, semaphore_programs,
        timer_programs, context_programs, std_programs}) {
    for (Program& program : some()) {
      all.push_back(std::move(program));
    }
  }
  return all;
}

class RaceProgram : public testing::TestWithParam<Program> {};

TEST_P(RaceProgram, RacesAsIsKnown) {
  constexpr int kSeeds = 200;
  World world;
  RandomWalk strategy;
  RaceDetector races;
  int found = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const RunResult result =
        world.run({.seed = seed, .strategy = strategy, .races = &races}, GetParam().body);
    const std::string name = result.violation ? result.violation->invariant : "";
    ASSERT_TRUE(name.empty() || name == "data-race") << finding(result);
    found += name.empty() ? 0 : 1;
  }
  switch (GetParam().races) {
    case Races::kNever:
      EXPECT_EQ(found, 0);
      break;
    case Races::kAlways:
      EXPECT_EQ(found, kSeeds);
      break;
    case Races::kSometimes:
      EXPECT_GT(found, 0);
      EXPECT_LT(found, kSeeds);
      break;
  }
}

INSTANTIATE_TEST_SUITE_P(Vocabulary, RaceProgram, testing::ValuesIn(programs()),
                         [](const auto& suite) { return std::string(suite.param.name); });

TEST(RaceReport, NamesVariableTasksStepsAndPlaces) {
  World world;
  RandomWalk strategy;
  RaceDetector races;
  std::uint32_t line = 0;
  const RunResult result = world.run({.seed = 1, .strategy = strategy, .races = &races}, [&] {
    Number x(0, "pool.size");
    line = __LINE__ + 1;
    together([&] { x.write(1); }, [&] { x.write(2); });
  });
  ASSERT_TRUE(result.violation);
  const std::string place = __FILE__ + (":" + std::to_string(line));
  const std::string& message = result.violation->message;
  EXPECT_TRUE(message.starts_with("pool.size: 'task ")) << message;
  EXPECT_NE(message.find("writes it at " + place + " (step " +
                         std::to_string(result.violation->step) + "), 'task "),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("wrote it at " + place), std::string::npos) << message;
}

TEST(RaceReport, LookingForRacesDoesNotChangeTheExecution) {
  World world;
  RandomWalk strategy;
  RaceDetector races;
  const auto program = [] {
    Number x(0, "x");
    sim::mutex mu("mu");
    const auto add = [&] {
      const std::scoped_lock lock(mu);
      increment(x);
    };
    together(add, add, add);
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult plain = world.run({.seed = seed, .strategy = strategy}, program);
    const RunResult judged =
        world.run({.seed = seed, .strategy = strategy, .races = &races}, program);
    EXPECT_EQ(summary(plain), summary(judged));
  }
}

}  // namespace
}  // namespace rollcall
