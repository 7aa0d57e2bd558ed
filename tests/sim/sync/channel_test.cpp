#include "sim/sync/channel.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace rollcall {
namespace {

TEST(Channel, BufferedIsFirstInFirstOut) {
  run(1, [] {
    sim::channel<int> channel(3, "c");
    EXPECT_EQ(channel.capacity(), 3U);
    for (int i = 1; i <= 3; ++i) {
      channel.send(i);
    }
    EXPECT_EQ(channel.size(), 3U);
    EXPECT_EQ(channel.receive(), 1);
    channel.send(4);
    EXPECT_EQ(channel.receive(), 2);
    EXPECT_EQ(channel.receive(), 3);
    EXPECT_EQ(channel.receive(), 4);
    EXPECT_EQ(channel.size(), 0U);
  });
}

TEST(Channel, ASendSaysThatItWaitsInTheStepInWhichItParks) {
  run(1, [] {
    sim::channel<int> channel(1, "c");
    std::vector<std::uint64_t> waits;
    const auto note = [&] { waits.push_back(World::current().steps()); };
    channel.send(1, note);
    EXPECT_TRUE(waits.empty()) << "there was room";
    sim::spawn("sender", [&] { channel.send(2, note); });
    while (waits.empty()) {
      sim::yield();
    }
    EXPECT_EQ(channel.receive(), 1);
    EXPECT_EQ(channel.size(), 1U) << "the receive has let it in";
    EXPECT_EQ(channel.receive(), 2);
    EXPECT_EQ(waits.size(), 1U);
  });
}

TEST(Channel, ASendWaitsForRoomAndAReceiveForAValue) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<int> channel(2, "c");
      int sent = 0;
      sim::spawn("sender", [&] {
        for (; sent < 5; ++sent) {
          channel.send(sent);
        }
      });
      World::current().await_idle();
      EXPECT_EQ(sent, 2) << "the buffer is full";
      EXPECT_EQ(channel.receive(), 0);
      World::current().await_idle();
      EXPECT_EQ(sent, 3);
      for (int i = 1; i < 5; ++i) {
        EXPECT_EQ(channel.receive(), i);
      }
      int received = 0;
      sim::spawn("receiver", [&] {
        while (received < 3) {
          static_cast<void>(channel.receive());
          ++received;
        }
      });
      World::current().await_idle();
      EXPECT_EQ(received, 0) << "the buffer is empty";
      for (int i = 1; i <= 3; ++i) {
        channel.send(0);
        World::current().await_idle();
        EXPECT_EQ(received, i);
      }
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Channel, KeepsEachSendersOrderAndLosesNothing) {
  for (const std::size_t capacity : {0U, 1U, 3U}) {
    World world;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      std::multiset<int> all;
      const RunResult result = run_in(world, seed, [&] {
        sim::channel<int> channel(capacity, "c");
        for (int sender = 1; sender <= 3; ++sender) {
          sim::spawn("sender", [&, sender] {
            for (int i = 0; i < 5; ++i) {
              channel.send(10 * sender + i);
            }
          });
        }
        const auto receive = [&](int count) {
          int last[4] = {-1, -1, -1, -1};
          for (int i = 0; i < count; ++i) {
            const int value = *channel.receive();
            EXPECT_LT(last[value / 10], value % 10);
            last[value / 10] = value % 10;
            all.insert(value);
          }
        };
        together([&] { receive(7); }, [&] { receive(8); });
      });
      ASSERT_EQ(finding(result), "");
      ASSERT_EQ(all.size(), 15U);
      ASSERT_EQ(std::set<int>(all.begin(), all.end()).size(), 15U);
    }
  }
}

TEST(Channel, UnbufferedIsARendezvous) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<int> channel(0, "c");
      bool sent = false;
      sim::spawn("sender", [&] {
        channel.send(7);
        sent = true;
      });
      World::current().await_idle();
      EXPECT_FALSE(sent) << "a send waits for its receiver";
      EXPECT_EQ(channel.size(), 0U);
      EXPECT_EQ(channel.receive(), 7);
      World::current().await_idle();
      EXPECT_TRUE(sent);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Channel, UnbufferedMeetsWhoeverParkedFirst) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    run(seed, [] {
      sim::channel<int> channel(0, "c");
      for (int i = 1; i <= 3; ++i) {
        sim::spawn("sender", [&, i] { channel.send(i); });
        World::current().await_idle();
      }
      for (int i = 1; i <= 3; ++i) {
        EXPECT_EQ(channel.receive(), i);
      }
      std::vector<int> got(4);
      for (std::size_t i = 1; i <= 3; ++i) {
        sim::spawn("receiver", [&, i] { got[i] = *channel.receive(); });
        World::current().await_idle();
      }
      for (int i = 1; i <= 3; ++i) {
        channel.send(10 * i);
      }
      World::current().await_idle();
      EXPECT_EQ(got, (std::vector<int>{0, 10, 20, 30}));
    });
  }
}

TEST(Channel, TrySendOnUnbufferedSucceedsOnlyIfAReceiverIsParked) {
  std::set<bool> outcomes;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> channel(0, "c");
      std::optional<int> got;
      sim::spawn({.name = {.text = "receiver"}, .daemon = true}, [&] { got = channel.receive(); });
      sim::yield();
      const bool sent = channel.try_send(7);
      outcomes.insert(sent);
      World::current().await_idle();
      EXPECT_EQ(got, sent ? std::optional(7) : std::nullopt);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(outcomes.size(), 2U) << "whether the receiver is there is the schedule's choice";
}

TEST(Channel, TryReceiveOnUnbufferedSucceedsOnlyIfASenderIsParked) {
  std::set<bool> outcomes;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    run(seed, [&] {
      sim::channel<int> channel(0, "c");
      bool sent = false;
      sim::spawn({.name = {.text = "sender"}, .daemon = true}, [&] {
        channel.send(7);
        sent = true;
      });
      sim::yield();
      const std::optional<int> got = channel.try_receive();
      outcomes.insert(got.has_value());
      World::current().await_idle();
      EXPECT_EQ(sent, got == 7);
    });
  }
  EXPECT_EQ(outcomes.size(), 2U);
}

TEST(Channel, TryFormsOnBufferedDependOnRoomAndValue) {
  run(1, [] {
    sim::channel<int> channel(1, "c");
    EXPECT_EQ(channel.try_receive(), std::nullopt);
    EXPECT_TRUE(channel.try_send(1));
    EXPECT_FALSE(channel.try_send(2));
    EXPECT_EQ(channel.try_receive(), 1);
    EXPECT_EQ(channel.try_receive(), std::nullopt);
    channel.send(3);
    EXPECT_EQ(channel.receive(), 3);
  });
}

TEST(Channel, ATryFormWakesWhoWaits) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<int> channel(1, "c");
      int got = 0;
      sim::spawn("receiver", [&] { got = *channel.receive(); });
      World::current().await_idle();
      EXPECT_TRUE(channel.try_send(5));
      World::current().await_idle();
      EXPECT_EQ(got, 5);
      channel.send(6);
      bool sent = false;
      sim::spawn("sender", [&] {
        channel.send(7);
        sent = true;
      });
      World::current().await_idle();
      EXPECT_FALSE(sent);
      EXPECT_EQ(channel.try_receive(), 6);
      World::current().await_idle();
      EXPECT_TRUE(sent);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Channel, CarriesValuesThatCannotBeCopied) {
  for (const std::size_t capacity : {0U, 1U}) {
    const RunResult result = run(3, [capacity] {
      sim::channel<std::unique_ptr<int>> channel(capacity, "c");
      sim::spawn("sender", [&] { channel.send(std::make_unique<int>(7)); });
      const auto got = channel.receive();
      ASSERT_TRUE(got.has_value());
      EXPECT_EQ(**got, 7);
    });
    EXPECT_EQ(finding(result), "");
  }
}

TEST(Channel, ANilOneWaitsForEverAndItsTryFormsFail) {
  const RunResult sending = run(1, [] {
    sim::channel<int> nil(sim::kNil);
    EXPECT_FALSE(nil.try_send(1));
    EXPECT_EQ(nil.try_receive(), std::nullopt);
    nil.send(1);
  });
  EXPECT_EQ(finding(sending), "deadlock: main waits to send to nil channel");
  const RunResult receiving = run(1, [] {
    sim::channel<int> nil(sim::kNil, "none");
    static_cast<void>(nil.receive());
  });
  EXPECT_EQ(finding(receiving), "deadlock: main waits to receive from none");
}

TEST(Channel, ClosingANilOneIsAPanic) {
  const RunResult result = run(1, [] {
    sim::channel<int> nil(sim::kNil, "none");
    nil.close();
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "panic: task 'main' panicked: close of nil channel none");
}

}  // namespace
}  // namespace rollcall
