// Addresses and the state of connections, as a gRPC channel has them.
#include "sim/net/network.hpp"

#include <algorithm>

namespace rollcall::net {

// --- addresses ---

std::uint32_t Network::address(std::string_view text) {
  const std::uint32_t number = world_.names().intern(text);
  addresses_.resize(std::max<std::size_t>(addresses_.size(), number + 1));
  return number;
}

// One for many listeners, mostly: found at once.
std::uint32_t Network::number_of(Service& service) {
  const auto found = std::find(services_.begin(), services_.end(), &service);
  const auto number = static_cast<std::uint32_t>(found - services_.begin());
  if (found == services_.end()) {
    services_.push_back(&service);
  }
  return number;
}

// The newest; those of hosts that crashed are gone. Null: nobody.
const Listener* Network::listener(std::uint32_t address) {
  const auto& listeners = addresses_[address].listeners;
  return listeners.empty() ? nullptr : &listeners_.at(listeners.last());
}

// The host's newest there; null if it does not listen, or no longer.
const Listener* Network::listener(std::uint32_t address, HostId host) {
  std::uint32_t place = addresses_[address].listeners.last();
  while (place != kNoPlace && listeners_.at(place).host != host) {
    place = listeners_.at(place).beside.previous;
  }
  return place == kNoPlace ? nullptr : &listeners_.at(place);
}

// Where a message to that address goes: to whoever listens, or the last who did.
HostId Network::owner(std::uint32_t address) {
  const Listener* const listening = listener(address);
  return listening == nullptr ? addresses_[address].owner : listening->host;
}

void Network::listen(HostId id, std::string_view text, Service& service) {
  Host& host = this->host(id);
  if (!host.up) {
    return;
  }
  world_.touch({.object = rules_object_.id()});
  const std::uint32_t number = address(text);
  Address& address = addresses_[number];
  if (address.owner != HostId::kNone && address.owner != id) {
    world_.mark("net-address-reused", true);
  }
  const Handle added = listeners_.take();
  Listener& listener = listeners_.at(added);
  listener.host = id;
  listener.address = number;
  listener.service = number_of(service);
  address.listeners.add(listeners_, added.place);
  address.owner = id;
  host.listeners.add(listeners_, added.place);
}

void Network::stop_listening(HostId id, std::string_view text) {
  Host& host = this->host(id);
  const std::uint32_t number = address(text);
  if (forget_listeners(host, number)) {
    world_.touch({.object = rules_object_.id()});
    reset_accepted(host, number);
  }
}

// Those at that address, or all. Whether there was one.
bool Network::forget_listeners(Host& host, std::optional<std::uint32_t> address) {
  bool found = false;
  for (std::uint32_t place = host.listeners.first(); place != kNoPlace;) {
    const Listener& listener = listeners_.at(place);
    const std::uint32_t next = listener.own.next;
    if (!address || listener.address == *address) {
      addresses_[listener.address].listeners.remove(listeners_, place);
      host.listeners.remove(listeners_, place);
      listeners_.free(listeners_.handle(place));
      found = true;
    }
    place = next;
  }
  return found;
}

// --- the caller's end ---

ConnectionId Network::open(HostId from, std::string_view target) {
  Host& host = this->host(from);
  world_.touch({.object = host.mailbox.id()});
  const std::uint32_t number = address(target);
  const ConnectionId id{connections_.take(), from};
  Connection& connection = connections_.at(id);
  connection.from = from;
  connection.address = number;
  host.connections.add(connections_, id.place);
  return id;
}

bool Network::is_open(ConnectionId connection) { return connections_.find(connection) != nullptr; }

void Network::close(ConnectionId id) {
  Connection* const connection = connections_.find(id);
  if (connection == nullptr) {
    return;
  }
  world_.touch({.object = host(id.from).mailbox.id()});
  while (!connection->calls.empty()) {
    const CallId call{calls_.handle(connection->calls.first())};
    end_later(call, StatusCode::kCancelled, calls_.at(call).attempt != 0);
  }
  forget(id);
}

// Requires that it has no calls.
void Network::forget(ConnectionId id) {
  Connection& connection = connections_.at(id);
  if (auto* const connecting = std::get_if<Connecting>(&connection.phase)) {
    take_back(connecting->timeout);
  }
  unlink_acceptor(id.place);
  host(connection.from).connections.remove(connections_, id.place);
  connections_.free(id);
}

// The host has crashed: nobody is there to be told how its calls end.
void Network::forget_connections(Host& host) {
  while (!host.connections.empty()) {
    const std::uint32_t place = host.connections.first();
    Connection& connection = connections_.at(place);
    while (!connection.calls.empty()) {
      world_.mark("net-caller-crashes-during-call", true);
      abandon(CallId{calls_.handle(connection.calls.first())});
    }
    forget(ConnectionId{connections_.handle(place), connection.from});
  }
}

void Network::unlink_acceptor(std::uint32_t place) {
  Connection& connection = connections_.at(place);
  if (connection.acceptor != HostId::kNone) {
    host(connection.acceptor).accepted.remove(connections_, place);
    connection.acceptor = HostId::kNone;
  }
}

// --- opening it ---

void Network::connect(ConnectionId id, Connection& connection) {
  connection.phase = Connecting{};
  ++connection.attempt;
  Message message;
  message.kind = MessageKind::kConnect;
  message.from = connection.from;
  message.to = owner(connection.address);
  message.address = connection.address;
  message.connection = id;
  message.attempt = connection.attempt;
  send(message);
  Message timeout = to_itself(MessageKind::kConnectTimeout, connection.from);
  timeout.connection = id;
  timeout.attempt = connection.attempt;
  const LocalClock& clock = host(connection.from).clock;
  std::get<Connecting>(connection.phase).timeout =
      put(std::move(timeout), clock.world_span(options_.connect_timeout));
}

// At the other end.
void Network::accept(const Message& message) {
  world_.touch({.object = rules_object_.id(), .access = Access::kRead});
  const Listener* const listening = listener(message.address);
  Message answer;
  answer.from = message.to;
  answer.to = message.from;
  answer.connection = message.connection;
  answer.attempt = message.attempt;
  if (listening == nullptr || listening->host != message.to) {
    world_.mark("net-connection-refused", true);
    answer.kind = MessageKind::kRefused;
    send(std::move(answer));
    return;
  }
  Host& acceptor = host(message.to);
  answer.kind = MessageKind::kAccepted;
  answer.incarnation = acceptor.incarnation;
  Connection* const connection = connections_.find(message.connection);
  if (connection != nullptr && connection->attempt == message.attempt &&
      connection->state() == ConnectionState::kConnecting) {
    unlink_acceptor(message.connection.place);
    connection->acceptor = message.to;
    acceptor.accepted.add(connections_, message.connection.place);
  }
  send(std::move(answer));
}

void Network::accepted(const Message& message) {
  Connection* const connection = connections_.find(message.connection);
  if (connection == nullptr || connection->attempt != message.attempt ||
      connection->state() != ConnectionState::kConnecting) {
    return;  // It was closed, or took too long.
  }
  if (connection->failure_count != 0 || connection->attempt > 1) {
    world_.mark("net-reconnected", true);
  }
  take_back(std::get<Connecting>(connection->phase).timeout);
  connection->phase = Ready{.peer = message.from, .incarnation = message.incarnation};
  connection->failure_count = 0;
  for (std::uint32_t place = connection->calls.first(); place != kNoPlace;) {
    Call& call = calls_.at(place);
    const CallId id{calls_.handle(place)};
    place = call.links.next;
    send_request(id, call, *connection);
  }
}

// Refused, or no answer in time.
void Network::not_connected(const Message& message) {
  Connection* const connection = connections_.find(message.connection);
  if (connection == nullptr || connection->attempt != message.attempt ||
      connection->state() != ConnectionState::kConnecting) {
    return;
  }
  if (message.kind == MessageKind::kConnectTimeout) {
    world_.mark("net-connect-timeout", true);
  }
  take_back(std::get<Connecting>(connection->phase).timeout);
  unlink_acceptor(message.connection.place);
  ++connection->failure_count;
  const Time retry_at = world_.now() + backoff(connection->failure_count);
  connection->phase = TransientFailure{.retry_at = packed(retry_at)};
  while (!connection->calls.empty()) {
    end_later(CallId{calls_.handle(connection->calls.first())}, StatusCode::kUnavailable, false);
  }
}

Duration Network::backoff(std::uint32_t failure_count) {
  const Backoff& options = options_.backoff;
  Duration wait = options.min;
  for (std::uint32_t i = 1; i < failure_count && wait < options.max; ++i) {
    wait = wait * options.multiplier_tenths / 10;
  }
  wait = std::min(wait, options.max);
  const Duration spread = wait * options.jitter_percent / 100;
  if (spread == Duration{}) {
    return wait;
  }
  return wait + world_.choices().between(network_stream_, -spread, spread);
}

// --- losing it ---

// Those that the host has accepted, at one address or at all, are told that it is gone.
void Network::reset_accepted(Host& host, std::optional<std::uint32_t> address) {
  for (std::uint32_t place = host.accepted.first(); place != kNoPlace;) {
    Connection& connection = connections_.at(place);
    const std::uint32_t next = connection.accepted.next;
    if (!address || connection.address == *address) {
      Message message;
      message.kind = MessageKind::kReset;
      message.from = connection.acceptor;
      message.to = connection.from;
      message.connection = ConnectionId{connections_.handle(place), connection.from};
      message.attempt = connection.attempt;
      unlink_acceptor(place);
      send(std::move(message));
    }
    place = next;
  }
}

// At the caller. Calls that were sent are in doubt, but for one that was refused for itself alone.
void Network::reset(const Message& message) {
  Connection* const connection = connections_.find(message.connection);
  if (connection == nullptr || connection->attempt != message.attempt ||
      connection->state() != ConnectionState::kReady) {
    return;
  }
  unlink_acceptor(message.connection.place);
  connection->phase = Idle{};
  while (!connection->calls.empty()) {
    const CallId id{calls_.handle(connection->calls.first())};
    const bool refused = id == message.call && calls_.at(id).copy_count == 1;
    world_.mark(refused ? "net-request-refused" : "net-call-reset", true);
    end_later(id, StatusCode::kUnavailable, !refused);
  }
}

}  // namespace rollcall::net
