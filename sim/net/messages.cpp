// What travels: from sending over the link and the rules to its arrival, as a step, at a host.
#include "sim/net/network.hpp"

#include <algorithm>

namespace rollcall::net {
namespace {

bool between_hosts(MessageKind kind) { return kind <= MessageKind::kReset; }

bool of_a_call(MessageKind kind) {
  return kind == MessageKind::kRequest || kind == MessageKind::kReply;
}

Sight sight_of(const Message& message) {
  return {.from = message.from, .to = message.to, .method = message.method, .kind = message.kind};
}

}  // namespace

Message Network::to_itself(MessageKind kind, HostId id) const {
  Message message;
  message.kind = kind;
  message.from = id;
  message.to = id;
  message.incarnation = host(id).incarnation;
  return message;
}

// --- sending ---

// All that the link decides is drawn before the rules are asked, so that a rule added to a scenario
// leaves the other messages' latencies alone.
void Network::send(Message message) {
  world_.touch({.object = rules_object_.id(), .access = Access::kRead});
  const LinkOptions& link = this->link(message.from, message.to);
  Fate fate;
  fate.delay = latency(link.latency);
  fate.lost = happens(link.loss, "net-loss");
  if (happens(link.reorder, "net-reordering")) {
    fate.delay += world_.choices().between(network_stream_, Duration{1}, link.reorder_delay);
  }
  if (of_a_call(message.kind)) {
    fate.twice = happens(link.duplicate, "net-duplication");
  }
  const Duration second_delay = fate.twice ? latency(link.latency) : fate.delay;
  ask_rules(message, fate);
  if (fate.fails) {
    fail(message);
    return;
  }
  if (message.kind == MessageKind::kRequest) {
    calls_.at(message.call).copy_count = fate.twice ? 2 : 1;
  }
  if (fate.lost) {
    return;
  }
  if (fate.twice) {
    put_on_link(message, second_delay);
  }
  put_on_link(std::move(message), fate.delay);
}

Duration Network::latency(const Latency& latency) {
  Choices& choices = world_.choices();
  const bool tail = latency.tail.num != 0 && choices.chance(network_stream_, latency.tail);
  const Duration low = tail ? latency.max : latency.min;
  const Duration high = tail ? latency.tail_max : latency.max;
  return low == high ? low : choices.between(network_stream_, low, high);
}

bool Network::happens(Ratio chance, std::string_view mark) {
  const bool happened = chance.num != 0 && world_.choices().chance(network_stream_, chance);
  if (happened) {
    world_.mark(mark, true);
  }
  return happened;
}

void Network::ask_rules(const Message& message, Fate& fate) {
  FaultDraws draws(world_.choices(), faults_stream_);
  for (const Rule& rule : rules_) {
    const Verdict verdict = rule.rule->on_send(sight_of(message), draws);
    fate.delay += verdict.delay;
    const bool twice = verdict.act == Verdict::Act::kDuplicate && of_a_call(message.kind);
    const bool fails = verdict.act == Verdict::Act::kFail && of_a_call(message.kind);
    const bool drops = verdict.act == Verdict::Act::kDrop ||
                       (verdict.act == Verdict::Act::kFail && !of_a_call(message.kind));
    fate.twice = fate.twice || twice;
    if (twice || fails || drops || verdict.delay != Duration{}) {
      world_.mark(rule.mark, true);
    }
    if (fails || drops) {
      fate.fails = fails;
      fate.lost = fate.lost || drops;
      return;
    }
  }
}

// A rule says so.
void Network::fail(const Message& message) {
  if (message.kind == MessageKind::kRequest) {
    end_later(message.call, StatusCode::kUnavailable, false);
    return;
  }
  Message failed = message;
  failed.status = StatusCode::kUnavailable;
  failed.payload = {};
  put_on_link(std::move(failed), Duration{});
}

void Network::put_on_link(Message message, Duration delay) {
  ++in_flight_count_;
  put(std::move(message), delay);
}

MessageId Network::put(Message message, Duration delay) {
  const MessageId id{messages_.take()};
  messages_.at(id) = std::move(message);
  put_again(id, delay);
  return id;
}

void Network::put_again(MessageId id, Duration delay) {
  const auto arrived = [](void* network, std::uint64_t place) {
    static_cast<Network*>(network)->arrive(static_cast<std::uint32_t>(place));
  };
  Message& message = messages_.at(id);
  const ObjectId object =
      message.to == HostId::kNone ? rules_object_.id() : host(message.to).mailbox.id();
  message.step =
      world_.arm_step(step_name(message), object, delay,
                      {.run = arrived, .object = this, .argument = std::uint64_t{id.place}});
}

TaskName Network::step_name(const Message& message) const {
  static const MethodNames kNameless{
      .name = "", .request = "request", .reply = "reply", .deadline = "deadline", .end = "end"};
  const MethodNames& method = message.method == MethodId::kAny
                                  ? kNameless
                                  : *methods_[static_cast<std::size_t>(message.method)];
  switch (message.kind) {
    case MessageKind::kConnect:
      return {.text = "connect"};
    case MessageKind::kAccepted:
      return {.text = "accepted"};
    case MessageKind::kRefused:
      return {.text = "refused"};
    case MessageKind::kRequest:
      return {.text = method.request};
    case MessageKind::kReply:
      return {.text = method.reply};
    case MessageKind::kReset:
      return {.text = "reset"};
    case MessageKind::kEnd:
      return {.text = method.end};
    case MessageKind::kDeadline:
      return {.text = method.deadline};
    case MessageKind::kConnectTimeout:
      return {.text = "connect timeout"};
    case MessageKind::kTimer:
      return {.text = "timer"};
  }
  return {};
}

// False if it has been handled. One that waits at a paused host is passed over there.
bool Network::take_back(MessageId& id) {
  const Message* const message = messages_.find(id);
  if (message == nullptr) {
    return false;
  }
  static_cast<void>(world_.cancel_step(message->step));
  messages_.free(id);
  id = {};
  return true;
}

// --- arriving ---

void Network::arrive(std::uint32_t place) {
  const MessageId id{messages_.handle(place)};
  Message& message = messages_.at(place);
  message.step = {};
  const MessageId follower = std::exchange(message.follower, {});
  if (message.kind == MessageKind::kConnect && !message.judged) {
    message.to = owner(message.address);  // The address may have changed hands under way.
  }
  if (admitted(id, message) && has_turn(id, message)) {
    deliver(id);
  }
  if (follower.generation != 0) {
    put_again(follower, Duration{});
  }
}

// Whether the rules let it arrive.
bool Network::admitted(MessageId id, Message& message) {
  if (message.judged || !between_hosts(message.kind)) {
    return true;
  }
  world_.touch({.object = rules_object_.id(), .access = Access::kRead});
  FaultDraws draws(world_.choices(), faults_stream_);
  for (Rule& rule : rules_) {
    const Verdict verdict = rule.rule->on_arrival(sight_of(message), draws);
    if (verdict.act == Verdict::Act::kDrop) {
      world_.mark(rule.mark_in_flight, true);
      drop(id);
      return false;
    }
    if (verdict.act == Verdict::Act::kHold) {
      world_.mark(rule.mark, true);
      rule.held.push_back(id);
      return false;
    }
  }
  message.judged = true;
  return true;
}

// Whether its host handles it now: that may stand still, or be slow.
bool Network::has_turn(MessageId id, Message& message) {
  if (message.to == HostId::kNone || !host(message.to).up) {
    return true;
  }
  const Host& host = this->host(message.to);
  if (host.paused) {
    world_.mark("net-waits-at-paused-host", true);
    waiting_[message.to].push_back(id);
    return false;
  }
  if (!host.slow || message.handled || !between_hosts(message.kind)) {
    return true;
  }
  world_.mark("net-waits-at-slow-host", true);
  message.handled = true;
  Slowness& slow = slowness_.at(message.to);
  slow.busy_until = std::max(slow.busy_until, world_.now()) + options_.handling * slow.factor;
  put_again(id, slow.busy_until - world_.now());
  return false;
}

void Network::drop(MessageId id) {
  --in_flight_count_;
  messages_.free(id);
}

void Network::deliver(MessageId id) {
  const Message message = std::move(messages_.at(id));
  messages_.free(id);
  if (between_hosts(message.kind)) {
    --in_flight_count_;
  } else if (!host(message.to).up || host(message.to).incarnation != message.incarnation) {
    return;  // Of a life that is over.
  }
  switch (message.kind) {
    case MessageKind::kConnect:
      accept(message);
      break;
    case MessageKind::kAccepted:
      accepted(message);
      break;
    case MessageKind::kRefused:
    case MessageKind::kConnectTimeout:
      not_connected(message);
      break;
    case MessageKind::kRequest:
      serve(message);
      break;
    case MessageKind::kReply:
      replied(message);
      break;
    case MessageKind::kReset:
      reset(message);
      break;
    case MessageKind::kEnd:
    case MessageKind::kDeadline:
      ended(message);
      break;
    case MessageKind::kTimer:
      message.action.run(message.action.object, message.action.argument);
      break;
  }
}

}  // namespace rollcall::net
