#pragma once

#include "sim/base/packed_int64.hpp"
#include "sim/core/object.hpp"
#include "sim/core/task.hpp"
#include "sim/net/callable.hpp"
#include "sim/net/fault_rule.hpp"
#include "sim/net/host_clock.hpp"
#include "sim/net/payload.hpp"
#include "sim/net/pool.hpp"
#include "sim/net/types.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace rollcall::net {

class Service;

/// What a call came to. Three-valued: ok(), and it was done; failed(), and it surely was not; else
/// unknown(), as after a deadline.
struct Outcome {
  StatusCode code = StatusCode::kUnknown;
  Payload reply{};
  bool maybe_done = false;  // the request may have reached the peer, though there is no good reply

  [[nodiscard]] bool ok() const { return code == StatusCode::kOk; }
  [[nodiscard]] bool failed() const { return !ok() && !maybe_done; }
  [[nodiscard]] bool unknown() const { return !ok() && maybe_done; }
};

using ReplyHandler = Callable<void(Outcome)>;

// What the network keeps. All of it is in pools and refers to each other by handles and places.

struct MessageId : Handle {};

/// What becomes of a message that is sent.
struct Fate {
  Duration delay{};
  bool lost = false;
  bool twice = false;
  bool fails = false;
};

/// On its way to a host, or waiting there.
struct Message {
  MessageKind kind = MessageKind::kTimer;
  StatusCode status = StatusCode::kOk;
  MethodId method = MethodId::kAny;
  bool handled = false;     // it has had its turn at a slow host
  bool judged = false;      // the rules have let it arrive
  bool maybe_done = false;  // kEnd
  HostId from = HostId::kNone;
  HostId to = HostId::kNone;
  std::uint32_t incarnation = 0;  // kRequest and what a host sends itself: of `to`, that it is for;
                                  // kAccepted: of `from`
  std::uint32_t address = 0;      // kConnect, kRequest: where to
  std::uint32_t attempt = 0;      // of the connection
  ConnectionId connection{};
  CallId call{};
  Time deadline = Time::max();  // kRequest
  Payload payload{};
  TimerAction action{};  // kTimer
  StepId step{};         // in which it arrives
  MessageId follower{};  // that is let go as this one arrives
};

/// From start() to the handler.
struct Call {
  ConnectionId connection{};  // none once it has only to end
  MethodId method = MethodId::kAny;
  std::uint8_t copy_count = 0;  // of the request, on their way or arrived
  std::uint32_t attempt = 0;    // of the connection, in which it was sent; 0: it waits
  HostId from = HostId::kNone;
  Time deadline = Time::max();
  Payload request{};  // until it is sent
  MessageId timer{};  // its deadline, or its end
  Links links{};
  ReplyHandler handler{};
};

// What a connection knows in each of its states.
struct Idle {};
struct Connecting {
  MessageId timeout{};
};
struct Ready {
  HostId peer = HostId::kNone;  // who accepted
  std::uint32_t incarnation = 0;
};
struct TransientFailure {
  PackedInt64 retry_at{};  // virtual time
};

using ConnectionPhase = std::variant<Idle, Connecting, Ready, TransientFailure>;
static_assert(ConnectionPhase(Connecting{}).index() ==
              static_cast<std::size_t>(ConnectionState::kConnecting));
static_assert(ConnectionPhase(Ready{}).index() ==
              static_cast<std::size_t>(ConnectionState::kReady));
static_assert(std::variant_size_v<ConnectionPhase> ==
              1 + static_cast<std::size_t>(ConnectionState::kTransientFailure));

/// The caller's end of a connection. There may be millions.
struct Connection {
  [[nodiscard]] ConnectionState state() const {
    return static_cast<ConnectionState>(phase.index());
  }

  Links own{};                      // the connections of `from`
  Links accepted{};                 // those that `acceptor` has accepted
  HostId acceptor = HostId::kNone;  // in whose list that is
  std::uint32_t failure_count = 0;  // of the attempts since one went well
  // What a call looks at.
  HostId from = HostId::kNone;
  std::uint32_t address = 0;
  std::uint32_t attempt = 0;  // to open it, so far
  ConnectionPhase phase{};
  List<Call, &Call::links> calls;  // in order of their start
};

struct Listener {
  HostId host = HostId::kNone;
  std::uint32_t address = 0;
  std::uint32_t service = 0;  // its number in Network::services_
  Links own{};                // the listeners of `host`
  Links beside{};             // those at `address`
};

/// "10.0.0.1:7000": who listens there, the newest last.
struct Address {
  List<Listener, &Listener::beside> listeners;
  HostId owner = HostId::kNone;  // who listened last: where its link leads
};

/// A method and what its messages' steps are called.
struct MethodNames {
  std::string name;
  std::string request;
  std::string reply;
  std::string deadline;
  std::string end;
};

/// A rule of the chain, and what it holds.
struct Rule {
  FaultHandle handle = FaultHandle::kNone;
  std::unique_ptr<FaultRule> rule;
  std::string mark;            // that it has acted
  std::string mark_in_flight;  // on what was on its way
  std::vector<MessageId> held;
};

/// A task that belongs to a host.
struct HostTask {
  TaskId task = TaskId::kNone;
  HostId host = HostId::kNone;
  Links links{};
};

/// All that have not ended.
struct HostTasks {
  explicit HostTasks(std::string_view host) : life(host) {}

  Object life;  // shared by their steps
  List<HostTask, &HostTask::links> list;
};

/// A machine. Its mailbox is the object on which what arrives is a step, and has its name. There
/// may be a million: what few have at a time stands aside, and what each message looks at, from the
/// second half of the mailbox up to the clock, is in one line of the cache.
struct alignas(32) Host {
  explicit Host(std::string_view name) : mailbox(name) {}

  Object mailbox;
  bool up = true;
  bool paused = false;
  bool slow = false;
  std::uint32_t incarnation = 1;
  LocalClock clock;
  std::unique_ptr<HostTasks> tasks;  // once it has had one
  List<Connection, &Connection::own> connections;
  List<Connection, &Connection::accepted> accepted;
  List<Listener, &Listener::own> listeners;
};

static_assert(sizeof(Host) == 96);

/// How slow a host is, and until when it has something to do.
struct Slowness {
  std::uint32_t factor = 0;
  Time busy_until{};
};

}  // namespace rollcall::net
