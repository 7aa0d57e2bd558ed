// What a closed channel does.
#include "sim/sync/channel.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(ChannelClose, DrainsThenGivesNothing) {
  run(1, [] {
    sim::channel<int> channel(3, "c");
    channel.send(1);
    channel.send(2);
    channel.close();
    EXPECT_EQ(channel.receive(), 1);
    EXPECT_EQ(channel.try_receive(), 2);
    EXPECT_EQ(channel.receive(), std::nullopt);
    EXPECT_EQ(channel.receive(), std::nullopt);
    EXPECT_EQ(channel.try_receive(), std::nullopt);
  });
}

TEST(ChannelClose, OfAnUnbufferedOneGivesNothingAtOnce) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(0, "c");
    channel.close();
    EXPECT_EQ(channel.receive(), std::nullopt);
    EXPECT_EQ(channel.try_receive(), std::nullopt);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(ChannelClose, MakesASendPanicWhateverItsForm) {
  for (const std::size_t capacity : {0U, 1U}) {
    for (const bool tries : {false, true}) {
      const RunResult result = run(1, [&] {
        sim::channel<int> channel(capacity, "c");
        channel.close();
        if (tries) {
          static_cast<void>(channel.try_send(1));
        } else {
          channel.send(1);
        }
        ADD_FAILURE() << "a send on a closed channel returned";
      });
      EXPECT_EQ(finding(result), "panic: task 'main' panicked: send on closed channel c");
    }
  }
}

TEST(ChannelClose, OfAClosedOneIsAPanic) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(1, "c");
    channel.close();
    channel.close();
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "panic: task 'main' panicked: close of closed channel c");
}

TEST(ChannelClose, WakesEveryReceiver) {
  for (const std::size_t capacity : {0U, 2U}) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      int woken = 0;
      const RunResult result = run(seed, [&] {
        sim::channel<int> channel(capacity, "c");
        for (int i = 0; i < 3; ++i) {
          sim::spawn("receiver", [&] {
            EXPECT_EQ(channel.receive(), std::nullopt);
            ++woken;
          });
        }
        if (seed % 2 == 0) {
          World::current().await_idle();
        }
        channel.close();
        World::current().await_idle();
      });
      ASSERT_EQ(finding(result), "");
      ASSERT_EQ(woken, 3);
    }
  }
}

TEST(ChannelClose, MakesSendersThatWaitPanic) {
  for (const std::size_t capacity : {0U, 1U}) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      int panics = 0;
      const RunResult result = run(seed, [&] {
        sim::channel<int> channel(capacity, "c");
        if (capacity == 1) {
          channel.send(0);
        }
        for (int i = 0; i < 3; ++i) {
          sim::spawn("sender", [&] {
            try {
              channel.send(1);
            } catch (const Panic& panic) {
              EXPECT_EQ(std::string(panic.what()), "send on closed channel c");
              ++panics;
            }
          });
        }
        World::current().await_idle();
        channel.close();
        World::current().await_idle();
        EXPECT_EQ(channel.receive(), capacity == 1 ? std::optional(0) : std::nullopt);
        EXPECT_EQ(channel.receive(), std::nullopt) << "what was not accepted is not received";
      });
      ASSERT_EQ(finding(result), "");
      ASSERT_EQ(panics, 3);
    }
  }
}

// A send that has been met is done, even if the channel is closed before the sender goes on.
TEST(ChannelClose, DoesNotUndoWhatWasHandedOver) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<int> channel(0, "c");
      std::optional<int> got;
      sim::spawn("sender", [&] { channel.send(7); });
      sim::spawn("receiver", [&] { got = channel.receive(); });
      World::current().await_idle();
      EXPECT_EQ(got, 7);
      sim::spawn("sender", [&] { channel.send(8); });
      World::current().await_idle();
      EXPECT_EQ(channel.receive(), 8);
      channel.close();
      World::current().await_idle();
    });
    found.insert(finding(result));
  }
  EXPECT_EQ(found, std::set<std::string>{""});
}

TEST(ChannelClose, MayComeFromAReceiverWithSendersParked) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    found.insert(finding(run(seed, [] {
      sim::channel<int> channel(0, "c");
      sim::spawn("first", [&] { channel.send(1); });
      sim::spawn("second", [&] { channel.send(2); });
      static_cast<void>(channel.receive());
      channel.close();
      World::current().await_idle();
    })));
  }
  EXPECT_EQ(found,
            (std::set<std::string>{"panic: task 'first' panicked: send on closed channel c",
                                   "panic: task 'second' panicked: send on closed channel c"}));
}

}  // namespace
}  // namespace rollcall
