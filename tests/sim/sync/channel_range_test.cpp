// Ranging over a channel, and its length.
#include "sim/sync/channel.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace rollcall {
namespace {

TEST(ChannelRange, ReceivesUntilClosedAndDrained) {
  for (const std::size_t capacity : {0U, 2U}) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      std::vector<int> got;
      const RunResult result = run(seed, [&] {
        sim::channel<std::unique_ptr<int>> channel(capacity, "c");
        sim::spawn("sender", [&] {
          for (int i = 0; i < 4; ++i) {
            channel.send(std::make_unique<int>(i));
          }
          channel.close();
        });
        for (const std::unique_ptr<int>& value : channel) {
          got.push_back(*value);
        }
        for ([[maybe_unused]] const auto& value : channel) {
          ADD_FAILURE() << "there is nothing any more";
        }
      });
      ASSERT_EQ(finding(result), "");
      ASSERT_EQ(got, (std::vector<int>{0, 1, 2, 3}));
    }
  }
}

TEST(ChannelRange, OfOneNeverClosedWaitsForEver) {
  const RunResult result = run(1, [] {
    sim::channel<int> channel(1, "c");
    channel.send(1);
    for (const int value : channel) {
      EXPECT_EQ(value, 1);
    }
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to receive from c");
}

TEST(ChannelRange, LenAndCapacityAreThoseOfTheBuffer) {
  std::set<std::size_t> lengths;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> channel(3, "c");
      sim::channel<int> nothing(sim::kNil);
      sim::spawn("sender", [&] {
        channel.send(1);
        channel.send(2);
      });
      lengths.insert(channel.len());
      World::current().await_idle();
      EXPECT_EQ(channel.len(), 2U);
      EXPECT_EQ(channel.capacity(), 3U);
      EXPECT_EQ(nothing.len(), 0U);
      EXPECT_EQ(nothing.capacity(), 0U);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{0, 1, 2})) << "it is an op like any other";
}

}  // namespace
}  // namespace rollcall
