// Clocks that share what is equal, against plain vectors.
#include "sim/strategy/shared_clock.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {
namespace {

struct Both {
  SharedClock shared;
  std::vector<std::uint32_t> plain;

  void set(std::size_t task, std::uint32_t value) {
    shared.set(task, value);
    plain.resize(std::max(plain.size(), task + 1));
    plain[task] = value;
  }
  void join(const Both& from) {
    shared.join(from.shared);
    plain.resize(std::max(plain.size(), from.plain.size()));
    for (std::size_t i = 0; i < from.plain.size(); ++i) {
      plain[i] = std::max(plain[i], from.plain[i]);
    }
  }
  [[nodiscard]] bool agree(std::size_t task) const {
    return shared[task] == (task < plain.size() ? plain[task] : 0);
  }
};

TEST(SharedClock, IsZeroWhereNothingWasSet) {
  SharedClock clock;
  EXPECT_EQ(clock[0], 0U);
  EXPECT_EQ(clock[1'000'000], 0U);
  clock.join(SharedClock());
  EXPECT_EQ(clock[5], 0U);
}

TEST(SharedClock, ACopyStaysAsItWas) {
  SharedClock clock;
  clock.set(3, 7);
  const SharedClock copy = clock;
  clock.set(3, 8);
  clock.set(300, 9);
  EXPECT_EQ(copy[3], 7U);
  EXPECT_EQ(copy[300], 0U);
  EXPECT_EQ(clock[3], 8U);
}

TEST(SharedClock, AgreesWithPlainVectors) {
  for (const std::size_t tasks : {1U, 16U, 17U, 256U, 257U, 5000U}) {
    Xoshiro256 random(tasks);
    std::vector<Both> clocks(8);
    for (std::uint32_t step = 1; step < 2000; ++step) {
      Both& clock = clocks[random.below(clocks.size())];
      if (random.below(3) == 0) {
        const Both from = clocks[random.below(clocks.size())];
        clock.join(from);
      } else {
        clock.set(random.below(tasks), step);
      }
      if (step % 50 == 0) {
        for (std::size_t task = 0; task < tasks + 20; ++task) {
          ASSERT_TRUE(clock.agree(task)) << task << " of " << tasks << " at step " << step;
        }
      }
    }
  }
}

}  // namespace
}  // namespace rollcall
