#pragma once

// The objects that the tasks of a random program meet in.

#include "sim/net/network.hpp"
#include "sim/sync/context.hpp"
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/random_program.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::exploration_test {

using namespace std::chrono_literals;

// What the tasks of one execution share. It outlives the execution, so that no object ends while
// somebody uses it. Timers and contexts are there only if the program has a use for them: they are
// steps of their own.
struct Shared {
  using Func = sim::func_timer<std::function<void()>>;

  explicit Shared(const RandomProgram& played)
      : program(played),
        permits(static_cast<std::uint64_t>(played.permits), "permits"),
        group(played.count, "group"),
        buffered(static_cast<std::size_t>(played.capacity), "c1"),
        ends(played.tasks.size()),
        seen(played.tasks.size()) {
    for (std::unique_ptr<sim::OneShot>& end : ends) {
      end = std::make_unique<sim::OneShot>("end");
    }
    if (uses({Word::kStopTimer, Word::kResetTimer, Word::kReceiveTick, Word::kTryReceiveTick})) {
      timer.emplace(1ms, "timer");
    }
    if (uses({Word::kCancel, Word::kError, Word::kMakeChild, Word::kAwaitDone, Word::kSelect})) {
      outer.emplace(sim::with_cancel(sim::background(), "outer"));
      inner.emplace(sim::with_timeout(outer->first, 2ms, "inner"));
    }
    if (uses({Word::kCrash, Word::kRestart, Word::kPause, Word::kResume}) ||
        std::any_of(played.tasks.begin(), played.tasks.end(),
                    [](const RandomTask& task) { return task.on_host; })) {
      network = std::make_unique<net::Network>();
      host = network->add_host("host");
    }
  }

  [[nodiscard]] bool uses(std::initializer_list<Word> words) const {
    for (const RandomTask& task : program.tasks) {
      for (const Instruction& instruction : task.instructions) {
        if (std::find(words.begin(), words.end(), instruction.word) != words.end()) {
          return true;
        }
      }
    }
    return false;
  }
  sim::channel<int>& channel(std::uint8_t which) {
    return which == 0 ? rendezvous : which == 1 ? buffered : pipe;
  }
  std::pair<sim::context, sim::cancel_func>& context(std::uint8_t which) {
    return which == 0 ? *outer : *inner;
  }

  const RandomProgram& program;
  std::array<sim::mutex, 2> mutexes{sim::mutex("m0"), sim::mutex("m1")};
  sim::rw_mutex rw{"rw"};
  sim::semaphore permits;
  sim::wait_group group;
  sim::cond_var condition{"condition"};
  sim::once once{"once"};
  sim::channel<int> rendezvous{0, "c0"};
  sim::channel<int> buffered;
  sim::channel<int> pipe{1, "c2"};
  std::optional<sim::timer> timer;
  std::optional<std::pair<sim::context, sim::cancel_func>> outer;
  std::optional<std::pair<sim::context, sim::cancel_func>> inner;
  std::unique_ptr<Func> func;
  sim::atomic<int> func_started{0, "func_started"};
  sim::atomic<int> child_started{0, "child_started"};
  sim::std_shaped::promise<int> promise;
  sim::std_shaped::future<int> future = promise.get_future();
  std::array<sim::atomic<int>, 2> cells{sim::atomic<int>(0, "x0"), sim::atomic<int>(0, "x1")};
  sim::shared<int> plain{0, "plain"};
  std::unique_ptr<net::Network> network;
  net::HostId host{};
  std::vector<std::unique_ptr<sim::OneShot>> ends;
  std::vector<std::string> seen;
};

}  // namespace rollcall::exploration_test
