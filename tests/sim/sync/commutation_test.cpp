// Whether explorations may trust what steps say they touch. Random programs over the vocabulary
// are played; then, of each two neighbouring steps that by their touches do not conflict, the order
// is swapped and the rest kept. Nothing else may change: neither a result that a task saw, nor any
// later step or what it touched.
#include "sim/base/random.hpp"
#include "sim/sync/context.hpp"
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/semaphore.hpp"
#include "tests/sim/support.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

constexpr std::size_t kTasks = 3;
constexpr std::size_t kActs = 3;
constexpr std::uint64_t kKinds = 24;

// The tasks' acts, by kind, and what each saw.
struct Program {
  std::array<std::array<std::uint64_t, kActs>, kTasks> acts{};
  std::array<std::string, kTasks> seen;
};

struct Objects {
  sim::channel<int> buffered{2, "buffered"};
  sim::channel<int> direct{0, "direct"};
  sim::mutex mutex{"mutex"};
  sim::rw_mutex rw{"rw"};
  sim::semaphore permits{1, "permits"};
  sim::once once{"once"};
  sim::wait_group group{"group"};
  std::pair<sim::context, sim::cancel_func> outer{sim::with_cancel(sim::background(), "outer")};
  std::pair<sim::context, sim::cancel_func> inner{sim::with_cancel(outer.first, "inner")};
};

std::string text(const std::optional<int>& value) { return value ? std::to_string(*value) : "-"; }

std::string on_channels(Objects& on, std::uint64_t kind, int value) {
  std::string got;
  const auto keep = [&](const std::optional<int>& received) { got = text(received); };
  switch (kind) {
    case 0:
      on.buffered.send(value);
      return "sent";
    case 1:
      return text(on.buffered.receive());
    case 2:
      return on.buffered.try_send(value) ? "sent" : "full";
    case 3:
      return text(on.buffered.try_receive());
    case 4:
      return std::to_string(on.buffered.len());
    case 5:
      on.direct.send(value);
      return "sent";
    case 6:
      return text(on.direct.receive());
    case 7:
      return on.direct.try_send(value) ? "sent" : "full";
    case 8:
      return text(on.direct.try_receive());
    case 9:
      return std::to_string(sim::select(sim::receive_from(on.direct, keep),
                                        sim::receive_from(on.buffered, keep))) +
             got;
    case 10:
      return std::to_string(sim::select(sim::send_to(on.direct, value),
                                        sim::send_to(on.buffered, value), sim::otherwise()));
    default:
      on.buffered.close();
      return "closed";
  }
}

std::string on_locks(Objects& on, std::uint64_t kind) {
  switch (kind) {
    case 12: {
      const std::unique_lock lock(on.rw);
      return "wrote";
    }
    case 13: {
      const std::shared_lock lock(on.rw);
      return "read";
    }
    case 14: {
      const std::unique_lock lock(on.rw, std::try_to_lock);
      return lock ? "wrote" : "busy";
    }
    case 15: {
      const std::shared_lock lock(on.rw, std::try_to_lock);
      return lock ? "read" : "busy";
    }
    case 16: {
      const std::unique_lock lock(on.mutex, std::try_to_lock);
      return lock ? "locked" : "busy";
    }
    default: {
      const std::scoped_lock lock(on.mutex);
      return "locked";
    }
  }
}

std::string on_others(Objects& on, std::uint64_t kind) {
  switch (kind) {
    case 18:
      on.permits.acquire(2);
      return "acquired";
    case 19:
      return on.permits.try_acquire() ? "acquired" : "none";
    case 20: {
      std::string ran = "waited";
      on.once.call([&] { ran = "ran"; });
      on.permits.release();
      return ran;
    }
    case 21:
      on.inner.second("inner");
      return "cancelled";
    case 22:
      on.outer.second("outer");
      return "cancelled";
    default:
      return on.inner.first.cause();
  }
}

void play_task(Objects& on, Program& program, std::size_t self) {
  for (std::size_t i = 0; i < kActs; ++i) {
    const std::uint64_t kind = program.acts[self][i];
    std::string saw;
    try {
      saw = kind < 12   ? on_channels(on, kind, static_cast<int>(10 * self + i))
            : kind < 18 ? on_locks(on, kind)
                        : on_others(on, kind);
    } catch (const Panic&) {
      saw = "panic";
    }
    if (World::current().cancelling()) {
      return;
    }
    program.seen[self] += saw + " ";
  }
}

// Does the steps of the listed tasks, in that order.
class Follow final : public Strategy {
 public:
  explicit Follow(std::vector<TaskId> order) : order_(std::move(order)) {}
  [[nodiscard]] std::string_view name() const override { return "follow"; }
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] Slot pick(const Situation& situation) override {
    if (done_ < order_.size()) {
      const Task* const task = situation.world.find(order_[done_++]);
      if (task != nullptr && situation.enabled.contains(task->slot)) {
        return task->slot;
      }
    }
    return kGiveUp;
  }

 private:
  std::vector<TaskId> order_;
  std::size_t done_ = 0;
};

// Draws that do not depend on which other draws came first.
class SameDraw final : public DrawSource {
 public:
  explicit SameDraw(std::uint64_t value) : value_(value) {}
  std::uint64_t draw(const Stream&, std::uint64_t count) override { return value_ % count; }

 private:
  std::uint64_t value_;
};

struct Played {
  StepLog log;
  std::array<std::string, kTasks> seen;
  RunResult result;
};

Played play(World& world, Program program, std::uint64_t seed, Strategy& strategy) {
  Played played;
  SameDraw draws(seed);
  played.result =
      world.run({.seed = seed, .strategy = strategy, .draws = &draws, .log = &played.log}, [&] {
        Objects objects;
        for (std::size_t i = 0; i < kTasks; ++i) {
          sim::spawn({.name = {.text = "task", .number = i + 1}, .daemon = true},
                     [&, i] { play_task(objects, program, i); });
        }
        World::current().await_idle();
      });
  played.seen = program.seen;
  return played;
}

std::vector<std::string> steps(const StepLog& log) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < log.count(); ++i) {
    std::set<std::string> touched;
    for (const Touch& touch : log.touches(i)) {
      touched.insert(std::to_string(index_of(touch.object)) + "/" +
                     std::to_string(static_cast<int>(touch.access)) + "/" +
                     std::to_string(touch.nth) + "/" + std::to_string(touch.needs));
    }
    std::string step = std::to_string(index_of(log.at(i).task)) + " does " +
                       std::string(op_word(log.at(i).op.kind)) + " " +
                       std::to_string(index_of(log.at(i).op.object)) + ":";
    for (const std::string& touch : touched) {
      step += " " + touch;
    }
    all.push_back(step);
  }
  return all;
}

// Whether steps i and i + 1 of the log may be swapped.
bool independent(const StepLog& log, std::size_t i) {
  const auto& first = log.at(i);
  const auto& second = log.at(i + 1);
  if (first.task == second.task || second.after_jump != Jump::kNone ||
      second.op.kind == OpKind::kIdle) {
    return false;
  }
  const auto let_gone = log.let_gone(i);
  if (std::find(let_gone.begin(), let_gone.end(), second.task) != let_gone.end()) {
    return false;
  }
  for (const Touch& left : log.touches(i)) {
    for (const Touch& right : log.touches(i + 1)) {
      if (conflict(left, right)) {
        return false;
      }
    }
  }
  return true;
}

// The number of swaps; each is checked.
std::size_t swap_all(World& world, const Program& program, std::uint64_t seed) {
  RandomWalk walk;
  const Played played = play(world, program, seed, walk);
  if (played.result.violation) {
    return 0;
  }
  std::size_t count = 0;
  std::vector<TaskId> order;
  for (std::size_t i = 0; i < played.log.count(); ++i) {
    order.push_back(played.log.at(i).task);
  }
  std::vector<std::string> expected = steps(played.log);
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (!independent(played.log, i)) {
      continue;
    }
    ++count;
    std::swap(order[i], order[i + 1]);
    std::swap(expected[i], expected[i + 1]);
    Follow follow(order);
    const Played swapped = play(world, program, seed, follow);
    EXPECT_EQ(steps(swapped.log), expected) << "seed " << seed << ", step " << i;
    EXPECT_EQ(swapped.seen, played.seen) << "seed " << seed << ", step " << i;
    std::swap(order[i], order[i + 1]);
    std::swap(expected[i], expected[i + 1]);
  }
  return count;
}

TEST(Commutation, NeighboursThatDoNotConflictMayBeSwapped) {
  World world;
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < 3000 && !::testing::Test::HasFailure(); ++seed) {
    Program program;
    std::uint64_t number = 0;
    // Most of the programs use objects of one sort only, so that their tasks meet.
    static constexpr std::pair<std::uint64_t, std::uint64_t> kSorts[] = {
        {0, 12}, {5, 11}, {12, 18}, {18, 21}, {21, 24}, {0, kKinds}};
    const auto [low, high] = kSorts[seed % std::size(kSorts)];
    for (auto& acts : program.acts) {
      for (std::uint64_t& kind : acts) {
        kind = low + mix(seed, ++number) % (high - low);
      }
    }
    count += swap_all(world, program, seed);
  }
  EXPECT_GT(count, 5000U) << "there is enough to swap";
}

}  // namespace
}  // namespace rollcall
