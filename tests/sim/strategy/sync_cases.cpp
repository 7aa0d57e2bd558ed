// The vocabulary: channels, selects and all that waits. What their steps touch decides what is
// explored.
#include "sim/sync/context.hpp"
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

namespace rollcall::exploration_test {
namespace {

using namespace std::chrono_literals;

std::string text(const std::optional<int>& value) { return value ? std::to_string(*value) : "-"; }

// What each task saw, in its own order.
class Seen3 {
 public:
  std::string& operator[](std::size_t task) { return seen_[task]; }
  [[nodiscard]] std::string str() const { return seen_[0] + "|" + seen_[1] + "|" + seen_[2]; }

 private:
  std::array<std::string, 3> seen_;
};

Case pipe(std::size_t capacity, int senders, int each) {
  return {.name = "Pipe" + std::to_string(capacity) + "From" + std::to_string(senders),
          .program = [=](State& state) {
            sim::channel<int> channel(capacity, "c");
            std::vector<std::function<void()>> bodies = copies(senders, [&](int i) {
              for (int k = 0; k < each; ++k) {
                channel.send(10 * i + k);
              }
            });
            bodies.emplace_back([&] {
              for (int k = 0; k < senders * each; ++k) {
                const std::optional<int> got = channel.receive();
                state += text(got) + " ";
              }
            });
            run_all(bodies);
          }};
}

Case two_receivers(std::size_t capacity) {
  return {.name = "TwoReceivers" + std::to_string(capacity), .program = [=](State& state) {
            sim::channel<int> channel(capacity, "c");
            Seen3 seen;
            run_all({[&] {
                       channel.send(1);
                       channel.send(2);
                     },
                     [&] { seen[1] = text(channel.receive()); },
                     [&] { seen[2] = text(channel.receive()); }});
            state = seen.str();
          }};
}

Case try_forms(std::size_t capacity) {
  return {.name = "TryForms" + std::to_string(capacity), .program = [=](State& state) {
            sim::channel<int> channel(capacity, "c");
            Seen3 seen;
            run_all({[&] {
                       seen[0] += channel.try_send(1) ? "s" : "f";
                       seen[0] += channel.try_send(2) ? "s" : "f";
                     },
                     [&] { seen[1] += text(channel.try_receive()); },
                     [&] {
                       seen[2] += std::to_string(channel.len());
                       seen[2] += text(channel.try_receive());
                     }});
            state = seen.str();
          }};
}

Case try_meets_parked() {
  return {.name = "TryMeetsParked", .program = [](State& state) {
            sim::channel<int> channel(0, "c");
            Seen3 seen;
            run_all({[&] { seen[0] += text(channel.receive()); },
                     [&] {
                       seen[1] += channel.try_send(1) ? "s" : "f";
                       seen[1] += channel.try_send(2) ? "s" : "f";
                       channel.close();
                     }});
            state = seen.str();
          }};
}

Case closing(std::size_t capacity) {
  return {.name = "Closing" + std::to_string(capacity), .program = [=](State& state) {
            sim::channel<int> channel(capacity, "c");
            Seen3 seen;
            run_all({[&] {
                       channel.send(1);
                       channel.close();
                     },
                     [&] { seen[1] += text(channel.receive()); },
                     [&] { seen[2] += text(channel.receive()); }});
            state = seen.str();
          }};
}

Case send_on_closed() {
  return {.name = "SendOnClosed",
          .program =
              [](State& state) {
                sim::channel<int> channel(0, "c");
                run_all({[&] { channel.send(1); }, [&] { channel.close(); },
                         [&] { state = text(channel.receive()); }});
              },
          .violates = true};
}

Case select_of_two(std::size_t capacity) {
  return {.name = "SelectOfTwo" + std::to_string(capacity), .program = [=](State& state) {
            sim::channel<int> left(capacity, "left");
            sim::channel<int> right(capacity, "right");
            run_all({[&] {
                       for (int i = 0; i < 2; ++i) {
                         const std::size_t place =
                             sim::select(sim::receive_from(left), sim::receive_from(right));
                         state += std::to_string(place);
                       }
                     },
                     [&] { left.send(1); }, [&] { right.send(2); }});
          }};
}

Case selects_meet() {
  return {.name = "SelectsMeet",
          .program =
              [](State& state) {
                sim::channel<int> left(0, "left");
                sim::channel<int> right(0, "right");
                Seen3 seen;
                run_all({[&] {
                           seen[0] += std::to_string(
                               sim::select(sim::send_to(left, 1), sim::send_to(right, 2)));
                         },
                         [&] {
                           seen[1] += std::to_string(
                               sim::select(sim::receive_from(right), sim::receive_from(left)));
                         },
                         [&] { seen[2] += text(left.try_receive()); }});
                state = seen.str();
              },
          .violates = true};
}

Case select_with_default() {
  return {.name = "SelectWithDefault", .program = [](State& state) {
            sim::channel<int> left(1, "left");
            sim::channel<int> right(1, "right");
            run_all({[&] {
                       for (int i = 0; i < 2; ++i) {
                         const std::size_t place = sim::select(
                             sim::receive_from(left), sim::receive_from(right), sim::otherwise());
                         state += std::to_string(place);
                       }
                     },
                     [&] { left.send(1); }, [&] { right.send(2); }});
          }};
}

Case readers_and_writers(int readers, int writers) {
  return {.name = "Readers" + std::to_string(readers) + "Writers" + std::to_string(writers),
          .program = [=](State& state) {
            sim::rw_mutex mutex("m");
            int value = 0;
            Seen3 seen;
            run_all(copies(readers + writers, [&](int i) {
              if (i < readers) {
                const std::shared_lock lock(mutex);
                seen[static_cast<std::size_t>(i)] = std::to_string(value);
              } else {
                const std::unique_lock lock(mutex);
                value = 2 * value + i;
              }
            }));
            state = seen.str() + std::to_string(value);
          }};
}

Case rw_try_forms() {
  return {.name = "RwTryForms", .program = [](State& state) {
            sim::rw_mutex mutex("m");
            Seen3 seen;
            run_all({[&] {
                       const std::shared_lock lock(mutex, std::try_to_lock);
                       seen[0] = lock ? "r" : "-";
                     },
                     [&] {
                       const std::unique_lock lock(mutex, std::try_to_lock);
                       seen[1] = lock ? "w" : "-";
                     },
                     [&] { const std::shared_lock lock(mutex); }});
            state = seen.str();
          }};
}

Case reader_behind_writer() {
  return {.name = "ReaderBehindWriter",
          .program =
              [](State& state) {
                sim::rw_mutex mutex("m");
                run_all({[&] {
                           const std::shared_lock outer(mutex);
                           const std::shared_lock inner(mutex);
                           state += "r";
                         },
                         [&] {
                           const std::unique_lock lock(mutex);
                           state += "w";
                         }});
              },
          .violates = true};
}

Case semaphore_wishes() {
  return {.name = "SemaphoreWishes", .program = [](State& state) {
            sim::semaphore permits(1, "s");
            run_all({[&] {
                       permits.acquire();
                       state += "a";
                       permits.release();
                     },
                     [&] {
                       permits.acquire(2);
                       state += "b";
                       permits.release(2);
                     },
                     [&] { permits.release(); }});
          }};
}

Case semaphore_tries() {
  return {.name = "SemaphoreTries", .program = [](State& state) {
            sim::semaphore permits(1, "s");
            Seen3 seen;
            run_all({[&] { seen[0] = permits.try_acquire() ? "a" : "-"; },
                     [&] { seen[1] = permits.try_acquire(2) ? "a" : "-"; },
                     [&] { permits.release(); }});
            state = seen.str();
          }};
}

Case once_by_all() {
  return {.name = "Once", .program = [](State& state) {
            sim::once once("once");
            sim::atomic<int> turn(0, "turn");
            run_all(copies(3, [&](int i) {
              once.call([&] {
                turn.store(i);
                state += std::to_string(i);
              });
            }));
          }};
}

Case context_tree() {
  return {.name = "ContextTree", .program = [](State& state) {
            const auto [outer, cancel_outer] = sim::with_cancel(sim::background(), "outer");
            const auto [inner, cancel_inner] = sim::with_cancel(outer, "inner");
            Seen3 seen;
            run_all({[&, cancel = cancel_outer] { cancel("outer"); },
                     [&, cancel = cancel_inner] { cancel("inner"); },
                     [&, ctx = inner] {
                       seen[2] = std::to_string(
                           sim::select(sim::receive_from(ctx.done()), sim::otherwise()));
                       seen[2] += ctx.cause();
                     }});
            state = seen.str();
          }};
}

Case timer_at_an_instant() {
  return {.name = "TimerAtAnInstant", .program = [](State& state) {
            sim::timer timer(1ms, "t");
            sim::sleep(1ms);
            const bool received = timer.ticks().try_receive().has_value();
            const bool stopped = timer.stop();
            state = received ? "received" : stopped ? "stopped" : "lost";
          }};
}

Case timeout_at_an_instant() {
  return {.name = "TimeoutAtAnInstant", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            run_all({[&] {
                       const std::size_t place =
                           sim::select(sim::receive_from(channel), sim::timeout(1ms));
                       state = std::to_string(place);
                     },
                     [&] {
                       sim::sleep(1ms);
                       channel.send(1);
                     }});
          }};
}

Case timed_locks() {
  return {.name = "TimedLocks", .program = [](State& state) {
            sim::mutex mutex("m");
            run_all(copies(3, [&](int i) {
              if (i == 0 ? mutex.try_lock_for(1ms) : (mutex.lock(), true)) {
                state += std::to_string(i);
                mutex.unlock();
              }
            }));
          }};
}

Case threads_joined() {
  return {.name = "ThreadsJoined", .program = [](State& state) {
            sim::atomic<int> last(0, "last");
            sim::std_shaped::thread first([&] { last.store(1); });
            sim::std_shaped::thread second([&] { last.store(2); });
            first.join();
            const int seen = last.load();
            second.join();
            const int end = last.load();
            state = std::to_string(seen) + std::to_string(end);
          }};
}

}  // namespace

std::vector<Case> sync_cases() {
  return {pipe(0, 1, 2),
          pipe(1, 1, 3),
          pipe(2, 1, 3),
          pipe(0, 2, 1),
          pipe(2, 2, 1),
          two_receivers(0),
          two_receivers(1),
          two_receivers(2),
          try_forms(0),
          try_forms(1),
          try_forms(2),
          try_meets_parked(),
          closing(0),
          closing(1),
          send_on_closed(),
          select_of_two(0),
          select_of_two(1),
          selects_meet(),
          select_with_default(),
          readers_and_writers(2, 1),
          readers_and_writers(1, 2),
          readers_and_writers(3, 0),
          rw_try_forms(),
          reader_behind_writer(),
          semaphore_wishes(),
          semaphore_tries(),
          once_by_all(),
          context_tree(),
          timer_at_an_instant(),
          timeout_at_an_instant(),
          timed_locks(),
          threads_joined()};
}

}  // namespace rollcall::exploration_test
