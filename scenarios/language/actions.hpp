#pragma once

#include "scenarios/language/place.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollcall {

/// A machine of the scenario: a worker's, or the orchestrator's.
struct HostRef {
  std::optional<std::size_t> worker;  // index into Scenario::workers; nullopt: the orchestrator

  friend bool operator==(const HostRef&, const HostRef&) = default;
};

/// The links from each of `left` to each of `right`, and back unless `one_way`.
struct LinkSet {
  std::vector<HostRef> left;
  std::vector<HostRef> right;
  bool one_way = false;
  std::vector<std::string> methods;  // only calls of these and their replies; empty: everything
};

// What a script can do. One that acts on several workers is one action for each.

/// `register:` one Register call of one worker, or the start of its process.
struct RegisterAction {
  std::size_t worker = 0;  // index into Scenario::workers
  std::string host;        // the address it claims
  std::int32_t port = 0;
};

/// `set_state:` one SetWorkerState call by somebody outside.
struct SetStateAction {
  std::size_t worker = 0;
  std::string state;
};

/// `dispatch_pause:` the dispatcher tasks stand still; the clock goes on.
struct DispatchPauseAction {
  std::optional<Duration> duration;  // nullopt: to the end
};

/// `deregister:`, `drain:` a worker leaves. `heartbeat:` it sends one now.
struct WorkerAction {
  enum class Verb { kDeregister, kDrain, kHeartbeat };
  Verb verb{};
  std::size_t worker = 0;
};

/// `crash:`, `restart:`, `pause:`, `resume:` a process ends, ends and starts anew, stands still.
struct HostAction {
  enum class Verb { kCrash, kRestart, kPause, kResume };
  Verb verb{};
  HostRef host;
  std::optional<Duration> duration;  // until it starts again, goes on; nullopt: not by itself
};

/// `partition:`, `clog:` messages are lost, or wait.
struct LinkAction {
  enum class Verb { kPartition, kClog };
  Verb verb{};
  LinkSet links;
  std::optional<Duration> duration;  // nullopt: until a heal
};

/// `heal: all`: ends every partition and clog.
struct HealAction {};

/// `drop_reply:`, `duplicate:` what happens to the next calls of a method.
struct MessageAction {
  enum class Verb { kDropReply, kDuplicate };
  Verb verb{};
  std::string method;
  std::optional<std::size_t> worker;  // whose calls; nullopt: anybody's
  std::uint32_t count = 1;
};

/// `clock_jump:` a host's wall clock is set; negative is back.
struct ClockJumpAction {
  HostRef host;
  Duration by{};
};

/// `submit:` jobs, all at once.
struct SubmitAction {
  std::uint32_t jobs = 1;
  DurationRange duration;
  bool idempotent = true;
};

/// `cancel:` the job of that number, in order of submission, from 1.
struct CancelAction {
  std::uint32_t job = 0;
};

struct Action {
  std::variant<RegisterAction, SetStateAction, DispatchPauseAction, WorkerAction, HostAction,
               LinkAction, HealAction, MessageAction, ClockJumpAction, SubmitAction, CancelAction>
      what;
  std::uint32_t number = 0;  // among those of its verb and target, in document order, from 1
  Position position;
};

/// "register": the key that it is written with.
[[nodiscard]] std::string_view verb_of(const Action& action);

/// The one host that it is about; nullopt if it is about several or none.
[[nodiscard]] std::optional<HostRef> target_of(const Action& action);

}  // namespace rollcall
