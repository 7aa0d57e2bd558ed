// Hosts: their life, their clocks, the tasks and timers that belong to them.
#include "sim/net/network.hpp"

#include <algorithm>

namespace rollcall::net {

Host& Network::host(HostId id) {
  ensure(index_of(id) < hosts_.size(), "a host was added");
  return hosts_[index_of(id)];
}

const Host& Network::host(HostId id) const {
  ensure(index_of(id) < hosts_.size(), "a host was added");
  return hosts_[index_of(id)];
}

HostId Network::add_host(std::string_view name, HostClock clock) {
  Host& added = hosts_.emplace_back(host_names_[host_names_.keep(name)]);
  added.clock = LocalClock(clock);
  return HostId{static_cast<std::uint32_t>(hosts_.size() - 1)};
}

std::string_view Network::name(HostId id) const { return host(id).mailbox.name(); }
bool Network::up(HostId id) const { return host(id).up; }
bool Network::paused(HostId id) const { return host(id).paused; }
std::uint32_t Network::incarnation(HostId id) const { return host(id).incarnation; }

// What is done to a host as a whole comes before or after each step of its tasks and each arrival.
void Network::touch_all(const Host& host, Access access) {
  world_.touch({.object = host.mailbox.id()});
  world_.touch({.object = rules_object_.id()});
  if (host.tasks != nullptr) {
    world_.touch({.object = host.tasks->life.id(), .access = access});
  }
}

// --- life ---

void Network::crash(HostId id) {
  Host& host = this->host(id);
  touch_all(host);
  if (!host.up) {
    return;
  }
  host.up = false;
  host.paused = false;
  ++host.incarnation;
  forget_listeners(host, std::nullopt);
  forget_connections(host);
  // What waited to be handled never will be: it is refused, as what comes later is.
  for (const MessageId waiting : take_waiting(id)) {
    if (messages_.find(waiting) != nullptr) {
      deliver(waiting);
    }
  }
  reset_accepted(host, std::nullopt);
  const std::vector<TaskId> tasks = tasks_of(host);
  while (host.tasks != nullptr && !host.tasks->list.empty()) {
    leave_task(tasks_.handle(host.tasks->list.first()));
  }
  world_.end_tasks(tasks);
}

void Network::restart(HostId id) {
  Host& host = this->host(id);
  touch_all(host);
  if (!host.up) {
    host.up = true;
    if (const auto slow = slowness_.find(id); slow != slowness_.end()) {
      slow->second.busy_until = {};
    }
  }
}

void Network::pause(HostId id) {
  Host& host = this->host(id);
  touch_all(host);
  if (!host.up || host.paused) {
    return;
  }
  host.paused = true;
  for (const TaskId task : tasks_of(host)) {
    world_.pause(task);
  }
}

void Network::resume(HostId id) {
  Host& host = this->host(id);
  touch_all(host, host.paused ? Access::kRelease : Access::kRead);
  if (!host.paused) {
    return;
  }
  host.paused = false;
  for (const TaskId task : tasks_of(host)) {
    world_.resume(task);
  }
  for (const MessageId waiting : take_waiting(id)) {
    if (messages_.find(waiting) != nullptr) {
      put_again(waiting, Duration{});
    }
  }
}

void Network::slow(HostId id, std::uint32_t factor) {
  Host& host = this->host(id);
  touch_all(host);
  host.slow = factor != 0;
  slowness_[id].factor = factor;
}

// What has waited at it while it stood still, in order of arrival.
std::vector<MessageId> Network::take_waiting(HostId id) {
  const auto node = waiting_.extract(id);
  return node ? std::move(node.mapped()) : std::vector<MessageId>();
}

// --- clocks and timers ---

Time Network::wall(HostId id) {
  Host& host = this->host(id);
  world_.touch({.object = host.mailbox.id(), .access = Access::kRead});
  return host.clock.wall(world_.now());
}

Time Network::monotonic(HostId id) {
  Host& host = this->host(id);
  world_.touch({.object = host.mailbox.id(), .access = Access::kRead});
  return host.clock.monotonic(world_.now());
}

void Network::jump_clock(HostId id, Duration by) {
  Host& host = this->host(id);
  world_.touch({.object = host.mailbox.id()});
  host.clock.jump(by);
  world_.mark("net-clock-jump", true);
}

void Network::set_drift(HostId id, std::int32_t ppm) {
  Host& host = this->host(id);
  world_.touch({.object = host.mailbox.id()});
  host.clock.set_drift(world_.now(), ppm);
}

HostTimer Network::set_timer(HostId id, Duration delay, TimerAction action) {
  const Host& host = this->host(id);
  if (!host.up) {
    return {};
  }
  Message message = to_itself(MessageKind::kTimer, id);
  message.action = action;
  return HostTimer{put(std::move(message), host.clock.world_span(std::max(delay, Duration{})))};
}

bool Network::cancel_timer(HostTimer timer) {
  MessageId message{timer};
  return take_back(message);
}

// --- tasks ---

// The entry of a task that is about to be spawned; none if the host is down.
Handle Network::enter_task(HostId id) {
  Host& host = this->host(id);
  world_.touch({.object = host.mailbox.id(), .access = Access::kRead});
  if (!host.up || hosts_down_) {
    return {};
  }
  if (host.tasks == nullptr) {
    host.tasks = std::make_unique<HostTasks>(host.mailbox.name());
  }
  const Handle entry = tasks_.take();
  tasks_.at(entry).host = id;
  host.tasks->list.add(tasks_, entry.place);
  return entry;
}

void Network::name_task(Handle entry, TaskId task) {
  HostTask& added = tasks_.at(entry);
  added.task = task;
  if (host(added.host).paused) {
    world_.pause(task);
  }
}

void Network::leave_task(Handle entry) {
  if (const HostTask* const task = tasks_.find(entry)) {
    host(task->host).tasks->list.remove(tasks_, entry.place);
    tasks_.free(entry);
  }
}

std::vector<TaskId> Network::tasks_of(const Host& host) {
  std::vector<TaskId> tasks;
  if (host.tasks == nullptr) {
    return tasks;
  }
  for (std::uint32_t place = host.tasks->list.first(); place != kNoPlace;) {
    const HostTask& task = tasks_.at(place);
    tasks.push_back(task.task);
    place = task.links.next;
  }
  std::reverse(tasks.begin(), tasks.end());  // Youngest first.
  return tasks;
}

std::size_t Network::task_count(HostId id) { return tasks_of(host(id)).size(); }

}  // namespace rollcall::net
