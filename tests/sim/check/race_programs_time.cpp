#include "sim/sync/context.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/check/race_programs.hpp"

namespace rollcall {

std::vector<Program> timer_programs() {  // function-length: a table
  return {
      {"SettingATimer", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> done(0, "done");
         x.write(1);
         const auto timer = sim::after_func(Duration{5}, [&] {
           increment(x);
           done.send(1);
         });
         static_cast<void>(done.receive());
         increment(x);
       }},
      {"WriteAfterSettingATimer", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> done(0, "done");
         const auto timer = sim::after_func(Duration{5}, [&] {
           increment(x);
           done.send(1);
         });
         x.write(1);
         static_cast<void>(done.receive());
       }},
      {"Tick", Races::kNever,
       [] {
         Number x(0, "x");
         x.write(1);
         sim::timer timer(Duration{5}, "timer");
         together([&] {
           static_cast<void>(timer.ticks().receive());
           increment(x);
         });
       }},
      {"TickOrdersNothingElse", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::timer timer(Duration{5}, "timer");
         together(
             [&] {
               static_cast<void>(timer.ticks().receive());
               x.write(1);
             },
             [&] { x.write(2); });
       }},
  };
}

std::vector<Program> context_programs() {
  return {
      {"CancelledContext", Races::kNever,
       [] {
         Number x(0, "x");
         auto [parent, cancel] = sim::with_cancel(sim::background(), "parent");
         auto [child, cancel_child] = sim::with_cancel(parent, "child");
         together(
             [&, &stop = cancel] {
               x.write(1);
               stop();
             },
             [&, &context = child] {
               static_cast<void>(context.done().receive());
               increment(x);
             });
       }},
      {"WriteAfterCancel", Races::kAlways,
       [] {
         Number x(0, "x");
         auto [context, cancel] = sim::with_cancel(sim::background(), "context");
         together(
             [&, &stop = cancel] {
               stop();
               x.write(1);
             },
             [&, &own = context] {
               static_cast<void>(own.done().receive());
               static_cast<void>(x.read());
             });
       }},
      {"TimeoutOrdersNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         auto [context, cancel] = sim::with_timeout(sim::background(), Duration{5}, "context");
         together([&] { x.write(1); },
                  [&, &own = context] {
                    static_cast<void>(own.done().receive());
                    static_cast<void>(x.read());
                  });
         cancel();
       }},
  };
}

std::vector<Program> std_programs() {  // function-length: a table
  namespace shaped = sim::std_shaped;
  return {
      {"Join", Races::kNever,
       [] {
         Number x(0, "x");
         x.write(1);
         shaped::thread child([&] { increment(x); });
         child.join();
         increment(x);
       }},
      {"WriteBeforeJoin", Races::kAlways,
       [] {
         Number x(0, "x");
         shaped::thread child([&] { increment(x); });
         x.write(1);
         child.join();
       }},
      {"Future", Races::kNever,
       [] {
         Number x(0, "x");
         shaped::promise<int> promise;
         auto future = promise.get_future();
         together(
             [&] {
               x.write(1);
               promise.set_value(1);
             },
             [&] {
               static_cast<void>(future.get());
               increment(x);
             });
       }},
      {"WriteAfterThePromise", Races::kAlways,
       [] {
         Number x(0, "x");
         shaped::promise<int> promise;
         auto future = promise.get_future();
         together(
             [&] {
               promise.set_value(1);
               x.write(1);
             },
             [&] {
               static_cast<void>(future.get());
               increment(x);
             });
       }},
      {"Latch", Races::kNever,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         shaped::latch latch(2);
         const auto meet = [&](Number& own, Number& other) {
           own.write(1);
           latch.arrive_and_wait();
           static_cast<void>(other.read());
         };
         together([&] { meet(x, y); }, [&] { meet(y, x); });
       }},
      {"LatchTooEarly", Races::kAlways,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         shaped::latch latch(2);
         const auto meet = [&](Number& own, Number& other) {
           latch.arrive_and_wait();
           own.write(1);
           static_cast<void>(other.read());
         };
         together([&] { meet(x, y); }, [&] { meet(y, x); });
       }},
  };
}

}  // namespace rollcall
