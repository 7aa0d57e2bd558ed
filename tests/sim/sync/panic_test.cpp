// Panics: what the code under test catches is no violation, and what it cannot catch is reported,
// however the exception travels.
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "tests/sim/support.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace rollcall {
namespace {

struct Misuse {
  std::string message;
  std::function<void()> act;
};

std::vector<Misuse> misuses() {
  return {
      {"close of closed channel c",
       [] {
         sim::channel<int> channel(1, "c");
         channel.close();
         channel.close();
       }},
      {"close of nil channel c", [] { sim::channel<int>(sim::kNil, "c").close(); }},
      {"send on closed channel c",
       [] {
         sim::channel<int> channel(1, "c");
         channel.close();
         sim::select(sim::send_to(channel, 1));
       }},
      {"negative counter of wait group g", [] { sim::wait_group("g").done(); }},
  };
}

TEST(Panic, ThatIsCaughtIsNoViolation) {
  for (const Misuse& misuse : misuses()) {
    std::string caught;
    const RunResult result = run(1, [&] {
      try {
        misuse.act();
      } catch (const Panic& panic) {
        caught = panic.what();
      }
      sim::yield();
    });
    EXPECT_EQ(finding(result), "") << misuse.message;
    EXPECT_EQ(caught, misuse.message);
  }
}

TEST(Panic, ThatIsCaughtLeavesTheObjectUsable) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(1, "c");
    sim::wait_group group("g");
    channel.send(7);
    channel.close();
    EXPECT_THROW(channel.close(), Panic);
    EXPECT_EQ(channel.receive(), 7);
    EXPECT_EQ(channel.receive(), std::nullopt);
    EXPECT_THROW(group.done(), Panic);
    group.add(1);  // Go counts on from -1, too.
    group.wait();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Panic, ThatNobodyCatchesNamesTheTask) {
  for (const Misuse& misuse : misuses()) {
    EXPECT_EQ(finding(run(1, misuse.act)), "panic: task 'main' panicked: " + misuse.message);
  }
}

TEST(Panic, OfAnUnlockIsFatalAndNotCaught) {
  const auto caught = [](const std::function<void()>& act) {
    return finding(run(1, [&] {
      try {
        act();
      } catch (...) {
        ADD_FAILURE() << "it was caught";
        throw;
      }
    }));
  };
  EXPECT_EQ(caught([] { sim::mutex("m").unlock(); }),
            "panic: task 'main' unlocks m, which nobody holds");
  EXPECT_EQ(caught([] { sim::rw_mutex("m").unlock(); }),
            "panic: task 'main' unlocks m, which no writer holds");
}

// Does `act` as it goes.
template <typename Act>
class AtTheEnd {
 public:
  explicit AtTheEnd(Act act) : act_(std::move(act)) {}
  AtTheEnd(const AtTheEnd&) = delete;
  AtTheEnd& operator=(const AtTheEnd&) = delete;
  ~AtTheEnd() { act_(); }

 private:
  Act act_;
};

TEST(Panic, ThatLeavesADestructorIsReportedAndNamesIt) {
  World world;
  for (const Misuse& misuse : misuses()) {
    const RunResult result = run_in(world, 1, [&] {
      sim::spawn("other", [] { sim::sleep(Duration{1}); });
      sim::spawn("guarded", [&] { const AtTheEnd guard(misuse.act); });
    });
    EXPECT_EQ(finding(result), "panic: task 'guarded' panicked: " + misuse.message +
                                   ", and that left a destructor or another noexcept function");
  }
  EXPECT_EQ(finding(run_in(world, 1, [] { together([] {}, [] {}); })), "");
}

TEST(Panic, WhileAnExceptionIsInFlightIsReported) {
  for (const Misuse& misuse : misuses()) {
    if (misuse.message.starts_with("send")) {
      continue;  // A send waits, and a destructor that waits while unwinding is another matter.
    }
    const RunResult result = run(1, [&] {
      try {
        const AtTheEnd guard(misuse.act);
        throw std::runtime_error("first");
      } catch (const std::runtime_error&) {
        sim::yield();
        ADD_FAILURE() << "the execution goes on";
      }
    });
    EXPECT_EQ(finding(result), "panic: task 'main' panicked: " + misuse.message);
  }
}

TEST(Panic, AsABodyIsDestroyedIsReported) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(1, "c");
    sim::wait_group ended("ended");
    ended.add(1);
    channel.close();
    auto closing = std::make_shared<AtTheEnd<std::function<void()>>>([&] {
      channel.close();
      ended.done();
    });
    sim::spawn("closer", [held = std::move(closing)] {});
    ended.wait();
  });
  EXPECT_EQ(finding(result), "panic: task 'closer' panicked: close of closed channel c");
}

TEST(Panic, AnyExceptionThatLeavesADestructorIsOne) {
  const RunResult result = run(1, [] {
    sim::spawn("task", [] { const AtTheEnd guard([] { throw std::runtime_error("no room"); }); });
  });
  EXPECT_EQ(finding(result),
            "panic: task 'task' panicked: no room, and that left a destructor or another noexcept "
            "function");
}

// A destructor that waits is where the end of an execution finds the task.
TEST(Panic, ATaskThatWaitsInADestructorIsEndedWithItsExecution) {
  World world;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const RunResult result = run_in(world, seed, [] {
      sim::channel<int> never(0, "never");
      const AtTheEnd guard([&] { static_cast<void>(never.receive()); });
    });
    ASSERT_EQ(finding(result), "deadlock: main waits to receive from never");
  }
}

}  // namespace
}  // namespace rollcall
