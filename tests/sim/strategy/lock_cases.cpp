#include "tests/sim/strategy/exploration_cases.hpp"

#include <array>
#include <mutex>

namespace rollcall::exploration_test {
namespace {

// One lock, `sections` critical sections a task: only the order of the sections matters.
Case critical_sections(int tasks, int sections, std::uint64_t classes) {
  return {.name = "CriticalSections" + std::to_string(tasks) + "x" + std::to_string(sections),
          .program =
              [tasks, sections](State& state) {
                sim::mutex mutex("m");
                std::string order;
                run_all(copies(tasks, [&](int i) {
                  for (int section = 0; section < sections; ++section) {
                    const std::scoped_lock lock(mutex);
                    order += std::to_string(i);
                  }
                }));
                state = order;
              },
          .classes = classes};
}

// One of them also writes plain memory inside, which must not add orders.
Case guarded_counter() {
  return {.name = "GuardedCounter",
          .program =
              [](State& state) {
                sim::mutex mutex("m");
                sim::shared<int> count(0, "count");
                run_all(copies(3, [&](int i) {
                  const std::scoped_lock lock(mutex);
                  const int seen = count.read();
                  count.write(seen * 2 + i);
                }));
                const int last = count.read();
                state = std::to_string(last);
              },
          .classes = 6};
}

Case two_locks_in_opposite_order() {
  return {.name = "TwoLocksInOppositeOrder", .program = [](State& state) {
            sim::mutex left("left");
            sim::mutex right("right");
            run_all({[&] {
                       const std::scoped_lock first(left);
                       const std::scoped_lock second(right);
                       state += "a";
                     },
                     [&] {
                       const std::scoped_lock first(right);
                       const std::scoped_lock second(left);
                       state += "b";
                     }});
          }};
}

Case three_philosophers() {
  return {.name = "ThreePhilosophers", .program = [](State& state) {
            std::vector<std::unique_ptr<sim::mutex>> forks;
            for (int i = 0; i < 3; ++i) {
              forks.push_back(std::make_unique<sim::mutex>("fork"));
            }
            run_all(copies(3, [&](int i) {
              const std::scoped_lock first(*forks[static_cast<std::size_t>(i)]);
              const std::scoped_lock second(*forks[static_cast<std::size_t>((i + 1) % 3)]);
            }));
            state = "fed";
          }};
}

Case try_lock() {
  return {.name = "TryLock", .program = [](State& state) {
            sim::mutex mutex("m");
            std::array<int, 3> got{};
            run_all(copies(3, [&](int i) {
              if (mutex.try_lock()) {
                got[static_cast<std::size_t>(i)] = 1;
                mutex.unlock();
              }
            }));
            for (const int value : got) {
              state += std::to_string(value);
            }
          }};
}

Case condition() {
  return {.name = "Condition", .program = [](State& state) {
            sim::mutex mutex("m");
            sim::cond_var filled("filled");
            bool full = false;
            run_all({[&] {
                       std::unique_lock lock(mutex);
                       filled.wait(lock, [&] { return full; });
                       state += "waited";
                     },
                     [&] {
                       {
                         const std::scoped_lock lock(mutex);
                         full = true;
                       }
                       filled.notify_one();
                     }});
          }};
}

Case lost_wakeup() {
  return {.name = "LostWakeup", .program = [](State& state) {
            sim::mutex mutex("m");
            sim::cond_var filled("filled");
            run_all({[&] {
                       std::unique_lock lock(mutex);
                       filled.wait(lock);
                       state += "waited";
                     },
                     [&] { filled.notify_one(); }});
          }};
}

Case notify_one_of_two() {
  return {.name = "NotifyOneOfTwo", .program = [](State& state) {
            sim::mutex mutex("m");
            sim::cond_var ready("ready");
            int tokens = 0;
            const auto consumer = [&](const char* name) {
              std::unique_lock lock(mutex);
              ready.wait(lock, [&] { return tokens > 0; });
              --tokens;
              state += name;
            };
            run_all({[&] { consumer("a"); }, [&] { consumer("b"); },
                     [&] {
                       {
                         const std::scoped_lock lock(mutex);
                         tokens = 2;
                       }
                       ready.notify_one();
                       ready.notify_one();
                     }});
          }};
}

Case wait_group_misuse() {
  return {.name = "WaitGroupAddBesideWait", .program = [](State& state) {
            sim::wait_group group("late");
            run_all({[&] {
                       group.add(1);
                       group.done();
                     },
                     [&] {
                       group.wait();
                       state += "waited";
                     }});
          }};
}

Case negative_wait_group() {
  return {.name = "DoneBesideAdd",
          .program =
              [](State& state) {
                sim::wait_group group("late");
                run_all({[&] { group.add(1); }, [&] { group.done(); }});
                state = "even";
              },
          .violates = true};
}

Case dead_lock_with_bystander() {
  return {.name = "DeadlockWithBystander", .program = [](State& state) {
            sim::mutex left("left");
            sim::mutex right("right");
            sim::atomic<int> value(0, "value");
            run_all({[&] {
                       const std::scoped_lock first(left);
                       value.store(1);
                       const std::scoped_lock second(right);
                     },
                     [&] {
                       const std::scoped_lock first(right);
                       const std::scoped_lock second(left);
                       value.store(2);
                     }});
            const int last = value.load();
            state = std::to_string(last);
          }};
}

Case unlock_by_another() {
  return {.name = "UnlockByAnother",
          .program =
              [](State& state) {
                sim::mutex mutex("m");
                run_all({[&] { mutex.lock(); }, [&] { mutex.unlock(); }});
                state = "unlocked";
              },
          .violates = true};
}

}  // namespace

std::vector<Case> lock_cases() {
  return {critical_sections(2, 1, 2),
          critical_sections(2, 2, 6),
          critical_sections(3, 1, 6),
          guarded_counter(),
          two_locks_in_opposite_order(),
          three_philosophers(),
          try_lock(),
          condition(),
          lost_wakeup(),
          notify_one_of_two(),
          wait_group_misuse(),
          negative_wait_group(),
          dead_lock_with_bystander(),
          unlock_by_another()};
}

}  // namespace rollcall::exploration_test
