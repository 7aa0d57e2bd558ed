#include "model/runtime/net_runtime.hpp"

#include "model/runtime/target.hpp"
#include "sim/base/ensure.hpp"

namespace rollcall {

bool NetRuntime::Call::wait() const {
  const net::Outcome outcome = network_.call(line_, network_.method("Assign"),
                                             net::make_payload<Job>(job_), Duration::max());
  return outcome.ok();
}

NetRuntime::Ref<Connection> NetRuntime::dial(const std::string& target) {
  if (malformed_target(target)) {
    return {};
  }
  const ConnectionId id{++connection_count_};
  Line& line = lines_.emplace_back(Line{.connection = {.id = id, .target = target}, .line = {}});
  line.line = network_.open(host_, endpoint_of_target(target));
  return Ref<Connection>(&line.connection);
}

NetRuntime::Ref<Connection> NetRuntime::dial_and_wait(const std::string& target) {
  const Ref<Connection> connection = dial(target);
  if (connection.nil()) {
    return connection;
  }
  const net::Outcome outcome =
      network_.call(line_of(connection->id).line, network_.method("Probe"), {}, Duration::max());
  if (outcome.ok()) {
    return connection;
  }
  hang_up(connection);
  return {};
}

void NetRuntime::hang_up(Ref<Connection> connection) {
  network_.close(line_of(connection->id).line);
}

NetRuntime::Call NetRuntime::start_call(Ref<Connection> connection, const Job& job) {
  return {network_, line_of(connection->id).line, job};
}

const NetRuntime::Line& NetRuntime::line_of(ConnectionId connection) const {
  const std::size_t place = static_cast<std::uint32_t>(connection) - first_;
  ensure(place < lines_.size(), "a connection is one of the run that dialled it");
  return lines_[place];
}

}  // namespace rollcall
