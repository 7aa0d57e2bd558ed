#include "tests/sim/planted/planted.hpp"
#include "tests/sim/planted/programs.hpp"

#include <memory>
#include <mutex>

namespace rollcall {

namespace {

// Takes both, in this order.
auto both(sim::mutex& first, sim::mutex& second) {
  return [&first, &second] {
    const std::scoped_lock outer(first);
    const std::scoped_lock inner(second);
  };
}

}  // namespace

void opposite_locks() {
  sim::mutex left("left");
  sim::mutex right("right");
  all_of(both(left, right), both(right, left));
}

void lock_cycle_of_three() {
  sim::mutex a("a");
  sim::mutex b("b");
  sim::mutex c("c");
  all_of(both(a, b), both(b, c), both(c, a));
}

void dining() {
  sim::mutex a("fork 1");
  sim::mutex b("fork 2");
  sim::mutex c("fork 3");
  sim::mutex d("fork 4");
  all_of(both(a, b), both(b, c), both(c, d), both(d, a));
}

// The callback locks again, if it is called under the lock.
void reentrant_lock() {
  sim::mutex guard("guard");
  sim::atomic<bool> watched(false, "watched");
  all_of([&] { watched.store(true); },
         [&] {
           const std::scoped_lock lock(guard);
           if (watched.load()) {
             const std::scoped_lock again(guard);
           }
         });
}

// The waiter looks before it takes the lock, so that the notification may come in between.
void unheard_notification() {
  sim::mutex guard("guard");
  sim::cond_var changed("changed");
  sim::atomic<bool> ready(false, "ready");
  all_of(
      [&] {
        if (!ready.load()) {
          std::unique_lock lock(guard);
          changed.wait(lock);
        }
      },
      [&] {
        ready.store(true);
        const std::scoped_lock lock(guard);
        changed.notify_all();
      });
}

// Producers and consumers of one place wait on one condition, and one of them is woken. A waiter
// loops by hand, so that it is a deadlock among all and no condition that the engine knows of.
void wrong_waiter_woken() {
  sim::mutex guard("guard");
  sim::cond_var changed("changed");
  int filled = 0;
  const auto move = [&](int needed, int left) {
    return [&, needed, left] {
      std::unique_lock lock(guard);
      while (!World::current().cancelling() && filled != needed) {
        changed.wait(lock);
      }
      filled = left;
      changed.notify_one();
    };
  };
  all_of(move(0, 1), move(0, 1), move(1, 0), move(1, 0));
}

// Whoever asks gives up at once, and the answer has nobody to go to.
void left_sending() {
  const auto answer = std::make_shared<sim::channel<int>>(0, "answer");
  sim::spawn("worker", [answer] { answer->send(1); });
  sim::yield();
  sim::yield();
  static_cast<void>(answer->try_receive());
}

// Each of two receivers looks whether there is a value before it takes it.
void left_receiving() {
  const auto jobs = std::make_shared<sim::channel<int>>(1, "jobs");
  const auto take = [jobs] {
    if (jobs->size() > 0) {
      static_cast<void>(jobs->receive());
    }
  };
  jobs->send(1);
  sim::spawn("taker", take);
  sim::spawn("taker", take);
}

void done_left_out() {
  sim::wait_group ended("ended");
  sim::atomic<bool> stopped(false, "stopped");
  ended.add(1);
  sim::spawn("worker", [&] {
    if (!stopped.load()) {
      ended.done();
    }
  });
  stopped.store(true);
  ended.wait();
}

}  // namespace rollcall
