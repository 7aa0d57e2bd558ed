#include "tests/sim/planted/planted.hpp"
#include "tests/sim/planted/programs.hpp"

#include <mutex>

namespace rollcall {

namespace {

// Several set a, then b; a checker must not see a alone. After reorder_N of SCTBench.
void reorder(int setters) {
  sim::shared<int> a(0, "a");
  sim::shared<int> b(0, "b");
  for (int i = 0; i < setters; ++i) {
    sim::spawn("setter", [&] {
      a.write(1);
      b.write(1);
    });
  }
  sim::spawn("checker", [&] {
    const int seen = a.read();
    if (b.read() == 0 && seen == 1) {
      show("half-set");
    }
  });
  World::current().await_idle();
}

}  // namespace

void use_before_init() {
  int value = 1;
  sim::Ref<int> config;
  sim::spawn("user", [&] {
    sim::yield();
    *config = 2;
  });
  sim::yield();
  sim::yield();
  config = sim::Ref<int>(&value);
  World::current().await_idle();
}

void ready_before_data() {
  sim::atomic<bool> ready(false, "ready");
  sim::shared<int> data(0, "data");
  all_of(
      [&] {
        ready.store(true);
        data.write(1);
      },
      [&] {
        if (ready.load() && data.read() == 0) {
          show("stale");
        }
      });
}

// The counter is raised by the task that is to be waited for.
void add_in_the_task() {
  sim::wait_group ended("ended");
  sim::atomic<bool> done(false, "done");
  sim::spawn("worker", [&] {
    ended.add(1);
    done.store(true);
    ended.done();
  });
  ended.wait();
  if (!done.load()) {
    show("unfinished");
  }
  World::current().await_idle();
}

void reorder_3() { reorder(3); }
void reorder_5() { reorder(5); }
void reorder_10() { reorder(10); }

// After twostage of SCTBench: what belongs together is done under two locks.
void two_stages() {
  sim::mutex first("first");
  sim::mutex second("second");
  int data = 0;
  int copy = 0;
  all_of(
      [&] {
        {
          const std::scoped_lock lock(first);
          data = 1;
        }
        const std::scoped_lock lock(second);
        copy = data + 1;
      },
      [&] {
        int seen = 0;
        {
          const std::scoped_lock lock(first);
          seen = data;
        }
        const std::scoped_lock lock(second);
        if (seen == 1 && copy != 2) {
          show("half-done");
        }
      });
}

// A1 < B1 < C1 < B2 < A2 only. A change that put each fallen task below all others never gives it.
void nested_order() {
  sim::atomic<int> x(0, "x");
  std::string order;
  const auto ops = [&](char letter, int count) {
    return [&x, &order, letter, count] {
      for (int i = 0; i < count; ++i) {
        x.store(i);
        order += letter;
      }
    };
  };
  all_of(ops('A', 2), ops('B', 2), ops('C', 1));
  if (order == "ABCBA") {
    show("nested");
  }
}

// One op that must come after three of each of twelve others.
void overtaken() {
  sim::atomic<int> arrived(0, "arrived");
  sim::spawn("slow", [&] {
    if (arrived.load() == 36) {
      show("overtaken");
    }
  });
  for (int i = 0; i < 12; ++i) {
    sim::spawn("fast", [&] {
      for (int op = 0; op < 3; ++op) {
        arrived.fetch_add(1);
      }
    });
  }
  World::current().await_idle();
}

}  // namespace rollcall
