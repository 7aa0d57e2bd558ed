// A call's life: started, sent, served, answered, ended.
#include "sim/net/network.hpp"

namespace rollcall::net {
namespace {

// After a failure.
Time retry_time(const Connection& connection) {
  return unpacked(std::get<TransientFailure>(connection.phase).retry_at);
}

}  // namespace

// --- the caller ---

CallId Network::start(ConnectionId connection_id, MethodId method, Payload request,
                      Duration deadline, ReplyHandler handler) {
  Host& caller = host(connection_id.from);
  const Op op{.kind = OpKind::kCall, .object = caller.mailbox.id()};
  if (!world_.running().is_step() && !world_.announce(op)) {
    return {};
  }
  if (!caller.up) {
    return {};  // As with all that a host was about to do when it crashed.
  }
  world_.touch({.object = caller.mailbox.id()});
  const CallId id{calls_.take()};
  Call& call = calls_.at(id);
  call.from = connection_id.from;
  call.connection = connection_id;
  call.method = method;
  call.request = std::move(request);
  call.handler = std::move(handler);
  Connection* const connection = connections_.find(connection_id);
  if (connection != nullptr) {
    connection->calls.add(calls_, id.place);
  }
  if (connection == nullptr) {
    end_later(id, StatusCode::kCancelled, false);
  } else if (deadline <= Duration{}) {
    end_later(id, StatusCode::kDeadlineExceeded, false);
  } else {
    set_deadline(id, call, deadline);
    begin(id, call, *connection);
  }
  return id;
}

void Network::set_deadline(CallId id, Call& call, Duration deadline) {
  if (deadline == Duration::max()) {
    return;
  }
  const Duration span = host(call.from).clock.world_span(deadline);
  call.deadline = span > Time::max() - world_.now() ? Time::max() : world_.now() + span;
  Message message = to_itself(MessageKind::kDeadline, call.from);
  message.method = call.method;
  message.status = StatusCode::kDeadlineExceeded;
  message.call = id;
  call.timer = put(std::move(message), span);
}

void Network::begin(CallId id, Call& call, Connection& connection) {
  switch (connection.state()) {
    case ConnectionState::kReady:
      send_request(id, call, connection);
      return;
    case ConnectionState::kConnecting:
      return;  // It waits.
    case ConnectionState::kTransientFailure:
      if (world_.now() < retry_time(connection)) {
        world_.mark("net-fails-fast", true);
        end_later(id, StatusCode::kUnavailable, false);
        return;
      }
      [[fallthrough]];
    case ConnectionState::kIdle:
      connect(call.connection, connection);
      return;
  }
}

void Network::send_request(CallId id, Call& call, const Connection& connection) {
  call.attempt = connection.attempt;
  Message message;
  message.kind = MessageKind::kRequest;
  message.from = call.from;
  const Ready& ready = std::get<Ready>(connection.phase);
  message.to = ready.peer;
  message.incarnation = ready.incarnation;
  message.address = connection.address;
  message.attempt = connection.attempt;
  message.connection = call.connection;
  message.call = id;
  message.method = call.method;
  message.deadline = call.deadline;
  message.payload = std::move(call.request);
  send(std::move(message));
}

Outcome Network::call(ConnectionId connection, MethodId method, Payload request,
                      Duration deadline) {
  struct Waiter {
    ~Waiter() {  // Ended with its host or the world before the call did.
      if (!done && (world.executing() || world.ending_tasks())) {
        network->abandon(call);
      }
    }

    World& world;
    Network* network;
    CallId call{};
    Outcome outcome{};
    bool done = false;
  };
  Waiter waiter{.world = world_, .network = this};
  const Slot slot = world_.running().slot;
  waiter.call = start(connection, method, std::move(request), deadline, [&waiter, slot](Outcome o) {
    waiter.outcome = std::move(o);
    waiter.done = true;
    waiter.world.enable(slot);
    waiter.world.pass_to(slot);
  });
  if (waiter.call.generation == 0) {
    return {.code = StatusCode::kCancelled, .reply = {}, .maybe_done = false};
  }
  const Op op{.kind = OpKind::kAnswered, .object = host(connection.from).mailbox.id()};
  if (!world_.announce(op, waiter.done)) {
    return {.code = StatusCode::kCancelled, .reply = {}, .maybe_done = true};
  }
  return std::move(waiter.outcome);
}

void Network::abandon(CallId id) {
  Call* const call = calls_.find(id);
  if (call != nullptr) {
    detach(id, *call);
    take_back(call->timer);
    calls_.free(id);
  }
}

// --- the other end ---

void Network::serve(const Message& message) {
  world_.touch({.object = rules_object_.id(), .access = Access::kRead});
  const Host& host = this->host(message.to);
  const Listener* const listening = host.up && host.incarnation == message.incarnation
                                        ? listener(message.address, message.to)
                                        : nullptr;
  if (listening == nullptr) {
    Message refusal;
    refusal.kind = MessageKind::kReset;
    refusal.from = message.to;
    refusal.to = message.from;
    refusal.connection = message.connection;
    refusal.attempt = message.attempt;
    refusal.call = message.call;
    send(std::move(refusal));
    return;
  }
  Responder responder;
  responder.network_ = this;
  responder.call_ = message.call;
  responder.at_ = message.to;
  responder.to_ = message.from;
  responder.method_ = message.method;
  responder.incarnation_ = message.incarnation;
  services_[listening->service]->handle({.at = message.to,
                                         .from = message.from,
                                         .method = message.method,
                                         .request = message.payload,
                                         .deadline = message.deadline,
                                         .reply = responder});
}

void Responder::answer(StatusCode code, Payload reply) {
  if (network_ != nullptr) {
    network_->answer(*this, code, std::move(reply));
  }
}

void Network::answer(const Responder& responder, StatusCode code, Payload reply) {
  const Host& host = this->host(responder.at_);
  const Op op{.kind = OpKind::kReply, .object = host.mailbox.id()};
  if (!world_.running().is_step() && !world_.announce(op)) {
    return;
  }
  world_.touch({.object = host.mailbox.id(), .access = Access::kRead});
  if (!host.up || host.incarnation != responder.incarnation_) {
    return;
  }
  Message message;
  message.kind = MessageKind::kReply;
  message.from = responder.at_;
  message.to = responder.to_;
  message.method = responder.method_;
  message.call = responder.call_;
  message.status = code;
  message.payload = std::move(reply);
  send(std::move(message));
}

// --- its end, at the caller ---

// Nothing if it has ended, or is about to: a late reply, or a second one.
void Network::replied(const Message& message) {
  Call* const call = calls_.find(message.call);
  if (call == nullptr || call->connection.generation == 0) {
    world_.mark("net-reply-too-late", true);
    return;
  }
  const bool ok = message.status == StatusCode::kOk;
  const bool surely_not = message.status == StatusCode::kUnimplemented;
  end(message.call,
      {.code = message.status, .reply = message.payload, .maybe_done = !ok && !surely_not});
}

// kDeadline, kEnd.
void Network::ended(const Message& message) {
  const Call* const call = calls_.find(message.call);
  if (call == nullptr) {
    return;
  }
  const bool maybe_done =
      message.kind == MessageKind::kDeadline ? call->attempt != 0 : message.maybe_done;
  if (message.kind == MessageKind::kDeadline) {
    world_.mark(maybe_done ? "net-deadline-in-doubt" : "net-deadline-before-sending", true);
  }
  end(message.call, {.code = message.status, .reply = {}, .maybe_done = maybe_done});
}

// In a step of its own, at once: who decides that a call ends does not run its handler.
void Network::end_later(CallId id, StatusCode code, bool maybe_done) {
  Call& call = calls_.at(id);
  detach(id, call);
  take_back(call.timer);
  Message message = to_itself(MessageKind::kEnd, call.from);
  message.method = call.method;
  message.call = id;
  message.status = code;
  message.maybe_done = maybe_done;
  call.timer = put(std::move(message), Duration{});
}

void Network::end(CallId id, Outcome outcome) {
  Call& call = calls_.at(id);
  detach(id, call);
  take_back(call.timer);
  ReplyHandler handler = std::move(call.handler);
  calls_.free(id);
  if (handler) {
    handler(std::move(outcome));
  }
}

// From its connection: nothing that happens to that concerns it any more.
void Network::detach(CallId id, Call& call) {
  if (Connection* const connection = connections_.find(call.connection)) {
    connection->calls.remove(calls_, id.place);
  }
  call.connection = {};
}

}  // namespace rollcall::net
