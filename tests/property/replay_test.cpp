// Small concurrent programs made from a generated list of ops: however they are played, one
// schedule is one execution.
#include "sim/strategy/replay.hpp"

#include "sim/strategy/reproduce.hpp"
#include "sim/strategy/shrink.hpp"
#include "sim/trace/decision_file.hpp"
#include "tests/sim/support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Tasks are lists of bytes; a byte is an op on one of a few shared objects.
using Program = std::vector<std::vector<std::uint8_t>>;

struct Objects {
  sim::mutex mutexes[2]{sim::mutex("m0"), sim::mutex("m1")};
  sim::channel<int> buffered{2, "buffered"};
  sim::channel<int> unbuffered{0, "unbuffered"};
  sim::cond_var changed{"changed"};
  sim::wait_group group{"group"};
  sim::atomic<int> value{0, "value"};
  sim::shared<int> plain{0, "plain"};
};

void do_op(Objects& objects, std::uint8_t code) {
  World& world = World::current();
  Choices& choices = world.choices();
  switch (code % 14) {
    case 0:
      objects.mutexes[code / 14 % 2].lock();
      return;
    case 1:
      objects.mutexes[code / 14 % 2].unlock();  // mostly a panic
      return;
    case 2:
      objects.buffered.send(code);
      return;
    case 3:
      static_cast<void>(objects.buffered.receive());
      return;
    case 4:
      objects.unbuffered.send(code);
      return;
    case 5:
      static_cast<void>(objects.unbuffered.try_receive());
      return;
    case 6: {
      std::unique_lock lock(objects.mutexes[0]);
      objects.changed.wait(lock);
      return;
    }
    case 7:
      objects.changed.notify_one();
      return;
    case 8:
      objects.group.add(1);
      return;
    case 9:
      objects.group.wait();
      return;
    case 10:
      sim::sleep(choices.between(choices.stream("pace"), Duration{0}, Duration{code}));
      return;
    case 11:
      objects.value.fetch_add(static_cast<int>(choices.pick(choices.stream("amount"), 5)));
      return;
    case 12:
      objects.plain.write(code);
      return;
    default:
      sim::spawn("child", [] { sim::yield(); });
  }
}

auto body_of(const Program& program) {
  return [&program] {
    const auto objects = std::make_shared<Objects>();
    for (const auto& task : program) {
      sim::spawn("task", [objects, &task] {
        for (const std::uint8_t code : task) {
          do_op(*objects, code);
        }
      });
    }
  };
}

RC_GTEST_PROP(ReplayProperty, AReplayEqualsTheOriginal,
              (std::uint64_t seed, const Program& program)) {
  const Recorded recorded = run_recorded(seed, body_of(program));
  World world;
  Replay strategy(recorded.trace.decisions);
  const RunResult replayed =
      world.run({.seed = ~seed, .strategy = strategy, .replayed_draws = &recorded.trace.draws},
                body_of(program));
  RC_ASSERT(summary(replayed) == summary(recorded.result));
  RC_ASSERT(!strategy.stale_at());
  RC_ASSERT(!replayed.diverged);
}

Execute execute_in(World& world, const Program& program) {
  return [&](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return world.run({.seed = 5, .strategy = strategy, .recording = recording, .draws = &draws},
                     body_of(program));
  };
}

RC_GTEST_PROP(ReplayProperty, ADecisionFileEqualsTheOriginal,
              (std::uint64_t seed, const Program& program)) {
  const Recorded recorded = run_recorded(seed, body_of(program));
  World world;
  const Execute execute = execute_in(world, program);
  const Transcript transcript = transcribe(recorded.trace, execute);
  RC_ASSERT(!transcript.stale);
  RC_ASSERT(summary(transcript.result) == summary(recorded.result));
  const std::string text = format({.header = {}, .schedule = transcript.schedule});
  const Reproduction again = reproduce(parse_decisions(text, "x").schedule,
                                       failure_of(recorded.result).value_or(Failure{}), execute);
  RC_ASSERT(again.stale == "");
  RC_ASSERT(summary(again.result) == summary(recorded.result));
}

RC_GTEST_PROP(ReplayProperty, AShrunkScheduleFailsInTheSameWayAndIsNoLonger,
              (std::uint64_t seed, const Program& program)) {
  const Recorded recorded = run_recorded(seed, body_of(program));
  World world;
  const Execute execute = execute_in(world, program);
  const std::optional<Shrunk> shrunk =
      shrink(transcribe(recorded.trace, execute).schedule, execute, {.executions_max = 100});
  RC_ASSERT(shrunk.has_value() == recorded.result.violation.has_value());
  if (shrunk) {
    RC_ASSERT(failure_of(recorded.result) == shrunk->failure);
    RC_ASSERT(shrunk->after <= shrunk->before);
    RC_ASSERT(shrunk->executions <= 100U);
    const Reproduction again = reproduce(shrunk->schedule, shrunk->failure, execute);
    RC_ASSERT(again.outcome == Outcome::kReproduced);
    RC_ASSERT(again.result.trace_hash == shrunk->result.trace_hash);
  }
}

RC_GTEST_PROP(ReplayProperty, RecordingChangesNothing,
              (std::uint64_t seed, const Program& program)) {
  const Recorded recorded = run_recorded(seed, body_of(program));
  RC_ASSERT(summary(run(seed, body_of(program))) == summary(recorded.result));
  RC_ASSERT(recorded.trace.events.size() == recorded.result.steps);
}

RC_GTEST_PROP(ReplayProperty, AUsedWorldPlaysAsAFreshOne,
              (std::uint64_t seed, const Program& first, const Program& second)) {
  World used;
  run_in(used, ~seed, body_of(first));
  RC_ASSERT(summary(run_in(used, seed, body_of(second))) == summary(run(seed, body_of(second))));
  RC_ASSERT(summary(run_in(used, seed, body_of(first))) == summary(run(seed, body_of(first))));
}

}  // namespace
}  // namespace rollcall
