#include "sim/sync/select.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(Select, TakesTheOneCaseThatIsReady) {
  const RunResult result = run(1, [] {
    sim::channel<int> numbers(1, "numbers");
    sim::channel<std::string> words(1, "words");
    numbers.send(7);
    std::optional<int> got;
    EXPECT_EQ(sim::select(sim::receive_from(words),
                          sim::receive_from(numbers, [&](std::optional<int> v) { got = v; })),
              1U);
    EXPECT_EQ(got, 7);
    bool sent = false;
    EXPECT_EQ(
        sim::select(sim::send_to(words, "hello", [&] { sent = true; }), sim::receive_from(numbers)),
        0U);
    EXPECT_TRUE(sent);
    EXPECT_EQ(words.receive(), "hello");
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Select, DrawsAmongThoseThatAreReady) {
  std::set<std::size_t> chosen;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    run(seed, [&] {
      sim::channel<int> left(1, "left");
      sim::channel<int> right(1, "right");
      sim::channel<int> room(1, "room");
      left.send(1);
      right.send(2);
      const std::size_t place =
          sim::select(sim::receive_from(left), sim::receive_from(right), sim::send_to(room, 3));
      EXPECT_EQ(left.size(), place == 0 ? 0U : 1U);
      EXPECT_EQ(right.size(), place == 1 ? 0U : 1U);
      EXPECT_EQ(room.size(), place == 2 ? 1U : 0U);
      chosen.insert(place);
    });
  }
  EXPECT_EQ(chosen, (std::set<std::size_t>{0, 1, 2}));
}

TEST(Select, TakesTheDefaultOnlyIfNoCaseIsReady) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(1, "c");
    sim::channel<int> nothing(sim::kNil);
    bool idle = false;
    EXPECT_EQ(sim::select(sim::receive_from(channel), sim::send_to(nothing, 1),
                          sim::otherwise([&] { idle = true; })),
              2U);
    EXPECT_TRUE(idle);
    channel.send(1);
    EXPECT_EQ(sim::select(sim::otherwise(), sim::receive_from(channel)), 1U);
    EXPECT_EQ(sim::select(sim::otherwise()), 0U);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Select, ThatWaitsIsMetByOnePeerAndLeavesItsOtherQueues) {
  std::set<std::size_t> chosen;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> left(0, "left");
      sim::channel<int> right(0, "right");
      std::size_t place = 9;
      sim::spawn("selector", [&] {
        int got = 0;
        place = sim::select(
            sim::receive_from(left, [&](std::optional<int> value) { got = value.value_or(-1); }),
            sim::receive_from(right, [&](std::optional<int> value) { got = value.value_or(-1); }));
        EXPECT_EQ(got, place == 0 ? 1 : 2);
      });
      World::current().await_idle();
      EXPECT_EQ(place, 9U);
      sim::spawn({.name = {.text = "left"}, .daemon = true}, [&] { left.send(1); });
      sim::spawn({.name = {.text = "right"}, .daemon = true}, [&] { right.send(2); });
      World::current().await_idle();
      EXPECT_LT(place, 2U);
      EXPECT_EQ(left.try_receive(), place == 0 ? std::nullopt : std::optional(1));
      EXPECT_EQ(right.try_receive(), place == 1 ? std::nullopt : std::optional(2));
      chosen.insert(place);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(chosen.size(), 2U);
}

TEST(Select, ThatWaitsToSendIsMetByAReceiver) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<std::unique_ptr<int>> channel(0, "c");
      sim::channel<int> full(1, "full");
      full.send(0);
      std::size_t place = 9;
      sim::spawn("selector", [&] {
        place = sim::select(sim::send_to(full, 1), sim::send_to(channel, std::make_unique<int>(5)));
      });
      const std::optional<std::unique_ptr<int>> got = channel.receive();
      EXPECT_EQ(**got, 5);
      World::current().await_idle();
      EXPECT_EQ(place, 1U);
      EXPECT_EQ(full.receive(), 0);
      EXPECT_EQ(full.size(), 0U) << "its other case is gone";
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Select, TwoOfThemMeetEachOther) {
  std::set<std::size_t> chosen;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> left(0, "left");
      sim::channel<int> right(0, "right");
      std::size_t sent = 9;
      std::size_t received = 9;
      together([&] { sent = sim::select(sim::send_to(left, 1), sim::send_to(right, 1)); },
               [&] { received = sim::select(sim::receive_from(left), sim::receive_from(right)); });
      EXPECT_EQ(sent, received);
      chosen.insert(sent);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(chosen.size(), 2U) << "the later one draws among the parked one's cases";
}

TEST(Select, DoesNotMeetItself) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(0, "c");
    sim::select(sim::send_to(channel, 1), sim::receive_from(channel));
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to send to c or receive from c");
}

TEST(Select, MayNameAChannelTwice) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(0, "c");
    sim::spawn("sender", [&] {
      channel.send(1);
      channel.send(2);
    });
    for (const int expected : {1, 2}) {
      int got = 0;
      const auto keep = [&](std::optional<int> value) { got = value.value_or(-1); };
      sim::select(sim::receive_from(channel, keep), sim::receive_from(channel, keep));
      EXPECT_EQ(got, expected);
    }
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Select, ReceivesNothingFromAClosedChannel) {
  for (const bool closed_first : {true, false}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const RunResult result = run(seed, [&] {
        sim::channel<int> channel(0, "c");
        sim::channel<int> other(0, "other");
        sim::spawn("closer", [&] { channel.close(); });
        if (closed_first) {
          World::current().await_idle();
        }
        std::optional<int> got = 1;
        const auto keep = [&](std::optional<int> value) { got = value; };
        EXPECT_EQ(sim::select(sim::receive_from(channel, keep), sim::receive_from(other)), 0U);
        EXPECT_EQ(got, std::nullopt);
      });
      ASSERT_EQ(finding(result), "");
    }
  }
}

TEST(Select, PanicsIfItSendsToAClosedChannel) {
  for (const bool closed_first : {true, false}) {
    const RunResult result = run(1, [&] {
      sim::channel<int> channel(0, "c");
      sim::channel<int> other(0, "other");
      if (closed_first) {
        channel.close();
      }
      sim::spawn("selector",
                 [&] { sim::select(sim::send_to(channel, 1), sim::receive_from(other)); });
      World::current().await_idle();
      if (!closed_first) {
        channel.close();
      }
      World::current().await_idle();
    });
    EXPECT_EQ(finding(result), "panic: task 'selector' panicked: send on closed channel c");
  }
}

TEST(Select, OfNothingOrOnlyNilWaitsForEver) {
  for (const bool none : {true, false}) {
    const RunResult result = run(1, [&] {
      sim::channel<int> nothing(sim::kNil);
      if (none) {
        sim::select();
      } else {
        sim::select(sim::receive_from(nothing), sim::send_to(nothing, 1));
      }
      ADD_FAILURE() << "it has no case that could be met";
    });
    EXPECT_EQ(finding(result), "deadlock: main waits to select among no channel but nil ones");
  }
}

TEST(Select, MeetsWhoParkedFirstWhetherSelectOrNot) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(0, "c");
    sim::channel<int> other(0, "other");
    std::string order;
    const auto receiver = [&](char name) { return [&, name] { order += name; }; };
    sim::spawn("a", [&] { sim::select(sim::receive_from(channel, receiver('a'))); });
    World::current().await_idle();
    sim::spawn("b", [&] {
      static_cast<void>(channel.receive());
      order += 'b';
    });
    World::current().await_idle();
    sim::spawn("c", [&] {
      sim::select(sim::receive_from(other), sim::receive_from(channel, receiver('c')));
    });
    World::current().await_idle();
    for (int i = 0; i < 3; ++i) {
      channel.send(i);
      World::current().await_idle();
    }
    EXPECT_EQ(order, "abc");
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
