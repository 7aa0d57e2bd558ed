#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/semaphore.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <array>
#include <mutex>
#include <shared_mutex>

namespace rollcall::exploration_test {
namespace {

Case readers_share() {
  return {.name = "ReadersShare",
          .program =
              [](State& state) {
                sim::rw_mutex lock("rw");
                run_all(copies(2, [&](int) { const std::shared_lock shared(lock); }));
                state = "read";
              },
          .classes = 1};
}

Case writer_and_reader() {
  return {.name = "WriterAndReader", .program = [](State& state) {
            sim::rw_mutex lock("rw");
            int value = 0;
            run_all({[&] {
                       const std::scoped_lock exclusive(lock);
                       value = 1;
                     },
                     [&] {
                       const std::shared_lock shared(lock);
                       state = std::to_string(value);
                     }});
          }};
}

Case two_writers() {
  return {.name = "TwoWriters",
          .program =
              [](State& state) {
                sim::rw_mutex lock("rw");
                run_all(copies(2, [&](int i) {
                  const std::scoped_lock exclusive(lock);
                  state += std::to_string(i);
                }));
              },
          .classes = 2};
}

// With the writer between the two read locks, all wait for ever.
Case reader_behind_pending_writer() {
  return {.name = "ReaderBehindPendingWriter",
          .program =
              [](State& state) {
                sim::rw_mutex lock("rw");
                run_all({[&] {
                           const std::shared_lock first(lock);
                           const std::shared_lock second(lock);
                         },
                         [&] { const std::scoped_lock exclusive(lock); }});
                state = "done";
              },
          .violates = true};
}

Case try_read_lock() {
  return {.name = "TryReadLock", .program = [](State& state) {
            sim::rw_mutex lock("rw");
            run_all({[&] { const std::scoped_lock exclusive(lock); },
                     [&] {
                       if (lock.try_lock_shared()) {
                         state = "read";
                         lock.unlock_shared();
                       } else {
                         state = "busy";
                       }
                     }});
          }};
}

Case one_permit() {
  return {.name = "OnePermit",
          .program =
              [](State& state) {
                sim::semaphore permits(1, "s");
                run_all(copies(3, [&](int i) {
                  permits.acquire();
                  state += std::to_string(i);
                  permits.release();
                }));
              },
          .classes = 6};
}

Case permit_handed_on() {
  return {.name = "PermitHandedOn",
          .program =
              [](State& state) {
                sim::semaphore permits(0, "s");
                run_all({[&] {
                           permits.acquire();
                           state += "acquired";
                         },
                         [&] { permits.release(); }});
              },
          .classes = 1};
}

Case too_few_permits() {
  return {.name = "TooFewPermits",
          .program =
              [](State& state) {
                sim::semaphore permits(1, "s");
                std::array<int, 2> got{};
                run_all(copies(2, [&](int i) {
                  permits.acquire();
                  got[static_cast<std::size_t>(i)] = 1;
                  state = std::to_string(got[0]) + std::to_string(got[1]);
                }));
              },
          .violates = true};
}

Case once() {
  return {.name = "Once",
          .program =
              [](State& state) {
                sim::once once("once");
                run_all(copies(2, [&](int i) { once.call([&] { state += std::to_string(i); }); }));
              },
          .classes = 2};
}

}  // namespace

std::vector<Case> shared_lock_cases() {
  return {readers_share(), writer_and_reader(), two_writers(),      reader_behind_pending_writer(),
          try_read_lock(), one_permit(),        permit_handed_on(), too_few_permits(),
          once()};
}

}  // namespace rollcall::exploration_test
