#include "model/runtime/sim_runtime.hpp"

#include "model/runtime/target.hpp"

namespace rollcall {

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
  if (malformed_target(target)) {
    return {};
  }
  const ConnectionId id{static_cast<std::uint32_t>(connections_.size() + 1)};
  connections_.push_back({.id = id, .target = target});
  return Ref<Connection>(&connections_.back());
}

SimRuntime::Ref<Connection> SimRuntime::dial_and_wait(const std::string& target) {
  const Ref<Connection> connection = dial(target);
  const std::string endpoint = endpoint_of_target(target);
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
  const std::string endpoint = endpoint_of_target(connection->target);
  if (hung_up_.contains(connection->id)) {
    return call;
  }
  call.process_ = processes_.start_call(endpoint, connection->id, job.number, job.duration);
  call.served_ = endpoints_.contains(endpoint);
  call.duration_ = job.duration;
  return call;
}

}  // namespace rollcall
