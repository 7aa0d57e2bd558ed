// What the steps of a channel tell explorations: what they touch, and whom they let go on.
#include "sim/sync/channel.hpp"
#include "sim/sync/select.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

std::string text(const StepLog& log, OpKind kind) {
  static constexpr const char* kNames[] = {"read",     "write",   "share",   "increase",
                                           "decrease", "await",   "acquire", "release",
                                           "send",     "receive", "take"};
  std::string all;
  for (std::size_t i = 0; i < log.count(); ++i) {
    if (log.at(i).op.kind != kind) {
      continue;
    }
    all += all.empty() ? "" : "; ";
    for (const Touch& touch : log.touches(i)) {
      all += std::string(kNames[static_cast<std::size_t>(touch.access)]) + " " +
             std::to_string(index_of(touch.object));
      all += touch.nth == 0 ? "" : " #" + std::to_string(touch.nth);
      all += touch.needs == 0 ? "" : " after " + std::to_string(touch.needs);
      all += ",";
    }
    for (const TaskId let_go : log.let_gone(i)) {
      all += " lets " + std::to_string(index_of(let_go));
    }
  }
  return all;
}

template <typename Body>
StepLog logged(Body&& body) {
  World world;
  RandomWalk strategy;
  StepLog log;
  static_cast<void>(world.run({.seed = 1, .strategy = strategy, .log = &log}, body));
  return log;
}

TEST(ChannelLog, BufferedOpsTouchTheirValueAndItsRoom) {
  const StepLog log = logged([] {
    sim::channel<int> channel(2, "c");
    channel.send(1);
    channel.send(2);
    static_cast<void>(channel.receive());
    channel.send(3);
    EXPECT_FALSE(channel.try_send(4));
    EXPECT_EQ(channel.len(), 2U);
    static_cast<void>(channel.try_receive());
    static_cast<void>(channel.receive());
    EXPECT_EQ(channel.try_receive(), std::nullopt);
    channel.close();
    static_cast<void>(channel.receive());
  });
  EXPECT_EQ(text(log, OpKind::kSend), "send 1 #1,; send 1 #2,; send 1 #3 after 1,");
  EXPECT_EQ(text(log, OpKind::kReceive), "receive 1 #1,; receive 1 #3,; read 1,");
  EXPECT_EQ(text(log, OpKind::kTrySend), "read 1,");
  EXPECT_EQ(text(log, OpKind::kTryReceive), "receive 1 #2,; read 1,");
  EXPECT_EQ(text(log, OpKind::kLength), "read 1,");
  EXPECT_EQ(text(log, OpKind::kClose), "write 1,");
}

TEST(ChannelLog, AHandOverTouchesAllAndCountsOnBothSides) {
  const StepLog log = logged([] {
    sim::channel<int> channel(1, "c");
    sim::spawn("receiver", [&] { static_cast<void>(channel.receive()); });
    World::current().await_idle();
    channel.send(1);
    World::current().await_idle();
    channel.send(2);
    static_cast<void>(channel.receive());
  });
  EXPECT_EQ(text(log, OpKind::kSend), "write 1, lets 1; send 1 #2 after 1,");
  EXPECT_EQ(text(log, OpKind::kReceive), "write 1,; receive 1 #2,");
}

TEST(ChannelLog, WhoMeetsASelectTouchesAllItsChannels) {
  const StepLog log = logged([] {
    sim::channel<int> left(0, "left");
    sim::channel<int> right(1, "right");
    sim::channel<int> nothing(sim::kNil);
    sim::spawn("selector", [&] {
      sim::select(sim::receive_from(left), sim::receive_from(nothing), sim::receive_from(right));
    });
    World::current().await_idle();
    right.send(1);
  });
  EXPECT_EQ(text(log, OpKind::kSelect), "write 1,write 2,");
  EXPECT_EQ(text(log, OpKind::kSend), "write 2,write 1, lets 1");
}

TEST(ChannelLog, ACloseLetsAllGoOn) {
  const StepLog log = logged([] {
    sim::channel<int> channel(0, "c");
    sim::spawn("first", [&] { static_cast<void>(channel.receive()); });
    World::current().await_idle();
    sim::spawn("second", [&] { static_cast<void>(channel.receive()); });
    World::current().await_idle();
    channel.close();
  });
  EXPECT_EQ(text(log, OpKind::kClose), "write 1,write 1,write 1, lets 1 lets 2");
}

}  // namespace
}  // namespace rollcall
