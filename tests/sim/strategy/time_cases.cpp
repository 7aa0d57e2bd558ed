// Programs in which the clock jumps, an execution ends early, or something is taken back: where an
// order is easily lost.
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <memory>
#include <mutex>

namespace rollcall::exploration_test {
namespace {

// One task sleeps with the lock, the other waits for it, or comes first.
template <typename Lock>
Case held_over_a_jump(std::string name) {
  return {.name = "HeldOverAJump" + std::move(name),
          .program =
              [](State& state) {
                Lock lock;
                run_all({[&] {
                           const std::scoped_lock held(lock);
                           state += "h";
                           sim::sleep(Duration{10});
                         },
                         [&] {
                           const std::scoped_lock held(lock);
                           state += "t";
                         }});
              },
          .classes = 2};
}

Case semaphore_over_a_jump() {
  return {.name = "SemaphoreOverAJump",
          .program =
              [](State& state) {
                sim::semaphore permits(1, "s");
                run_all({[&] {
                           permits.acquire();
                           state += "h";
                           sim::sleep(Duration{10});
                           permits.release();
                         },
                         [&] {
                           permits.acquire();
                           state += "t";
                           permits.release();
                         }});
              },
          .classes = 2};
}

Case once_over_a_jump() {
  return {.name = "OnceOverAJump",
          .program =
              [](State& state) {
                sim::once once("once");
                const auto call = [&](const char* name) {
                  once.call([&] {
                    state += name;
                    sim::sleep(Duration{10});
                  });
                };
                run_all({[&] { call("a"); }, [&] { call("b"); }});
              },
          .classes = 2};
}

// The root ends the execution while the daemon may have gone first.
Case daemon_beside_the_root() {
  return {.name = "DaemonBesideTheRoot",
          .program =
              [](State& state) {
                struct Both {
                  sim::mutex mutex{"m"};
                  int value = 0;
                };
                const auto both = std::make_shared<Both>();
                sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [both] {
                  const std::scoped_lock lock(both->mutex);
                  both->value = 1;
                });
                const std::scoped_lock lock(both->mutex);
                state = std::to_string(both->value);
              },
          .violates = true};  // cut short, like one that violates
}

Case violation_in_the_last_step() {
  return {.name = "ViolationInTheLastStep",
          .program =
              [](State& state) {
                sim::mutex mutex("m");
                std::string order;
                const auto pass = [&](const char* name) {
                  mutex.lock();
                  order += name;
                  mutex.unlock();
                  if (order.size() == 1) {
                    World::current().report(order, "came first");
                  }
                };
                run_all({[&] { pass("a"); }, [&] { pass("b"); }});
                state = order;
              },
          .violates = true};
}

Case dropped_tick() {
  return {.name = "DroppedTick", .program = [](State& state) {
            sim::ticker ticker(Duration{10}, "ticker");
            std::string got;
            run_all({[&] {
                       sim::sleep(Duration{20});
                       for (int i = 0; i < 2; ++i) {
                         const auto tick = ticker.ticks().try_receive();
                         got += tick ? "t" : "-";
                       }
                     },
                     [&] {}});
            state = got;
          }};
}

Case stop_beside_a_receive() {
  return {.name = "StopBesideAReceive", .program = [](State& state) {
            sim::timer timer(Duration{10}, "timer");
            std::string got;
            std::string stopped;
            sim::sleep(Duration{20});
            run_all({[&] { stopped = timer.stop() ? "s" : "-"; },
                     [&] { got = timer.ticks().try_receive() ? "t" : "-"; }});
            state = stopped + got;
          }};
}

Case stop_at_the_instant() {
  return {.name = "StopAtTheInstant", .program = [](State& state) {
            const auto ran = std::make_shared<bool>(false);  // The callback may outlive this task.
            auto timer = sim::after_func(Duration{10}, [ran] { *ran = true; });
            sim::sleep(Duration{10});
            const bool stopped = timer.stop();
            sim::sleep(Duration{1});
            state = std::string(stopped ? "s" : "-") + (*ran ? "r" : "-");
          }};
}

// The lock is let go at the very instant at which the wait for it is over.
Case timed_lock_at_the_instant() {
  return {.name = "TimedLockAtTheInstant", .program = [](State& state) {
            sim::mutex mutex("m");
            mutex.lock();
            run_all({[&] {
                       if (mutex.try_lock_for(Duration{10})) {
                         state = "got";
                         mutex.unlock();
                       } else {
                         state = "late";
                       }
                     },
                     [&] {
                       sim::sleep(Duration{10});
                       mutex.unlock();
                     }});
          }};
}

Case notified_at_the_instant() {
  return {.name = "NotifiedAtTheInstant", .program = [](State& state) {
            sim::mutex mutex("m");
            sim::cond_var ready("ready");
            run_all({[&] {
                       std::unique_lock lock(mutex);
                       state = ready.wait_for(lock, Duration{10}) ? "notified" : "late";
                     },
                     [&] {
                       sim::sleep(Duration{10});
                       ready.notify_one();
                     }});
          }};
}

Case select_with_a_limit() {
  return {.name = "SelectWithALimit", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            run_all({[&] {
                       sim::select(sim::receive_from(channel, [&] { state = "received"; }),
                                   sim::timeout(Duration{10}, [&] { state = "late"; }));
                     },
                     [&] {
                       sim::sleep(Duration{10});
                       channel.send(1);
                     }});
          }};
}

Case promise_kept_twice() {
  return {.name = "PromiseKeptTwice",
          .program =
              [](State& state) {
                sim::std_shaped::promise<int> promise;
                auto future = promise.get_future();
                const auto keep = [&](int value) {
                  try {
                    promise.set_value(value);
                  } catch (const Panic&) {
                    state += "x";
                  }
                };
                run_all({[&] { keep(1); }, [&] { keep(2); }});
                const int value = future.get();
                state += std::to_string(value);
              },
          .classes = 2};
}

}  // namespace

std::vector<Case> time_cases() {
  return {held_over_a_jump<sim::mutex>("Mutex"),
          held_over_a_jump<sim::rw_mutex>("RwMutex"),
          semaphore_over_a_jump(),
          once_over_a_jump(),
          daemon_beside_the_root(),
          violation_in_the_last_step(),
          dropped_tick(),
          stop_beside_a_receive(),
          stop_at_the_instant(),
          timed_lock_at_the_instant(),
          notified_at_the_instant(),
          select_with_a_limit(),
          promise_kept_twice()};
}

}  // namespace rollcall::exploration_test
