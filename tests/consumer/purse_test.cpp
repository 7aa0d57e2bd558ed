#include <gtest/gtest.h>
#include <rollcall/sim/gtest/check_schedules.hpp>
#include <rollcall/sim/sync/memory.hpp>
#include <rollcall/sim/sync/task.hpp>
#include <rollcall/sim/sync/wait_group.hpp>

namespace sim = rollcall::sim;

class Purse {
 public:
  explicit Purse(int coins) : coins_(coins, "coins") {}

  bool take(int price) {
    const int held = coins_.load();
    if (held < price) {
      return false;
    }
    coins_.store(held - price);  // somebody else may have loaded the same
    return true;
  }

 private:
  sim::atomic<int> coins_;
};

TEST(Purse, SellsOneCoinOnce) {
  rollcall::check_schedules({.runs = 1000}, [] {
    Purse purse(1);
    sim::atomic<int> sold(0, "sold");
    sim::wait_group ended("ended");
    ended.add(2);
    for (int i = 0; i < 2; ++i) {
      sim::spawn("buyer", [&] {
        if (purse.take(1)) {
          EXPECT_EQ(sold.fetch_add(1), 0) << "the coin was spent before";
        }
        ended.done();
      });
    }
    ended.wait();
  });
}
