#include "tests/sim/planted/planted.hpp"
#include "tests/sim/planted/programs.hpp"

#include <array>
#include <mutex>

namespace rollcall {

void lost_update() {
  sim::shared<int> count(0, "count");
  const auto add = [&] {
    const int seen = count.read();
    count.write(seen + 1);
  };
  all_of(add, add);
  if (count.read() != 2) {
    show("wrong-sum");
  }
}

// A compare-and-exchange that nobody repeats when it fails.
void ignored_exchange() {
  sim::atomic<int> count(0, "count");
  const auto add = [&] {
    int seen = count.load();
    static_cast<void>(count.compare_exchange(seen, seen + 1));
  };
  all_of(add, add);
  if (count.load() != 2) {
    show("wrong-sum");
  }
}

void check_then_act() {
  sim::atomic<bool> made(false, "made");
  sim::atomic<int> makers(0, "makers");
  const auto make_once = [&] {
    if (!made.load()) {
      made.store(true);
      makers.fetch_add(1);
    }
  };
  all_of(make_once, make_once);
  if (makers.load() != 1) {
    show("made-twice");
  }
}

void torn_pair() {
  sim::shared<int> low(0, "low");
  sim::shared<int> high(0, "high");
  all_of(
      [&] {
        low.write(1);
        high.write(1);
      },
      [&] {
        const int seen = low.read();
        if (high.read() != seen) {
          show("torn");
        }
      });
}

// Each balance is guarded, their sum is not.
void two_critical_sections() {
  sim::mutex guard("guard");
  int first = 100;
  int second = 0;
  all_of(
      [&] {
        {
          const std::scoped_lock lock(guard);
          first -= 10;
        }
        const std::scoped_lock lock(guard);
        second += 10;
      },
      [&] {
        const std::scoped_lock lock(guard);
        if (first + second != 100) {
          show("money-missing");
        }
      });
}

// A lock-free stack of nodes 1 -> 2 -> 3, kept by number. One task is about to pop 1; meanwhile the
// other pops 1 and 2 and pushes 1 back. The exchange succeeds, and 2 is on the stack again.
void recycled_node() {
  sim::atomic<int> head(1, "head");
  std::array<int, 4> next{0, 2, 3, 0};
  std::array<int, 4> pops{};
  const auto pop = [&] {
    int top = head.load();
    while (top != 0) {
      const int below = next.at(static_cast<std::size_t>(top));
      if (head.compare_exchange(top, below)) {
        ++pops.at(static_cast<std::size_t>(top));
        return top;
      }
    }
    return 0;
  };
  const auto push = [&](int node) {
    --pops.at(static_cast<std::size_t>(node));
    int top = head.load();
    do {
      next.at(static_cast<std::size_t>(node)) = top;
    } while (!head.compare_exchange(top, node));
  };
  all_of([&] { pop(); },
         [&] {
           const int first = pop();
           pop();
           push(first);
         });
  pop();
  if (pops[2] > 1) {
    show("popped-twice");
  }
}

}  // namespace rollcall
