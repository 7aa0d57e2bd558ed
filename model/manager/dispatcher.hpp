#pragma once

#include "model/manager/worker_manager.hpp"
#include "model/runtime/pool_runtime.hpp"
#include "sim/base/ensure.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

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
    const std::size_t place = index_of(open.line);
    if (place >= lines_.size()) {
      lines_.resize(place + 1);
    }
    // Nobody closes what else it led to: then that stays open, and whoever counts sees it.
    lines_[place] = {.connection = runtime_.dial(open.endpoint), .epoch_number = open.epoch.number};
    runtime_.probe().done(effect);
  }

  void carry_out(const Close& close, const Effect& effect) {
    const typename R::Point here("close");
    runtime_.hang_up(connection(close.line, close.epoch));
    lines_[index_of(close.line)] = {};
    runtime_.probe().done(effect);
  }

  void carry_out(const Probe& probe, const Effect& effect) {
    const typename R::Point here("probe");
    runtime_.probe().done(effect);
    const auto answered = [&manager = manager_, request = probe.request](const ProbeReply* reply) {
      manager.probed(request, reply);
    };
    runtime_.start_probe(connection(probe.line, probe.request.epoch), probe.request, probe.timeout,
                         answered);
  }

  void carry_out(const Assign& assign, const Effect& effect) {
    const typename R::Point here("assign");
    runtime_.probe().done(effect);
    const auto answered = [&manager = manager_, request = assign.request](AssignAnswer answer) {
      manager.assigned(request, answer);
    };
    runtime_.start_assign(connection(assign.line, assign.request.epoch), assign.request,
                          assign.timeout, answered);
  }

  void carry_out(const Outcome&, const Effect&) {
    ensure(false, "an outcome asks nothing of the dispatcher");
  }

  Connection& connection(Line line, Epoch epoch) {
    const std::size_t place = index_of(line);
    ensure(place < lines_.size() && lines_[place].epoch_number == epoch.number,
           "what is sent is sent over an open connection");
    return lines_[place].connection;
  }

  void hang_up_all() {
    for (OpenLine& line : lines_) {
      if (line.open()) {
        runtime_.hang_up(line.connection);
      }
    }
    lines_.clear();
  }

  // Whose epoch's it is, of the one term there is in a dispatcher's life.
  struct OpenLine {
    [[nodiscard]] bool open() const { return epoch_number != 0; }

    Connection connection{};
    std::uint64_t epoch_number = 0;
  };

  R& runtime_;
  WorkerManager<R>& manager_;
  std::vector<OpenLine> lines_;  // by Line
};

}  // namespace rollcall::hardened
