#include "model/runtime/sim_runtime.hpp"

#include <algorithm>
#include <cctype>

namespace rollcall {
namespace {

// What a gRPC channel refuses before any I/O: a target that is no URI, by a blank, a control
// character or a bad escape.
bool malformed(const std::string& target) {
  const auto hex = [&](std::size_t place) {
    return place < target.size() && std::isxdigit(static_cast<unsigned char>(target[place])) != 0;
  };
  for (std::size_t place = 0; place < target.size(); ++place) {
    const auto letter = static_cast<unsigned char>(target[place]);
    if (letter <= ' ' || letter == 0x7f || (letter == '%' && !(hex(place + 1) && hex(place + 2)))) {
      return true;
    }
  }
  return false;
}

constexpr std::string_view kOwnHost = "localhost";

// Digits and colons only, and too many colons for a host and a port.
bool bare_ipv6(const std::string& target) {
  const auto of_address = [](unsigned char letter) {
    return letter == ':' || std::isxdigit(letter) != 0;
  };
  return std::count(target.begin(), target.end(), ':') > 1 &&
         std::all_of(target.begin(), target.end(), of_address);
}

// Where a gRPC channel with this target connects to.
std::string endpoint_of(const std::string& target) {
  if (target.starts_with(':')) {
    return std::string(kOwnHost) + target;
  }
  return bare_ipv6(target) ? "[" + target + "]:443" : target;
}

}  // namespace

bool SimRuntime::Call::wait() const {
  if (process_ != nullptr) {
    return process_->wait();
  }
  if (served_) {
    sim::sleep(duration_);
  }
  return served_;
}

SimRuntime::Ref<Connection> SimRuntime::dial(const std::string& target) {
  if (malformed(target)) {
    return {};
  }
  const ConnectionId id{static_cast<std::uint32_t>(connections_.size() + 1)};
  connections_.push_back({.id = id, .target = target});
  return Ref<Connection>(&connections_.back());
}

SimRuntime::Ref<Connection> SimRuntime::dial_and_wait(const std::string& target) {
  const Ref<Connection> connection = dial(target);
  const std::string endpoint = endpoint_of(target);
  if (connection.nil() || endpoints_.contains(endpoint) || processes_.speaks(endpoint)) {
    return connection;
  }
  if (processes_.is_mute(endpoint)) {
    sim::channel<bool> spoken(0, "the peer's first word");
    static_cast<void>(spoken.receive());
  }
  return {};
}

void SimRuntime::hang_up(Ref<Connection> connection) {
  hung_up_.insert(connection->id);
  processes_.hang_up(connection->id);
}

SimRuntime::Call SimRuntime::start_call(Ref<Connection> connection, const Job& job) {
  Call call;
  const std::string endpoint = endpoint_of(connection->target);
  if (hung_up_.contains(connection->id)) {
    return call;
  }
  call.process_ = processes_.start_call(endpoint, connection->id, job.number, job.duration);
  call.served_ = endpoints_.contains(endpoint);
  call.duration_ = job.duration;
  return call;
}

}  // namespace rollcall
