#pragma once

// Small programs with one bug each, after SCTBench (Thomson, Donaldson, Betts, PPoPP 2014), and the
// fewest preemptions by which the bug is met.

#include "tests/sim/support.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rollcall {

/// Spawns these tasks as "task 1", "task 2", ... and waits for all.
inline void together_all(const std::vector<std::function<void()>>& bodies) {
  sim::wait_group ended("ended");
  ended.add(static_cast<std::int64_t>(bodies.size()));
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    sim::spawn({.name = {.text = "task", .number = i + 1}}, [&ended, &body = bodies[i]] {
      body();
      ended.done();
    });
  }
  ended.wait();
}

/// task_count - 1 tasks set a, then b; the last must not see them in between.
inline std::function<void()> reorder(int task_count) {
  return [task_count] {
    sim::atomic<int> a(0, "a");
    sim::atomic<int> b(0, "b");
    std::vector<std::function<void()>> bodies(static_cast<std::size_t>(task_count - 1), [&] {
      a.store(1);
      b.store(-1);
    });
    bodies.emplace_back([&] {
      const int seen_a = a.load();
      const int seen_b = b.load();
      if (seen_a != -seen_b) {
        World::current().report("reordered", "a and b differ");
      }
    });
    together_all(bodies);
  };
}

/// Two values under two mutexes, set one after the other.
inline void twostage_program() {
  sim::mutex first_mutex("first");
  sim::mutex second_mutex("second");
  int first = 0;
  int second = 0;
  together(
      [&] {
        {
          const std::scoped_lock lock(first_mutex);
          first = 1;
        }
        const std::scoped_lock lock(second_mutex);
        second = first + 1;
      },
      [&] {
        int seen = 0;
        {
          const std::scoped_lock lock(first_mutex);
          seen = first;
        }
        if (seen == 0) {
          return;
        }
        const std::scoped_lock lock(second_mutex);
        if (second != seen + 1) {
          World::current().report("half-done", "the second value is old");
        }
      });
}

/// Fails only in the order a1 b1 c1 b2 a2.
inline void nested_program() {
  sim::atomic<int> passed(0, "passed");
  const auto pass = [&](int place) {
    if (passed.load() == place) {
      passed.store(place + 1);
    }
  };
  together([&] { pass(0), pass(4); }, [&] { pass(1), pass(3); }, [&] { pass(2); });
  if (passed.load() == 5) {
    World::current().report("nested", "all passed in order");
  }
}

/// Each task locks a mutex and then the next one's, in a circle.
inline std::function<void()> lock_circle(int task_count) {
  return [task_count] {
    const std::vector<std::string> names{"left", "right", "middle", "top"};
    std::vector<std::unique_ptr<sim::mutex>> mutexes;
    std::vector<std::function<void()>> bodies;
    for (std::size_t i = 0; i < static_cast<std::size_t>(task_count); ++i) {
      mutexes.push_back(std::make_unique<sim::mutex>(names[i]));
      bodies.emplace_back([&mutexes, i] {
        const std::scoped_lock first(*mutexes[i]);
        const std::scoped_lock second(*mutexes[(i + 1) % mutexes.size()]);
      });
    }
    together_all(bodies);
  };
}

/// The waiter looks before it locks: the notification may come in between.
inline void lost_wakeup_program() {
  sim::atomic<int> ready(0, "ready");
  sim::mutex mutex("mutex");
  sim::cond_var changed("changed");
  together(
      [&] {
        if (ready.load() == 0) {
          std::unique_lock lock(mutex);
          changed.wait(lock);
        }
      },
      [&] {
        ready.store(1);
        changed.notify_all();
      });
}

}  // namespace rollcall
