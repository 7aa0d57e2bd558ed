#include "sim/strategy/dpor.hpp"

#include "sim/strategy/dfs.hpp"
#include "tests/sim/strategy/exploration_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

namespace rollcall::exploration_test {
namespace {

struct Case {
  std::string name;
  Program program;
  std::uint64_t classes = 0;  // 0: not known beforehand
  // A violation ends executions early, each way of being cut short a class of its own: only one of
  // those that end in the same step is needed.
  bool violates = false;
};

void PrintTo(const Case& program, std::ostream* out) { *out << program.name; }

using Ints = std::vector<std::unique_ptr<sim::atomic<int>>>;

Ints variables(std::size_t count) {
  Ints made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(std::make_unique<sim::atomic<int>>(0, "x"));
  }
  return made;
}

std::string values(const Ints& ints) {
  std::string text;
  for (const auto& value : ints) {
    const int seen = value->load();
    text += std::to_string(seen) + " ";
  }
  return text;
}

std::vector<std::function<void()>> copies(int count, const std::function<void(int)>& body) {
  std::vector<std::function<void()>> bodies;
  for (int i = 0; i < count; ++i) {
    bodies.emplace_back([i, body] { body(i); });
  }
  return bodies;
}

Case independent_writers(int count) {
  return {.name = "IndependentWriters" + std::to_string(count),
          .program =
              [count](State& state) {
                const Ints ints = variables(static_cast<std::size_t>(count));
                run_all(copies(count, [&](int i) { ints[static_cast<std::size_t>(i)]->store(i); }));
                state = values(ints);
              },
          .classes = 1};
}

Case writers_to_one(int count, std::uint64_t classes) {
  return {.name = "WritersToOne" + std::to_string(count),
          .program =
              [count](State& state) {
                const Ints ints = variables(1);
                run_all(copies(count, [&](int i) { ints[0]->store(i); }));
                state = values(ints);
              },
          .classes = classes};
}

Case writer_and_readers(int readers, std::uint64_t classes) {
  return {.name = "WriterAndReaders" + std::to_string(readers),
          .program =
              [readers](State& state) {
                const Ints ints = variables(1);
                std::vector<int> seen(static_cast<std::size_t>(readers) + 1);
                run_all(copies(readers + 1, [&](int i) {
                  if (i == 0) {
                    ints[0]->store(1);
                  } else {
                    seen[static_cast<std::size_t>(i)] = ints[0]->load();
                  }
                }));
                for (const int value : seen) {
                  state += std::to_string(value);
                }
              },
          .classes = classes};
}

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

Case lost_update() {
  return {.name = "LostUpdate", .program = [](State& state) {
            sim::shared<int> count(0, "count");
            run_all(copies(3, [&](int) {
              const int seen = count.read();
              count.write(seen + 1);
            }));
            const int last = count.read();
            state = std::to_string(last);
          }};
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

Case compare_exchange() {
  return {.name = "CompareExchange",
          .program =
              [](State& state) {
                sim::atomic<int> value(0, "value");
                std::array<int, 3> won{};
                run_all(copies(3, [&](int i) {
                  int expected = 0;
                  if (value.compare_exchange(expected, i + 1)) {
                    won[static_cast<std::size_t>(i)] = 1;
                  }
                }));
                const int last = value.load();
                state = std::to_string(last);
              },
          .classes = 3};
}

Case fetch_add() {
  return {.name = "FetchAdd",
          .program =
              [](State& state) {
                sim::atomic<int> value(0, "value");
                std::array<int, 3> ticket{};
                run_all(copies(
                    3, [&](int i) { ticket[static_cast<std::size_t>(i)] = value.fetch_add(1); }));
                for (const int number : ticket) {
                  state += std::to_string(number);
                }
              },
          .classes = 6};
}

Case message_passing() {
  return {.name = "MessagePassing", .program = [](State& state) {
            sim::atomic<int> data(0, "data");
            sim::atomic<int> flag(0, "flag");
            run_all({[&] {
                       data.store(1);
                       flag.store(1);
                     },
                     [&] {
                       const int flagged = flag.load();
                       const int seen = data.load();
                       state = std::to_string(flagged) + std::to_string(seen);
                     }});
          }};
}

// Two variables, one indexed by the other: conflicts that appear in some executions only.
Case last_zero(int count) {
  return {.name = "LastZero" + std::to_string(count), .program = [count](State& state) {
            const Ints ints = variables(static_cast<std::size_t>(count) + 1);
            int found = -1;
            run_all(copies(count + 1, [&](int i) {
              if (i == 0) {
                for (found = count; found > 0; --found) {
                  if (const int seen = ints[static_cast<std::size_t>(found)]->load(); seen == 0) {
                    break;
                  }
                }
              } else {
                const int below = ints[static_cast<std::size_t>(i) - 1]->load();
                ints[static_cast<std::size_t>(i)]->store(below + 1);
              }
            }));
            state = std::to_string(found) + ": " + values(ints);
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

Case nested_spawn() {
  return {.name = "NestedSpawn",
          .program =
              [](State& state) {
                sim::atomic<int> value(0, "value");
                sim::wait_group ended("all");
                ended.add(4);
                for (int i = 1; i <= 2; ++i) {
                  sim::spawn("parent", [&value, &ended, i] {
                    sim::spawn("child", [&value, &ended, i] {
                      value.store(10 * i);
                      ended.done();
                    });
                    value.store(i);
                    ended.done();
                  });
                }
                ended.wait();
                const int last = value.load();
                state = std::to_string(last);
              },
          .classes = 24};
}

Case sleepers() {
  return {.name = "Sleepers",
          .program =
              [](State& state) {
                sim::atomic<int> value(0, "value");
                run_all(copies(3, [&](int i) {
                  sim::sleep(Duration{i < 2 ? 1 : 2});
                  value.store(i);
                }));
                const int last = value.load();
                state = std::to_string(last);
              },
          .classes = 2};
}

Case drawn_value() {
  return {.name = "DrawnValue",
          .program =
              [](State& state) {
                sim::atomic<int> value(0, "value");
                Choices& choices = World::current().choices();
                run_all(copies(2, [&](int i) {
                  sim::yield();
                  const auto drawn = choices.pick(choices.stream("data"), 3);
                  value.store(static_cast<int>(drawn) + 10 * i);
                }));
                const int last = value.load();
                state = std::to_string(last);
              },
          .classes = 18};
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

Case dekker() {
  return {.name = "Dekker",
          .program =
              [](State& state) {
                const Ints flags = variables(2);
                std::array<int, 2> inside{};
                run_all(copies(2, [&](int i) {
                  flags[static_cast<std::size_t>(i)]->store(1);
                  if (const int other = flags[static_cast<std::size_t>(1 - i)]->load();
                      other == 0) {
                    inside[static_cast<std::size_t>(i)] = 1;
                  }
                }));
                state = std::to_string(inside[0]) + std::to_string(inside[1]);
              },
          .classes = 3};
}

std::vector<Case> cases() {
  return {independent_writers(2),
          independent_writers(3),
          writers_to_one(2, 2),
          writers_to_one(3, 6),
          writer_and_readers(1, 2),
          writer_and_readers(2, 4),
          critical_sections(2, 1, 2),
          critical_sections(2, 2, 6),
          critical_sections(3, 1, 6),
          guarded_counter(),
          lost_update(),
          two_locks_in_opposite_order(),
          three_philosophers(),
          try_lock(),
          compare_exchange(),
          fetch_add(),
          message_passing(),
          last_zero(2),
          condition(),
          lost_wakeup(),
          notify_one_of_two(),
          nested_spawn(),
          sleepers(),
          drawn_value(),
          wait_group_misuse(),
          negative_wait_group(),
          dead_lock_with_bystander(),
          unlock_by_another(),
          dekker()};
}

class AgainstBruteForce : public testing::TestWithParam<Case> {};

template <typename Key>
std::set<Key> keys(const std::map<Key, std::uint64_t>& counts) {
  std::set<Key> found;
  for (const auto& [key, count] : counts) {
    found.insert(key);
  }
  return found;
}

TEST_P(AgainstBruteForce, FindsEveryClassOnceAndEveryState) {
  BruteForce brute_force;
  const Seen all = go_through(brute_force, GetParam().program);
  PartialOrder dpor({});
  const Seen reduced = go_through(dpor, GetParam().program);
  EXPECT_TRUE(reduced.result.complete);
  EXPECT_EQ(keys(reduced.states), keys(all.states));
  if (!GetParam().violates) {
    EXPECT_EQ(keys(reduced.signatures), keys(all.signatures));
  }
  for (const auto& [signature, count] : reduced.signatures) {
    EXPECT_EQ(count, 1U) << "two executions of one class";
  }
  EXPECT_EQ(reduced.result.executions, reduced.signatures.size());
  if (GetParam().classes > 0) {
    EXPECT_EQ(reduced.result.executions, GetParam().classes);
  }
  RecordProperty("executions", std::to_string(reduced.result.executions));
  RecordProperty("blocked", std::to_string(reduced.result.blocked));
  RecordProperty("brute_force", std::to_string(all.result.executions));
}

INSTANTIATE_TEST_SUITE_P(Small, AgainstBruteForce, testing::ValuesIn(cases()),
                         [](const auto& program) { return program.param.name; });

}  // namespace
}  // namespace rollcall::exploration_test
