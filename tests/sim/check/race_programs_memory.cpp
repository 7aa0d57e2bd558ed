#include "tests/sim/check/race_programs.hpp"

namespace rollcall {

std::vector<Program> atomic_programs() {  // function-length: a table
  return {
      {"AtomicFlag", Races::kNever,
       [] {
         Number x(0, "x");
         sim::atomic<bool> ready(false, "ready");
         together(
             [&] {
               x.write(1);
               ready.store(true);
             },
             [&] {
               if (ready.load()) {
                 static_cast<void>(x.read());
               }
             });
       }},
      {"AtomicFlagSetTooEarly", Races::kSometimes,
       [] {
         Number x(0, "x");
         sim::atomic<bool> ready(false, "ready");
         together(
             [&] {
               ready.store(true);
               x.write(1);
             },
             [&] {
               if (ready.load()) {
                 static_cast<void>(x.read());
               }
             });
       }},
      {"AtomicUnheeded", Races::kSometimes,
       [] {
         Number x(0, "x");
         sim::atomic<bool> ready(false, "ready");
         together(
             [&] {
               x.write(1);
               ready.store(true);
             },
             [&] {
               static_cast<void>(ready.load());
               static_cast<void>(x.read());
             });
       }},
      {"PlainFlag", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::shared<bool> ready(false, "ready");
         together(
             [&] {
               x.write(1);
               ready.write(true);
             },
             [&] {
               if (ready.read()) {
                 static_cast<void>(x.read());
               }
             });
       }},
      {"LoadsOrderNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::atomic<int> flag(0, "flag");
         const auto touch = [&](int value) {
           static_cast<void>(flag.load());
           x.write(value);
           static_cast<void>(flag.load());
         };
         together([&] { touch(1); }, [&] { touch(2); });
       }},
      {"LastOneOut", Races::kNever,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         sim::atomic<int> left(2, "left");
         const auto leave = [&](Number& own) {
           own.write(1);
           if (left.fetch_add(-1) == 1) {
             x.write(2);
             y.write(2);
           }
         };
         together([&] { leave(x); }, [&] { leave(y); });
       }},
      {"SpinLock", Races::kNever,
       [] {
         Number x(0, "x");
         sim::atomic<bool> held(false, "held");
         const auto add = [&] {
           while (held.exchange(true)) {
           }
           increment(x);
           held.store(false);
         };
         together(add, add);
       }},
      {"FailedExchange", Races::kNever,
       [] {
         Number x(0, "x");
         sim::atomic<int> state(0, "state");
         const auto enter = [&](int who) {
           if (int none = 0; state.compare_exchange(none, who)) {
             x.write(who);
             state.store(3);
           } else if (none == 3) {
             x.write(who);
           }
         };
         together([&] { enter(1); }, [&] { enter(2); });
       }},
      {"FailedExchangeUnheeded", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::atomic<int> state(0, "state");
         const auto enter = [&](int who) {
           int none = 0;
           state.compare_exchange(none, who);
           x.write(who);
         };
         together([&] { enter(1); }, [&] { enter(2); });
       }},
  };
}

}  // namespace rollcall
