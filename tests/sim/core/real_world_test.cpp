#include "sim/core/real_world.hpp"

#include "tests/sim/support.hpp"

#include <gtest/gtest.h>
#include <sys/random.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

namespace rollcall {
namespace {

class RealWorld : public testing::Test {
 protected:
  void SetUp() override {
    guard_against_real_world();
    if (!real_world_is_guarded()) {
      GTEST_SKIP() << "a sanitizer stands there itself";
    }
  }
};

struct Touched {
  std::string function;
  std::function<void()> touch;
};

TEST_F(RealWorld, TouchedByATaskIsAViolationThatNamesTheFunction) {
  const std::vector<Touched> all{
      {"clock_gettime", [] { static_cast<void>(std::chrono::steady_clock::now()); }},
      {"clock_gettime", [] { static_cast<void>(std::chrono::system_clock::now()); }},
      {"gettimeofday",
       [] {
         timeval now{};
         static_cast<void>(gettimeofday(&now, nullptr));
       }},
      {"time", [] { static_cast<void>(::time(nullptr)); }},
      {"std::random_device",
       [] {
         std::random_device entropy;
         static_cast<void>(entropy());
       }},
      {"rand", [] { static_cast<void>(rand()); }},
      {"getrandom",
       [] {
         char byte = 0;
         static_cast<void>(getrandom(&byte, 1, 0));
       }},
      {"getentropy",
       [] {
         char byte = 0;
         static_cast<void>(getentropy(&byte, 1));
       }},
      {"pthread_create", [] { std::thread([] {}).join(); }},
      {"usleep", [] { usleep(1); }},
  };
  for (const auto& [function, touch] : all) {
    const RunResult result = run(1, [&, touch = touch] {
      sim::spawn("clerk", touch);
      World::current().await_idle();
    });
    EXPECT_EQ(finding(result),
              "real-world: task 'clerk' calls " + function + ", which no seed fixes");
  }
}

TEST_F(RealWorld, SleptInIsAViolation) {
  const RunResult result = run(1, [] { std::this_thread::sleep_for(std::chrono::nanoseconds(1)); });
  EXPECT_TRUE(finding(result).ends_with("nanosleep, which no seed fixes")) << finding(result);
}

TEST_F(RealWorld, IsFreeOutsideTasksAndInOtherThreads) {
  static_cast<void>(std::chrono::steady_clock::now());
  std::random_device entropy;
  static_cast<void>(entropy());
  EXPECT_EQ(finding(run(1, [] { sim::yield(); })), "");
}

TEST_F(RealWorld, MayBeAllowedForLogging) {
  const RunResult result = run(1, [] {
    const RealWorldAllowed while_logging;
    static_cast<void>(std::chrono::system_clock::now());
  });
  EXPECT_EQ(finding(result), "");
}

TEST_F(RealWorld, IsFreeForATaskThatIsBeingEnded) {
  struct AtEnd {
    ~AtEnd() { static_cast<void>(std::chrono::system_clock::now()); }
  };
  const RunResult result = run(1, [] {
    sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [] {
      const AtEnd at_end;
      sim::channel<int> never(sim::kNil);
      static_cast<void>(never.receive());
    });
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
