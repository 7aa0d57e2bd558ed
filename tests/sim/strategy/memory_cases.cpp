#include "tests/sim/strategy/exploration_cases.hpp"

#include <array>

namespace rollcall::exploration_test {
namespace {

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

}  // namespace

std::vector<Case> memory_cases() {
  return {independent_writers(2),
          independent_writers(3),
          writers_to_one(2, 2),
          writers_to_one(3, 6),
          writer_and_readers(1, 2),
          writer_and_readers(2, 4),
          lost_update(),
          compare_exchange(),
          fetch_add(),
          message_passing(),
          last_zero(2),
          nested_spawn(),
          sleepers(),
          drawn_value(),
          dekker()};
}

}  // namespace rollcall::exploration_test
