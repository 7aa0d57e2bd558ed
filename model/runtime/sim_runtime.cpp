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

}  // namespace

bool SimRuntime::Call::wait() const {
  if (reached_) {
    sim::sleep(duration_);
  }
  return reached_;
}

SimRuntime::Ref<Connection> SimRuntime::dial(const std::string& target) {
  if (malformed(target)) {
    return {};
  }
  const ConnectionId id{static_cast<std::uint32_t>(connections_.size() + 1)};
  connections_.push_back({.id = id, .target = target});
  return Ref<Connection>(&connections_.back());
}

SimRuntime::Call SimRuntime::start_call(Ref<Connection> connection, const Job& job) const {
  return {endpoints_.contains(connection->target), job.duration};
}

}  // namespace rollcall
