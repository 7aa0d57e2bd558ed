#pragma once

// Programs that several tests play: one that uses everything, and one that has a bug.

#include "tests/sim/support.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace rollcall {

/// Mutex, channels, condition, time and draws in four tasks; ends well at every seed.
inline void busy_program() {
  sim::mutex mutex("m");
  sim::cond_var filled("filled");
  sim::channel<int> jobs(2, "jobs");
  sim::channel<int> replies(0, "replies");
  int stored = 0;
  Choices& choices = World::current().choices();
  together(
      [&] {
        for (int i = 0; i < 4; ++i) {
          sim::sleep(choices.between(choices.stream("pace"), Duration{0}, Duration{3}));
          jobs.send(i);
        }
        jobs.close();
      },
      [&] {
        while (const auto job = jobs.receive()) {
          std::scoped_lock lock(mutex);
          stored += *job;
          filled.notify_one();
        }
        replies.send(stored);
      },
      [&] {
        std::unique_lock lock(mutex);
        filled.wait(lock, [&] { return stored >= 3; });
      },
      [&] { static_cast<void>(replies.receive()); });
}

/// Two tasks lock two mutexes in opposite order, and one of them draws: deadlocks at some seeds.
inline void deadlock_program() {
  sim::mutex left("left");
  sim::mutex right("right");
  Choices& choices = World::current().choices();
  together(
      [&] {
        const std::scoped_lock first(left);
        sim::sleep(choices.between(choices.stream("pace"), Duration{0}, Duration{2}));
        const std::scoped_lock second(right);
      },
      [&] {
        const std::scoped_lock first(right);
        const std::scoped_lock second(left);
      });
}

/// Two tasks add one to plain memory without a lock: a panic at some seeds.
inline void lost_update_program() {
  sim::shared<int> count(0, "count");
  const auto add = [&] {
    const int seen = count.read();
    count.write(seen + 1);
  };
  together(add, add);
  const int sum = count.read();
  if (sum != 2) {
    throw Panic("an update was lost");
  }
}

}  // namespace rollcall
