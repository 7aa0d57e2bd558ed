#pragma once

#include "sim/base/letters.hpp"
#include "sim/base/segmented_vector.hpp"
#include "sim/core/world.hpp"
#include "sim/net/callable.hpp"
#include "sim/net/fault_rule.hpp"
#include "sim/net/payload.hpp"
#include "sim/net/pool.hpp"
#include "sim/net/records.hpp"
#include "sim/net/types.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::net {

class Network;

/// How an accepted request is answered: by a value that may be kept and used once, from a task or
/// from a step. What it says after its host has crashed, or a second time, reaches nobody.
class Responder {
 public:
  Responder() = default;

  void send(Payload reply) { answer(StatusCode::kOk, std::move(reply)); }
  /// The handler ran and says no; the caller cannot tell what it did before that.
  void fail(StatusCode code) { answer(code, {}); }

 private:
  friend class Network;
  void answer(StatusCode code, Payload reply);

  Network* network_ = nullptr;
  CallId call_;
  HostId at_ = HostId::kNone;
  HostId to_ = HostId::kNone;
  MethodId method_ = MethodId::kAny;
  std::uint32_t incarnation_ = 0;  // of `at_`
};

/// A request as it comes to a service.
struct Incoming {
  HostId at = HostId::kNone;    // the service's host
  HostId from = HostId::kNone;  // the caller's
  MethodId method = MethodId::kAny;
  Payload request{};
  Time deadline = Time::max();  // of the world: after it nobody waits for the answer
  Responder reply{};
};

/// What listens at an address. Runs in the step of the delivery: no op. It answers at once, keeps
/// the responder, or hands it to a task (Network::spawn_on).
class Service {
 public:
  Service() = default;
  virtual ~Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  virtual void handle(Incoming incoming) = 0;
};

struct ConnectionView {
  ConnectionId id{};
  std::string_view target{};
  ConnectionState state = ConnectionState::kIdle;
  HostId peer = HostId::kNone;  // while ready
  std::size_t call_count = 0;   // under way
};

/// The network of one execution: hosts, the links between them, connections, calls, faults.
///
/// Made and used inside World::run; what it refers to (services, what handlers capture) outlives it
/// or its host's crash. Everything that arrives is a step of its own without a stack, on the object
/// of its host: of those that are due at one instant the schedule decides which comes first; with a
/// latency of 0 that is all of them. Calls are not ordered among each other, also on one
/// connection.
///
/// A connection is a gRPC channel: no I/O before the first call; calls wait while it is being
/// opened; it is back to idle when the other end resets it, and opened again by the next call; if
/// it cannot be opened, its calls fail with UNAVAILABLE, and all others until the backoff is over.
/// A host's crash resets its connections, where the reset gets through: else they stay half-open,
/// and calls end at their deadline.
///
/// In a task, start() and Responder are ops: others may go before. In a step they are part of it.
/// Draws: "network" for links and backoff, "faults" for rules. README.md has the faults.
class Network {
 public:
  explicit Network(NetworkOptions options = {});
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // --- hosts ---

  HostId add_host(std::string_view name, HostClock clock = {});
  [[nodiscard]] std::string_view name(HostId host) const;
  [[nodiscard]] std::size_t host_count() const { return hosts_.size(); }
  void set_link(HostId from, HostId to, const LinkOptions& options);

  /// What runs there is gone: its tasks end at their op, its connections, calls, timers and
  /// listeners are forgotten; none of their handlers runs. What it sent is still on its way. Not by
  /// a task of the host, and not from a step (see World::end_tasks). Nothing if it is down.
  void crash(HostId host);
  /// Up again, as a new incarnation: nothing is kept but the clock. Nothing if it is up.
  void restart(HostId host);
  /// Its tasks stand still, what arrives waits, its timers too; the clock goes on.
  void pause(HostId host);
  /// All that has waited comes now, in whatever order the schedule says.
  void resume(HostId host);
  /// Each arrival takes `factor` times NetworkOptions::handling, one after the other; 0: no time.
  void slow(HostId host, std::uint32_t factor);

  [[nodiscard]] bool up(HostId host) const;
  [[nodiscard]] bool paused(HostId host) const;
  /// From 1; another after each crash.
  [[nodiscard]] std::uint32_t incarnation(HostId host) const;

  /// The host's own clocks. The monotonic one never goes back, whatever is done to the other.
  [[nodiscard]] Time wall(HostId host);
  [[nodiscard]] Time monotonic(HostId host);
  void jump_clock(HostId host, Duration by);
  void set_drift(HostId host, std::int32_t ppm);

  /// Starts a task of the host: it stands still while that is paused and ends when it crashes, by
  /// TaskCancelled at its op. An op, in a step none. kNone if the host is down. The task must not
  /// block on an object (but the network) that outlives a crash: it would be waited for there.
  template <typename Body>
  TaskId spawn_on(HostId host, const SpawnOptions& options, Body&& body);

  /// A timer of the host, by its clock: `action` runs in a step of its own.
  HostTimer set_timer(HostId host, Duration delay, TimerAction action);
  /// False if it has fired.
  bool cancel_timer(HostTimer timer);

  // --- services and calls ---

  /// The name's number; the same for the same name.
  MethodId method(std::string_view name);
  [[nodiscard]] std::string_view name(MethodId method) const;

  /// `service` is what `address` ("10.0.0.1:7000") reaches from now on, for new connections: the
  /// newest listener of a host that is up.
  void listen(HostId host, std::string_view address, Service& service);
  /// And resets the connections that the host has accepted there.
  void stop_listening(HostId host, std::string_view address);

  /// No I/O before the first call.
  ConnectionId open(HostId from, std::string_view target);
  /// Calls under way end with CANCELLED. Nothing if it is closed.
  void close(ConnectionId connection);
  [[nodiscard]] bool is_open(ConnectionId connection);

  /// `handler` runs exactly once, in a later step at the caller's host, unless that crashes before.
  /// `deadline` from now by the host's clock; Duration::max(): none. A call on a closed connection
  /// ends with CANCELLED.
  CallId start(ConnectionId connection, MethodId method, Payload request, Duration deadline,
               ReplyHandler handler);
  /// The handler will not run. What was sent is on its way. Nothing if the call has ended.
  void abandon(CallId call);
  /// The same for tasks: returns when it has ended.
  Outcome call(ConnectionId connection, MethodId method, Payload request, Duration deadline);

  // --- faults ---

  FaultHandle add_rule(std::unique_ptr<FaultRule> rule);
  /// Lets go what it held. Nothing if it is gone.
  void remove_rule(FaultHandle handle);

  // --- views ---

  [[nodiscard]] std::size_t connection_count() const { return connections_.count(); }
  /// Tasks of the host that have not ended.
  [[nodiscard]] std::size_t task_count(HostId host);
  [[nodiscard]] std::size_t call_count() const { return calls_.count(); }
  /// Messages between hosts that have not been handled, held ones included.
  [[nodiscard]] std::size_t in_flight_count() const { return in_flight_count_; }
  [[nodiscard]] ConnectionView view(ConnectionId connection);
  /// In order of place.
  [[nodiscard]] std::vector<ConnectionView> connections();

 private:
  friend class Responder;
  struct TaskGuard;

  // network.cpp
  [[nodiscard]] const LinkOptions& link(HostId from, HostId to) const;

  // hosts.cpp
  [[nodiscard]] Host& host(HostId id);
  [[nodiscard]] const Host& host(HostId id) const;
  void touch_all(const Host& host, Access access = Access::kWrite);
  [[nodiscard]] std::vector<MessageId> take_waiting(HostId id);
  [[nodiscard]] Handle enter_task(HostId host);
  void name_task(Handle entry, TaskId task);
  void leave_task(Handle entry);
  [[nodiscard]] std::vector<TaskId> tasks_of(const Host& host);

  // messages.cpp
  [[nodiscard]] Message to_itself(MessageKind kind, HostId host) const;
  void send(Message message);
  [[nodiscard]] Duration latency(const Latency& latency);
  [[nodiscard]] bool happens(Ratio chance, std::string_view mark);
  void ask_rules(const Message& message, Fate& fate);
  void fail(const Message& message);
  void put_on_link(Message message, Duration delay);
  MessageId put(Message message, Duration delay);
  void put_again(MessageId id, Duration delay);
  [[nodiscard]] TaskName step_name(const Message& message) const;
  bool take_back(MessageId& id);
  void arrive(std::uint32_t place);
  [[nodiscard]] bool admitted(MessageId id, Message& message);
  [[nodiscard]] bool has_turn(MessageId id, Message& message);
  void deliver(MessageId id);
  void drop(MessageId id);

  // connections.cpp
  [[nodiscard]] std::uint32_t address(std::string_view text);
  [[nodiscard]] std::uint32_t number_of(Service& service);
  [[nodiscard]] const Listener* listener(std::uint32_t address);
  [[nodiscard]] const Listener* listener(std::uint32_t address, HostId host);
  bool forget_listeners(Host& host, std::optional<std::uint32_t> address);
  [[nodiscard]] HostId owner(std::uint32_t address);
  void connect(ConnectionId id, Connection& connection);
  void accept(const Message& message);
  void accepted(const Message& message);
  void not_connected(const Message& message);
  void reset(const Message& message);
  void forget_connections(Host& host);
  void reset_accepted(Host& host, std::optional<std::uint32_t> address);
  void forget(ConnectionId id);
  void unlink_acceptor(std::uint32_t place);
  [[nodiscard]] Duration backoff(std::uint32_t failure_count);

  // calls.cpp
  void set_deadline(CallId id, Call& call, Duration deadline);
  void begin(CallId id, Call& call, Connection& connection);
  void send_request(CallId id, Call& call, const Connection& connection);
  void serve(const Message& message);
  void answer(const Responder& responder, StatusCode code, Payload reply);
  void replied(const Message& message);
  void ended(const Message& message);
  void end_later(CallId id, StatusCode code, bool maybe_done);
  void end(CallId id, Outcome outcome);
  void detach(CallId id, Call& call);

  World& world_;
  NetworkOptions options_;
  Object rules_object_;  // rules and listeners, for explorations
  Stream& network_stream_;
  Stream& faults_stream_;
  Letters host_names_;
  SegmentedVector<Host> hosts_;
  std::map<HostId, std::vector<MessageId>> waiting_;  // at paused hosts, in order of arrival
  std::map<HostId, Slowness> slowness_;               // of hosts that are slow, or were
  std::map<std::pair<HostId, HostId>, LinkOptions> links_;
  std::vector<Address> addresses_;  // by number in World::names()
  std::vector<Service*> services_;  // that listen, or did; all outlive this
  std::vector<std::unique_ptr<MethodNames>> methods_;
  std::vector<Rule> rules_;
  std::uint32_t rule_count_ = 0;  // added so far
  std::uint64_t execution_;       // that it belongs to
  bool hosts_down_ = false;       // it is coming to its end
  std::size_t in_flight_count_ = 0;
  Pool<Message> messages_;
  Pool<Call> calls_;
  Pool<Connection> connections_;
  Pool<Listener> listeners_;
  Pool<HostTask> tasks_;
};

// Takes the task out of its host's list as it ends.
struct Network::TaskGuard {
  ~TaskGuard() {
    if (world.executing()) {
      network->leave_task(entry);
    }
  }

  World& world;
  Network* network;
  Handle entry;
};

template <typename Body>
TaskId Network::spawn_on(HostId host, const SpawnOptions& options, Body&& body) {
  if (!world_.running().is_step() && !world_.announce({.kind = OpKind::kSpawn})) {
    return TaskId::kNone;
  }
  const Handle entry = enter_task(host);
  if (entry.generation == 0) {
    return TaskId::kNone;
  }
  auto run = [this, entry, inner = std::decay_t<Body>(std::forward<Body>(body))]() mutable {
    const TaskGuard guard{.world = World::current(), .network = this, .entry = entry};
    inner();
  };
  SpawnOptions own = options;
  own.group = this->host(host).tasks->life.id();
  const TaskId task = world_.spawn_in_step(own, std::move(run));
  name_task(entry, task);
  return task;
}

}  // namespace rollcall::net
