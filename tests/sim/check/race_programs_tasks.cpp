#include "tests/sim/check/race_programs.hpp"

#include <memory>

namespace rollcall {

std::vector<Program> task_programs() {  // function-length: a table
  return {
      {"OneTaskAlone", Races::kNever,
       [] {
         Number x(0, "x");
         increment(x);
         increment(x);
       }},
      {"TwoReaders", Races::kNever,
       [] {
         Number x(1, "x");
         together([&] { static_cast<void>(x.read()); }, [&] { static_cast<void>(x.read()); });
       }},
      {"TwoWriters", Races::kAlways,
       [] {
         Number x(0, "x");
         together([&] { x.write(1); }, [&] { x.write(2); });
       }},
      {"ReaderAndWriter", Races::kAlways,
       [] {
         Number x(0, "x");
         together([&] { static_cast<void>(x.read()); }, [&] { x.write(2); });
       }},
      {"LostUpdate", Races::kAlways,
       [] {
         Number x(0, "x");
         together([&] { increment(x); }, [&] { increment(x); });
       }},
      {"TwoVariables", Races::kNever,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         together([&] { x.write(1); }, [&] { y.write(1); });
       }},
      {"WriteBeforeSpawn", Races::kNever,
       [] {
         Number x(0, "x");
         x.write(1);
         together([&] { static_cast<void>(x.read()); });
       }},
      {"WriteAfterSpawn", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::wait_group ended("ended");
         ended.add(1);
         sim::spawn("child", [&] {
           static_cast<void>(x.read());
           ended.done();
         });
         x.write(1);
         ended.wait();
       }},
      {"Grandchild", Races::kNever,
       [] {
         Number x(0, "x");
         x.write(1);
         together([&] { together([&] { x.write(2); }); });
       }},
      {"SleepOrdersNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         together([&] { x.write(1); },
                  [&] {
                    sim::sleep(Duration{1'000});
                    x.write(2);
                  });
       }},
      {"YieldOrdersNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         together([&] { x.write(1); },
                  [&] {
                    sim::yield();
                    x.write(2);
                  });
       }},
      {"IdleComesAfterAll", Races::kNever,
       [] {
         Number x(0, "x");
         sim::spawn("child", [&] { x.write(1); });
         World::current().await_idle();
         x.write(2);
       }},
  };
}

std::vector<Program> wait_group_programs() {  // function-length: a table
  return {
      {"WaitGroup", Races::kNever,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         together([&] { x.write(1); }, [&] { y.write(1); });
         x.write(y.read());
       }},
      {"NoWait", Races::kAlways,
       [] {
         auto x = std::make_shared<Number>(0, "x");
         sim::spawn("child", [x] { x->write(1); });
         x->write(2);
       }},
      {"DoneBeforeTheWrite", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::wait_group early("early");
         sim::wait_group ended("ended");
         early.add(1);
         ended.add(1);
         sim::spawn("child", [&] {
           early.done();
           x.write(1);
           ended.done();
         });
         early.wait();
         static_cast<void>(x.read());
         ended.wait();
       }},
      {"WaitOfOneOfTwo", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::wait_group first("first");
         sim::wait_group both("both");
         first.add(1);
         both.add(2);
         sim::spawn("first", [&] {
           first.done();
           both.done();
         });
         sim::spawn("second", [&] {
           x.write(1);
           both.done();
         });
         first.wait();
         x.write(2);
         both.wait();
       }},
      {"RaisingOrdersNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::wait_group group("group");
         together(
             [&] {
               x.write(1);
               group.add(1);
             },
             [&] {
               group.add(1);
               x.write(2);
             });
       }},
  };
}

}  // namespace rollcall
