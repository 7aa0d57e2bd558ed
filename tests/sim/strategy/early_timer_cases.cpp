// Programs in which it matters that a timer fires while a task could still go on.
#include "sim/sync/context.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <memory>
#include <mutex>

namespace rollcall::exploration_test {
namespace {

// Nothing that meets in anything, and a sleeper that nobody waits for: the clock goes on early
// after each set of the two steps, or not at all.
Case two_steps_and_a_timer() {
  return {
      .name = "TwoStepsAndATimer", .program = [](State& state) {
        run_all({[&] { sim::yield(); }, [&] { sim::yield(); }, [&] { sim::sleep(Duration{10}); }});
        state = to_text(sim::now());
      }};
}

// The one who works is late if the timer fires first.
Case late_worker() {
  return {.name = "LateWorker", .program = [](State& state) {
            sim::atomic<int> done(0, "done");
            run_all({[&] {
                       sim::sleep(Duration{10});
                       state = done.load() == 1 ? "in time" : "late";
                     },
                     [&] { done.store(1); }});
          }};
}

Case two_late_workers() {
  return {.name = "TwoLateWorkers", .program = [](State& state) {
            sim::atomic<int> first(0, "first");
            sim::atomic<int> second(0, "second");
            std::string seen;
            run_all({[&] {
                       sim::sleep(Duration{10});
                       seen += std::to_string(first.load());
                       sim::sleep(Duration{10});
                       seen += std::to_string(second.load());
                     },
                     [&] { first.store(1); }, [&] { second.store(1); }});
            state = seen;
          }};
}

// What the clock shows depends on how far it has gone on.
Case clock_read_beside_a_sleeper() {
  return {.name = "ClockReadBesideASleeper", .program = [](State& state) {
            std::string seen;
            run_all({[&] {
                       sim::yield();
                       seen += " first " + to_text(sim::now());
                     },
                     [&] {
                       sim::sleep(Duration{10});
                       sim::sleep(Duration{10});
                       seen += " second " + to_text(sim::now());
                     }});
            state = seen;
          }};
}

// The last timer is taken back while others that have nothing to do with that go on.
Case timer_taken_back() {
  return {.name = "TimerTakenBack", .program = [](State& state) {
            const auto fired = std::make_shared<sim::atomic<int>>(0, "fired");
            std::string seen;
            auto timer = sim::after_func(Duration{10}, [fired] { fired->store(1); });
            run_all({[&] { timer.stop(); },
                     [&] {
                       const int now = fired->load();
                       seen = std::to_string(now) + to_text(sim::now());
                     },
                     [&] {}});
            sim::sleep(Duration{100});  // What is due has fired then: the end cuts nothing short.
            state = seen;
          }};
}

Case timer_armed_again() {
  return {.name = "TimerArmedAgain", .program = [](State& state) {
            const auto fired = std::make_shared<sim::atomic<int>>(0, "fired");
            auto timer = sim::after_func(Duration{10}, [fired] { fired->fetch_add(1); });
            std::string seen;
            run_all({[&] {
                       timer.stop();
                       timer.reset(Duration{5});
                     },
                     [&] {
                       const int now = fired->load();
                       seen = std::to_string(now) + to_text(sim::now());
                     }});
            sim::sleep(Duration{100});  // What is due has fired then: the end cuts nothing short.
            state = seen;
          }};
}

// A ticker goes on for ever, and is no reason for the clock to do so, too.
Case ticker_beside_a_task() {
  return {.name = "TickerBesideATask", .program = [](State& state) {
            sim::ticker ticker(Duration{10}, "ticker");
            sim::atomic<int> done(0, "done");
            std::string got;
            run_all({[&] {
                       ticker.ticks().receive();
                       got = std::to_string(done.load()) + to_text(sim::now());
                     },
                     [&] { done.store(1); }});
            state = got;
          }};
}

Case deadline_beside_a_call() {
  return {.name = "DeadlineBesideACall", .program = [](State& state) {
            sim::channel<int> answer(1, "answer");
            run_all({[&] {
                       sim::select(sim::receive_from(answer, [&] { state = "answered"; }),
                                   sim::timeout(Duration{10}, [&] { state = "given up"; }));
                     },
                     [&] { answer.send(1); }});
          }};
}

// Who holds the lock is slow, and who waits for it gives up.
Case timed_lock_of_a_slow_holder() {
  return {.name = "TimedLockOfASlowHolder", .program = [](State& state) {
            sim::mutex mutex("m");
            run_all({[&] {
                       if (mutex.try_lock_for(Duration{10})) {
                         state += "got";
                         mutex.unlock();
                       } else {
                         state += "late";
                       }
                     },
                     [&] {
                       const std::scoped_lock held(mutex);
                       state += "h";
                     }});
          }};
}

Case violation_of_a_late_one() {
  return {.name = "ViolationOfALateOne",
          .program =
              [](State& state) {
                sim::atomic<int> done(0, "done");
                run_all({[&] {
                           sim::sleep(Duration{10});
                           if (done.load() == 0) {
                             World::current().report("late", "it was not done in time");
                           }
                         },
                         [&] { done.store(1); }});
                state = "in time";
              },
          .violates = true};
}

// The end of the first task is the end of all, whoever could still go on.
Case daemon_with_a_timer() {
  return {.name = "DaemonWithATimer",
          .program =
              [](State& state) {
                const auto fired = std::make_shared<sim::atomic<int>>(0, "fired");
                sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [fired] {
                  sim::sleep(Duration{10});
                  fired->store(1);
                });
                sim::yield();
                const int now = fired->load();
                state = std::to_string(now) + to_text(sim::now());
              },
          .violates = true};
}

// A timer that nobody waits for: time passes, and still nobody can go on.
void arm_for_nobody() {
  sim::spawn({.name = {.text = "armer"}, .daemon = true}, [] {
    const auto nothing = [](void*, std::uint64_t) {};
    World::current().arm(Duration{5}, {.run = nothing});
  });
}

Case timer_for_nobody_before_idle() {
  return {.name = "TimerForNobodyBeforeIdle", .program = [](State& state) {
            arm_for_nobody();
            sim::yield();
            state = to_text(sim::now());
            World::current().await_idle();
          }};
}

Case timer_for_nobody_before_a_deadlock() {
  return {.name = "TimerForNobodyBeforeADeadlock",
          .program =
              [](State& state) {
                sim::channel<int> silent(0, "silent");
                arm_for_nobody();
                sim::yield();
                state = to_text(sim::now());
                if (sim::now() > Time{}) {
                  World::current().report("late", "time has passed");
                }
                static_cast<void>(silent.receive());
              },
          .violates = true};
}

}  // namespace

std::vector<Case> early_timer_cases() {
  return {two_steps_and_a_timer(),
          late_worker(),
          two_late_workers(),
          clock_read_beside_a_sleeper(),
          timer_taken_back(),
          timer_armed_again(),
          ticker_beside_a_task(),
          deadline_beside_a_call(),
          timed_lock_of_a_slow_holder(),
          violation_of_a_late_one(),
          daemon_with_a_timer(),
          timer_for_nobody_before_idle(),
          timer_for_nobody_before_a_deadlock()};
}

}  // namespace rollcall::exploration_test
