// Named points and the order they are held to.
#include "tests/sim/programs.hpp"

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {
namespace {

// Two tasks whose points of three pieces each are logged.
void two_tasks(std::string& log) {
  for (const char* name : {"a", "b"}) {
    sim::spawn(name, [&log, name] {
      for (const char* piece : {"1", "2", "3"}) {
        const sim::Point point(piece);
        log += name + std::string(piece) + "[";
        sim::yield();
        log += "]";
      }
    });
  }
}

TEST(Order, IsMetAtEverySeed) {
  const std::vector<std::string> order = {"b: 1", "a: 1", "b: 2", "b: 3", "a: 2", "a: 3"};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::string log;
    const RunResult result = run_ordered(seed, order, [&] { two_tasks(log); });
    EXPECT_EQ(log, "b1[]a1[]b2[]b3[]a2[]a3[]");
    EXPECT_EQ(result.order_error, "");
    EXPECT_EQ(finding(result), "");
  }
}

TEST(Order, PointsThatItDoesNotNameAreFree) {
  std::set<std::string> logs;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::string log;
    const RunResult result = run_ordered(seed, {"b: 1", "a: 2"}, [&] { two_tasks(log); });
    EXPECT_EQ(result.order_error, "");
    EXPECT_LT(log.find("b1["), log.find("a2"));
    logs.insert(log);
  }
  EXPECT_GT(logs.size(), 3U) << "the rest still races";
}

TEST(Order, PassesOfAPointBeyondTheOrderAreFree) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    std::vector<std::string> log;
    const auto body = [&] {
      for (const char* name : {"a", "b"}) {
        sim::spawn(name, [&log, name] {
          for (int i = 0; i < 3; ++i) {
            sim::point("x");
            log.emplace_back(name);
            sim::yield();
          }
        });
      }
    };
    const RunResult result = run_ordered(seed, {"b: x", "b: x", "a: x"}, body);
    EXPECT_EQ(result.order_error, "");
    ASSERT_EQ(log.size(), 6U);
    EXPECT_EQ(log[0], "b");
    EXPECT_EQ(finding(result), "");
  }
}

TEST(Order, ExtentsDoNotOverlap) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    int inside = 0;
    const auto piece = [&](std::string_view name) {
      const sim::Point point(name);
      EXPECT_EQ(++inside, 1);
      sim::sleep(Duration{10});
      sim::yield();
      --inside;
    };
    const RunResult result = run_ordered(seed, {"a: x", "b: y", "c: z"}, [&] {
      sim::spawn("c", [&] { piece("z"); });
      sim::spawn("b", [&] { piece("y"); });
      sim::spawn("a", [&] { piece("x"); });
    });
    EXPECT_EQ(result.order_error, "");
  }
}

TEST(Order, AnExceptionLeavesThePoint) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    bool reached = false;
    const RunResult result = run_ordered(seed, {"a: x", "b: y"}, [&] {
      sim::spawn("b", [&] {
        const sim::Point point("y");
        reached = true;
      });
      sim::spawn("a", [] {
        try {
          const sim::Point point("x");
          sim::yield();
          throw std::runtime_error("a");
        } catch (const std::runtime_error&) {
        }
      });
    });
    EXPECT_EQ(result.order_error + finding(result), "");
    EXPECT_TRUE(reached);
  }
}

TEST(Order, ThatNamesAPointNobodyReachesIsAnError) {
  const RunResult result = run_ordered(1, {"main: never", "b: y"}, [] {
    sim::spawn("b", [] { sim::point("y"); });
    World::current().await_idle();
  });
  EXPECT_EQ(result.order_error,
            "order cannot be met: 'main: never' was never reached, "
            "and 'b' waits for its turn at a later point");
  EXPECT_FALSE(result.violation.has_value()) << "the order is to blame, not the code";
}

TEST(Order, ThatContradictsALockIsAnError) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    sim::channel<int>* done = nullptr;
    const RunResult result = run_ordered(seed, {"b: after", "a: before"}, [&] {
      sim::channel<int> ready(0, "ready");
      done = &ready;
      sim::spawn("a", [&] {
        sim::point("before");
        done->send(1);
      });
      sim::spawn("b", [&] {
        static_cast<void>(done->receive());
        sim::point("after");
      });
      World::current().await_idle();
    });
    EXPECT_FALSE(result.violation.has_value());
    EXPECT_EQ(result.order_error,
              "order cannot be met: 'b: after' was never reached, "
              "and 'a' waits for its turn at a later point");
  }
}

TEST(Order, AnUnmetRestIsAnErrorThoughAllTasksEnded) {
  const RunResult result = run_ordered(1, {"main: x", "main: x"}, [] { sim::point("x"); });
  EXPECT_EQ(result.order_error, "order cannot be met: 'main: x' was never reached");
}

TEST(Order, SaysWhatAViolationLeftUnmet) {
  const RunResult result = run_ordered(1, {"main: x", "main: y"}, [] {
    sim::point("x");
    throw Panic("gave up");
  });
  EXPECT_EQ(finding(result), "panic: task 'main' panicked: gave up");
  EXPECT_EQ(result.order_error,
            "the violation came before the order was met: 'main: y' was never reached");
}

// "b: held" keeps its task back until the point of the violation is over, which it never is.
TEST(Order, IsMetIfEachPointWasComeToBeforeAViolation) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = run_ordered(seed, {"b: first", "a: fails", "b: held"}, [] {
      sim::spawn("a", [] {
        const sim::Point fails("fails");
        throw Panic("gave up");
      });
      sim::spawn("b", [] {
        sim::point("first");
        sim::point("held");
      });
      World::current().await_idle();
    });
    EXPECT_EQ(finding(result), "panic: task 'a' panicked: gave up");
    EXPECT_EQ(result.order_error, "") << "seed " << seed;
  }
}

TEST(Order, PointsAreNoStepsWithoutAnOrder) {
  const RunResult result = run(1, [] {
    const sim::Point extent("x");
    sim::point("y");
  });
  EXPECT_EQ(result.steps, 1U);
}

TEST(Order, OneOrderMayBePlayedAgainInOneWorld) {
  World world;
  RandomWalk strategy;
  const std::vector<std::string> order = {"b: 3", "a: 1"};
  std::vector<std::string> summaries;
  for (int i = 0; i < 3; ++i) {
    std::string log;
    const RunResult result =
        world.run({.seed = 4, .strategy = strategy, .order = order}, [&] { two_tasks(log); });
    summaries.push_back(summary(result) + log);
    world.run({.seed = 4, .strategy = strategy}, [&] { two_tasks(log); });
  }
  EXPECT_EQ(summaries[0], summaries[1]);
  EXPECT_EQ(summaries[1], summaries[2]);
}

}  // namespace
}  // namespace rollcall
