#pragma once

#include "model/manager/worker_manager.hpp"
#include "model/runtime/pool_runtime.hpp"
#include "sim/base/ensure.hpp"

#include <map>
#include <utility>
#include <variant>

namespace rollcall::hardened {

/// Carries out what the registry wants done, in order and outside the lock. One task.
///
/// It opens an epoch's connection before it sends anything over it, and closes it after; calls are
/// started and not waited for, so that a worker that is silent keeps nobody else waiting.
template <PoolRuntime R>
class Dispatcher {
 public:
  /// Both must outlive this.
  Dispatcher(R& runtime, WorkerManager<R>& manager) : runtime_(runtime), manager_(manager) {}

  /// The body of its task; returns when the manager is stopped.
  void run() {
    Effects work;
    while (manager_.take_work(work)) {
      for (const Effect& effect : work) {
        std::visit([&](const auto& wanted) { carry_out(wanted, effect); }, effect);
      }
      work.clear();
    }
    hang_up_all();
    manager_.dispatcher_ended();
  }

 private:
  using Connection = typename R::Connection;

  void carry_out(const Open& open, const Effect& effect) {
    const typename R::Point here("open");
    const bool added =
        connections_.emplace(open.epoch, Line{open.id, runtime_.dial(open.endpoint)}).second;
    ensure(added, "an epoch's connection is opened once");
    runtime_.probe().done(effect);
  }

  void carry_out(const Close& close, const Effect& effect) {
    const typename R::Point here("close");
    runtime_.hang_up(connection(close.epoch));
    connections_.erase(close.epoch);
    runtime_.probe().done(effect);
  }

  void carry_out(const Probe& probe, const Effect& effect) {
    const typename R::Point here("probe");
    runtime_.probe().done(effect);
    const auto answered = [&manager = manager_, request = probe.request](const ProbeReply* reply) {
      manager.probed(request, reply);
    };
    runtime_.start_probe(connection(probe.request.epoch), probe.request, probe.timeout, answered);
  }

  void carry_out(const Assign& assign, const Effect& effect) {
    const typename R::Point here("assign");
    runtime_.probe().done(effect);
    const auto answered = [&manager = manager_, request = assign.request](AssignAnswer answer) {
      manager.assigned(request, answer);
    };
    runtime_.start_assign(connection(assign.request.epoch), assign.request, assign.timeout,
                          answered);
  }

  void carry_out(const Outcome&, const Effect&) {
    ensure(false, "an outcome asks nothing of the dispatcher");
  }

  Connection& connection(Epoch epoch) {
    const auto found = connections_.find(epoch);
    ensure(found != connections_.end(), "what is sent is sent over an open connection");
    return found->second.connection;
  }

  void hang_up_all() {
    for (auto& [epoch, line] : connections_) {
      runtime_.hang_up(line.connection);
      runtime_.probe().done(Effect{Close{.id = line.id, .epoch = epoch}});
    }
    connections_.clear();
  }

  struct Line {
    std::string id;
    Connection connection;
  };

  R& runtime_;
  WorkerManager<R>& manager_;
  std::map<Epoch, Line> connections_;  // open ones
};

}  // namespace rollcall::hardened
