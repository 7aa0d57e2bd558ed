#include "sim/sync/select.hpp"
#include "tests/sim/check/race_programs.hpp"

namespace rollcall {

std::vector<Program> channel_programs() {  // function-length: a table
  return {
      {"UnbufferedSend", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(0, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               static_cast<void>(handed.receive());
               increment(x);
             });
       }},
      {"UnbufferedReceive", Races::kNever,  // The receive comes before the send's completion.
       [] {
         Number x(0, "x");
         sim::channel<int> handed(0, "handed");
         together(
             [&] {
               handed.send(1);
               increment(x);
             },
             [&] {
               x.write(1);
               static_cast<void>(handed.receive());
             });
       }},
      {"WriteAfterUnbufferedSend", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(0, "handed");
         together(
             [&] {
               handed.send(1);
               x.write(1);
             },
             [&] {
               static_cast<void>(handed.receive());
               static_cast<void>(x.read());
             });
       }},
      {"BufferedSend", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(1, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               static_cast<void>(handed.receive());
               increment(x);
             });
       }},
      {"BufferedReceive", Races::kAlways,  // The send does not wait for it.
       [] {
         Number x(0, "x");
         sim::channel<int> handed(1, "handed");
         together(
             [&] {
               handed.send(1);
               x.write(2);
             },
             [&] {
               x.write(1);
               static_cast<void>(handed.receive());
             });
       }},
      {"ChannelAsMutex", Races::kNever,  // The k-th receive comes before send k + capacity.
       [] {
         Number x(0, "x");
         sim::channel<int> held(1, "held");
         const auto add = [&] {
           held.send(1);
           increment(x);
           static_cast<void>(held.receive());
         };
         together(add, add, add);
       }},
      {"ChannelAsMutexOfTwo", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> held(2, "held");
         const auto add = [&] {
           held.send(1);
           increment(x);
           static_cast<void>(held.receive());
         };
         together(add, add, add);
       }},
      {"Close", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> done(0, "done");
         const auto look = [&] {
           static_cast<void>(done.receive());
           static_cast<void>(x.read());
         };
         together(look, look, [&] {
           x.write(1);
           done.close();
         });
       }},
      {"WriteAfterClose", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> done(0, "done");
         together(
             [&] {
               done.close();
               x.write(1);
             },
             [&] {
               static_cast<void>(done.receive());
               static_cast<void>(x.read());
             });
       }},
      {"LengthOrdersNothing", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(1, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               static_cast<void>(handed.len());
               static_cast<void>(x.read());
             });
       }},
      {"TrySendThatFails", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::channel<int> full(1, "full");
         full.send(0);
         const auto add = [&](int value) {
           static_cast<void>(full.try_send(value));
           x.write(value);
         };
         together([&] { add(1); }, [&] { add(2); });
       }},
      {"TryReceiveThatSucceeds", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(1, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               if (handed.try_receive()) {
                 increment(x);
               }
             });
       }},
      {"WorkerPool", Races::kNever,
       [] {
         Number jobs_left(3, "jobs_left");
         sim::channel<int> jobs(1, "jobs");
         sim::channel<int> replies(0, "replies");
         const auto worker = [&] {
           for (const int job : jobs) {
             replies.send(job);
           }
         };
         together(
             worker, worker,
             [&] {
               for (int i = 0; i < 3; ++i) {
                 jobs.send(i);
               }
               jobs.close();
             },
             [&] {
               for (int i = 0; i < 3; ++i) {
                 static_cast<void>(replies.receive());
                 const int left = jobs_left.read();
                 jobs_left.write(left - 1);
               }
             });
         increment(jobs_left);
       }},
  };
}

std::vector<Program> select_programs() {  // function-length: a table
  return {
      {"SelectThatReceives", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> never(0, "never");
         sim::channel<int> handed(0, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               sim::select(sim::receive_from(never), sim::receive_from(handed));
               increment(x);
             });
       }},
      {"SelectThatSends", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> never(0, "never");
         sim::channel<int> handed(0, "handed");
         together(
             [&] {
               x.write(1);
               sim::select(sim::receive_from(never), sim::send_to(handed, 1));
             },
             [&] {
               static_cast<void>(handed.receive());
               increment(x);
             });
       }},
      {"SelectOfTwoBufferedOnes", Races::kNever,
       [] {
         Number x(0, "x");
         Number y(0, "y");
         sim::channel<int> left(1, "left");
         sim::channel<int> right(1, "right");
         together(
             [&] {
               x.write(1);
               left.send(1);
             },
             [&] {
               y.write(1);
               right.send(1);
             },
             [&] {
               sim::select(sim::receive_from(left, [&] { increment(x); }),
                           sim::receive_from(right, [&] { increment(y); }));
             });
       }},
      {"SelectOfTheOtherOne", Races::kSometimes,
       [] {
         Number x(0, "x");
         sim::channel<int> left(1, "left");
         sim::channel<int> right(1, "right");
         together(
             [&] {
               x.write(1);
               left.send(1);
             },
             [&] { right.send(1); },
             [&] {
               sim::select(sim::receive_from(left), sim::receive_from(right));
               static_cast<void>(x.read());
             });
       }},
      {"SelectDefault", Races::kSometimes,
       [] {
         Number x(0, "x");
         sim::channel<int> handed(1, "handed");
         together(
             [&] {
               x.write(1);
               handed.send(1);
             },
             [&] {
               sim::select(sim::receive_from(handed), sim::otherwise());
               static_cast<void>(x.read());
             });
       }},
      {"SelectThatSeesTheClose", Races::kNever,
       [] {
         Number x(0, "x");
         sim::channel<int> never(0, "never");
         sim::channel<int> done(0, "done");
         together(
             [&] {
               x.write(1);
               done.close();
             },
             [&] {
               sim::select(sim::receive_from(never), sim::receive_from(done));
               increment(x);
             });
       }},
  };
}

}  // namespace rollcall
