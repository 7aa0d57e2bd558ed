// purse_test.cpp without its bug, and a bug of another kind.
#include <gtest/gtest.h>
#include <rollcall/sim/gtest/check_schedules.hpp>
#include <rollcall/sim/sync/memory.hpp>
#include <rollcall/sim/sync/mutex.hpp>
#include <rollcall/sim/sync/task.hpp>
#include <rollcall/sim/sync/wait_group.hpp>

#include <mutex>

namespace sim = rollcall::sim;

class LockedPurse {
 public:
  explicit LockedPurse(int coins) : coins_(coins, "coins") {}

  bool take(int price) {
    const std::scoped_lock lock(mutex_);
    const int held = coins_.read();
    if (held < price) {
      return false;
    }
    coins_.write(held - price);
    return true;
  }

  void pour_into(LockedPurse& other) {
    const std::unique_lock from(mutex_);
    const std::unique_lock to(other.mutex_);  // two that pour into each other wait for ever
    const int poured = coins_.read();
    coins_.write(0);
    const int held = other.coins_.read();
    other.coins_.write(held + poured);
  }

 private:
  sim::mutex mutex_{"purse"};
  sim::shared<int> coins_;
};

TEST(LockedPurse, SellsOneCoinOnce) {
  rollcall::check_schedules({.runs = 1000}, [] {
    LockedPurse purse(1);
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

TEST(LockedPurse, PoursInOneDirectionAtATime) {
  rollcall::expect_violation("deadlock", {}, [] {
    LockedPurse left(1);
    LockedPurse right(1);
    sim::wait_group ended("ended");
    ended.add(1);
    sim::spawn("pourer", [&] {
      left.pour_into(right);
      ended.done();
    });
    right.pour_into(left);
    ended.wait();
  });
}
