#include "model/invariants/sequential_pool.hpp"

#include "model/probe/texts.hpp"
#include "sim/base/random.hpp"
#include "sim/check/specification.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

using State = SequentialPool::State;
using Kind = PoolOp::Kind;
using Said = PoolAnswer::Kind;

bool registered(const State& state) { return state.epoch != EpochId{}; }

State gone(State state) {
  state.epoch = {};
  state.boot = 0;
  state.grant = 0;
  state.draining = false;
  return state;
}

State without_job(State state) {
  state.grant = 0;
  return state.draining ? gone(state) : state;
}

std::optional<State> joined(const State& state, const PoolOp& op) {
  if (registered(state) || op.epoch <= state.epoch_max || op.boot < state.boot_max) {
    return std::nullopt;
  }
  return State{.epoch = op.epoch, .boot = op.boot, .boot_max = op.boot, .epoch_max = op.epoch};
}

// The join is an act of the manager, so that one whose caller hears nothing has its epoch; the call
// is told what is there.
bool is_registered(const State& state, const PoolOp& op, EpochId epoch) {
  return registered(state) && op.boot == state.boot && epoch == state.epoch;
}

// What an operation of exactly this registration does.
std::optional<State> done(const State& state, const PoolOp& op) {
  switch (op.kind) {
    case Kind::kHeartbeat:
      return op.boot == state.boot ? std::optional(state) : std::nullopt;
    case Kind::kComplete:
      return op.boot == state.boot && op.grant == state.grant && op.grant != 0
                 ? std::optional(without_job(state))
                 : std::nullopt;
    case Kind::kDrain: {
      State draining = state;
      draining.draining = true;
      return state.grant == 0 ? gone(state) : draining;
    }
    case Kind::kAcquire: {
      State busy = state;
      busy.grant = op.grant;
      return state.grant == 0 && !state.draining ? std::optional(busy) : std::nullopt;
    }
    case Kind::kReturn: {
      State idle = state;
      idle.grant = 0;
      return op.grant == state.grant ? std::optional(idle) : std::nullopt;
    }
    case Kind::kLeave:
    case Kind::kLose:
      return gone(state);
    case Kind::kRegister:
    case Kind::kJoin:
    case Kind::kForget:
      return std::nullopt;
  }
  return std::nullopt;
}

bool fits(const State& state, const PoolOp& op) {
  const bool any = op.kind == Kind::kLeave || op.kind == Kind::kDrain;
  return registered(state) && (op.epoch == state.epoch || (any && op.epoch == EpochId{}));
}

// A request may arrive twice: then the first has done it, and the answer is that to the second.
std::optional<State> done_before(const State& state, const PoolOp& op) {
  const bool ends_something =
      op.kind == Kind::kComplete || op.kind == Kind::kLeave || op.kind == Kind::kDrain;
  return ends_something && fits(state, op) ? done(state, op) : std::nullopt;
}

std::string name_of(Kind kind) {
  switch (kind) {
    case Kind::kRegister:
      return "register";
    case Kind::kHeartbeat:
      return "heartbeat";
    case Kind::kComplete:
      return "complete";
    case Kind::kLeave:
      return "leave";
    case Kind::kDrain:
      return "drain";
    case Kind::kJoin:
      return "join";
    case Kind::kAcquire:
      return "acquire";
    case Kind::kReturn:
      return "return";
    case Kind::kLose:
      return "lose";
    case Kind::kForget:
      return "forget";
  }
  return "?";
}

}  // namespace

static_assert(Partitioned<SequentialPool> && KnowsReadOnly<SequentialPool>);

std::optional<State> SequentialPool::step(const State& state, const Input& input,
                                          const Output& output) const {
  if (input.kind == Kind::kForget) {
    State nothing;
    nothing.epoch_max = state.epoch_max;
    return nothing;
  }
  switch (output.kind) {
    case Said::kOk:
      if (input.kind == Kind::kRegister) {
        return is_registered(state, input, output.epoch) ? std::optional(state) : std::nullopt;
      }
      if (input.kind == Kind::kJoin) {
        return joined(state, input);
      }
      return fits(state, input) ? done(state, input) : std::nullopt;
    case Said::kUnknown:
      return registered(state) ? done_before(state, input) : std::optional(state);
    case Said::kStale:
      if (input.kind == Kind::kRegister) {
        return input.boot <= state.boot_max ? std::optional(state) : std::nullopt;
      }
      if (fits(state, input) && done(state, input)) {
        return done_before(state, input);
      }
      return registered(state) ? std::optional(state) : std::nullopt;
    case Said::kRefused:
      return input.kind == Kind::kRegister ? std::optional(state) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<State> SequentialPool::outcomes(const State& state, const Input& input) const {
  std::vector<State> states{state};
  if (fits(state, input)) {
    if (const auto next = done(state, input)) {
      states.push_back(*next);
    }
  }
  return states;
}

std::uint64_t SequentialPool::hash(const State& state) const {
  std::uint64_t hash = mix(state.epoch.term, state.epoch.number);
  hash = mix(hash, state.grant);
  hash = mix(hash, state.epoch_max.number);
  return mix(hash, state.boot_max + (state.draining ? 1U : 0U));
}

bool SequentialPool::is_read_only(const Input& input, const Output&) const {
  return input.kind == Kind::kHeartbeat || input.kind == Kind::kRegister;
}

std::string SequentialPool::describe(const Input& input,
                                     const std::optional<Output>& output) const {
  std::string text = fmt::format("{}(", name_of(input.kind));
  text += input.kind == Kind::kRegister ? fmt::format("boot {}", input.boot)
                                        : fmt::format("epoch {}", epoch_text(input.epoch));
  text += input.grant == 0 ? ")" : fmt::format(", grant {})", input.grant);
  if (!output) {
    return text + " -> ?";
  }
  switch (output->kind) {
    case Said::kOk:
      return text + (output->epoch == EpochId{} ? std::string(" -> ok")
                                                : " -> epoch " + epoch_text(output->epoch));
    case Said::kUnknown:
      return text + " -> unknown";
    case Said::kStale:
      return text + " -> stale";
    case Said::kRefused:
      return text + " -> refused";
  }
  return text;
}

std::string SequentialPool::describe_state(const State& state) const {
  if (!registered(state)) {
    return fmt::format("not registered, newest boot {}", state.boot_max);
  }
  return fmt::format("epoch {}, boot {}{}{}", epoch_text(state.epoch), state.boot,
                     state.grant == 0 ? "" : fmt::format(", job under grant {}", state.grant),
                     state.draining ? ", draining" : "");
}

}  // namespace rollcall
