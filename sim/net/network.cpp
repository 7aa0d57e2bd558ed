// What belongs to no host: rules, links, views; the network's beginning and end.
#include "sim/net/network.hpp"

#include <algorithm>

namespace rollcall::net {

Network::Network(NetworkOptions options)
    : world_(World::current()),
      options_(options),
      rules_object_("network"),
      network_stream_(world_.choices().stream("network")),
      faults_stream_(world_.choices().stream("faults")),
      execution_(world_.execution()) {}

// Nothing of it may happen any more. Once the execution is over nothing does.
Network::~Network() {
  if (!world_.executing() || world_.execution() != execution_) {
    return;
  }
  messages_.for_each(
      [&](Handle, const Message& message) { static_cast<void>(world_.cancel_step(message.step)); });
  std::vector<TaskId> tasks;
  tasks_.for_each([&](Handle, const HostTask& task) { tasks.push_back(task.task); });
  std::sort(tasks.rbegin(), tasks.rend());  // Youngest first.
  hosts_down_ = true;
  world_.end_tasks(tasks);
}

void Network::set_link(HostId from, HostId to, const LinkOptions& options) {
  world_.touch({.object = rules_object_.id()});
  links_[{from, to}] = options;
}

const LinkOptions& Network::link(HostId from, HostId to) const {
  if (links_.empty()) {
    return options_.link;
  }
  const auto found = links_.find({from, to});
  return found == links_.end() ? options_.link : found->second;
}

MethodId Network::method(std::string_view name) {
  for (std::size_t i = 0; i < methods_.size(); ++i) {
    if (methods_[i]->name == name) {
      return MethodId{static_cast<std::uint16_t>(i)};
    }
  }
  const std::string text(name);
  ensure(methods_.size() < static_cast<std::size_t>(MethodId::kAny), "methods have numbers");
  methods_.push_back(std::make_unique<MethodNames>(MethodNames{.name = text,
                                                               .request = text + " request",
                                                               .reply = text + " reply",
                                                               .deadline = text + " deadline",
                                                               .end = text + " end"}));
  return MethodId{static_cast<std::uint16_t>(methods_.size() - 1)};
}

std::string_view Network::name(MethodId method) const {
  const auto index = static_cast<std::size_t>(method);
  return index < methods_.size() ? std::string_view(methods_[index]->name) : "any";
}

// --- faults ---

FaultHandle Network::add_rule(std::unique_ptr<FaultRule> rule) {
  ensure(rule != nullptr, "a rule is given");
  world_.touch({.object = rules_object_.id()});
  const FaultHandle handle{++rule_count_};
  const std::string mark = "net-" + std::string(rule->name());
  rules_.push_back({.handle = handle,
                    .rule = std::move(rule),
                    .mark = mark,
                    .mark_in_flight = mark + "-in-flight",
                    .held = {}});
  world_.mark(mark, false);  // Declared: it is to be seen.
  return handle;
}

void Network::remove_rule(FaultHandle handle) {
  const auto found = std::find_if(rules_.begin(), rules_.end(),
                                  [&](const Rule& rule) { return rule.handle == handle; });
  if (found == rules_.end()) {
    return;
  }
  world_.touch({.object = rules_object_.id()});
  const std::vector<MessageId> held = std::move(found->held);
  rules_.erase(found);
  // Each lets the next one go as it arrives, so that they come in order.
  MessageId first{};
  for (auto id = held.rbegin(); id != held.rend(); ++id) {
    if (Message* const message = messages_.find(*id)) {
      message->follower = first;
      first = *id;
    }
  }
  if (first.generation != 0) {
    put_again(first, Duration{});
  }
}

// --- views ---

ConnectionView Network::view(ConnectionId id) {
  const Connection& connection = connections_.at(id);
  const auto* const ready = std::get_if<Ready>(&connection.phase);
  return {.id = id,
          .target = world_.names().text(connection.address),
          .state = connection.state(),
          .peer = ready == nullptr ? HostId::kNone : ready->peer,
          .call_count = connection.calls.count(calls_)};
}

std::vector<ConnectionView> Network::connections() {
  std::vector<ConnectionView> views;
  connections_.for_each([&](Handle handle, const Connection& connection) {
    views.push_back(view(ConnectionId{handle, connection.from}));
  });
  return views;
}

}  // namespace rollcall::net
