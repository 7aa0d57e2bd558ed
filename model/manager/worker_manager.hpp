#pragma once

#include "model/registry/registry.hpp"
#include "model/runtime/pool_runtime.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>
#include <variant>

namespace rollcall::hardened {

/// The registry, its lock, and what it wants done: the outbox, which a Dispatcher carries out.
///
/// Each request is one critical section: ask the registry, append its effects to the outbox, tell
/// the probe. Nothing blocks while the lock is held, and no request waits for the dispatcher: it is
/// woken when there is something to do, or something will be due sooner than it knew.
/// Requests may come from any task.
template <PoolRuntime R>
class WorkerManager {
 public:
  /// `term` is greater than that of any run before. `runtime` must outlive this.
  WorkerManager(R& runtime, const RegistryConfig& config, std::uint64_t term)
      : runtime_(runtime), registry_(config, term) {
    runtime_.probe().guarded_by(mutex_);
    runtime_.probe().configured(config);
  }

  RegisterReply register_worker(const RegisterRequest& request) {
    return ask("register", &Registry::register_worker, request);
  }
  HeartbeatReply heartbeat(const HeartbeatRequest& request) {
    return ask("heartbeat", &Registry::heartbeat, request);
  }
  Status completed(const CompleteRequest& request) {
    return ask("complete", &Registry::completed, request);
  }
  Status deregister(const LeaveRequest& request) {
    return ask("deregister", &Registry::deregister, request);
  }
  Status drain(const LeaveRequest& request) { return ask("drain", &Registry::drain, request); }
  SubmitReply submit(const SubmitRequest& request) {
    return ask("submit", &Registry::submit, request);
  }
  Status cancel(JobId job) {
    return step("cancel", [&](Time now) {
      const Status status = registry_.cancel(now, job, out());
      finish(now);
      return status;
    });
  }
  [[nodiscard]] JobState state_of(JobId job) {
    const std::scoped_lock lock(mutex_);
    return registry_.state_of(job);
  }

  // --- for the dispatcher ---

  /// Waits until there is something to do, and gives it in order; `work` is empty before. What time
  /// makes due is let happen meanwhile. False: stopped, and there is nothing more.
  [[nodiscard]] bool take_work(Effects& work) {
    std::unique_lock lock(mutex_);
    for (;;) {
      const Time now = runtime_.now();
      registry_.expire(now, out());
      finish(now);
      if (registry_.closed()) {
        changed_.notify_all();  // Whoever waits for the end of the last worker.
      }
      if (!outbox_.empty()) {
        calls_open_ += call_count(outbox_);
        work.swap(outbox_);
        return true;
      }
      if (stopped_) {
        return false;
      }
      await_change(lock);
    }
  }

  /// The answers to what was taken: exactly one for each probe and assignment.
  void probed(const ProbeRequest& request, const ProbeReply* reply) {
    step("probed", [&](Time now) {
      const Status status = registry_.probed(now, request, reply, out());
      return take_answer(now, request, status);
    });
  }
  void assigned(const AssignRequest& request, AssignAnswer answer) {
    step("assigned", [&](Time now) {
      const Status status = registry_.assigned(now, request, answer, out());
      return take_answer(now, request, status);
    });
  }

  /// Its last act: it takes no more, and has hung up.
  void dispatcher_ended() {
    const std::scoped_lock lock(mutex_);
    dispatching_ = false;
    changed_.notify_all();
  }

  // --- shutdown, in this order ---

  /// Refuses what is new from now on, and lets go of the workers, the busy ones with their job.
  void close() {
    step("close", [&](Time now) {
      runtime_.probe().closing();
      registry_.close(now, out());
      finish(now);
      return true;
    });
  }
  /// Waits until no worker is left, but not longer than `limit`; says which.
  bool await_closed(Duration limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return registry_.closed(); });
  }
  /// Ends the dispatcher, and waits until it has ended and nobody owes an answer to it.
  void stop() {
    std::unique_lock lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !dispatching_ && calls_open_ == 0; });
  }

  /// For tests and probes, while the lock is free.
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] const typename R::Mutex& mutex() const { return mutex_; }
  [[nodiscard]] typename R::Mutex& mutex() { return mutex_; }

 private:
  Registry::Out out() { return {.effects = effects_, .events = events_}; }

  template <typename Reply, typename Request>
  Reply ask(const char* point, Reply (Registry::*act)(Time, const Request&, Registry::Out),
            const Request& request) {
    return step(point, [&](Time now) {
      const Reply reply = (registry_.*act)(now, request, out());
      finish(now, [&] { runtime_.probe().handles(request); });
      runtime_.probe().replied(request, reply);
      return reply;
    });
  }

  // One critical section. The clock is read within it: the registry's time must not go back.
  template <typename Act>
  auto step(const char* point, const Act& act) {
    const typename R::Point here(point);
    std::unique_lock lock(mutex_);
    const auto answer = act(runtime_.now());
    const bool wake = wakes_dispatcher() || stopped_ || registry_.closed();
    lock.unlock();
    if (wake) {
      changed_.notify_all();
    }
    return answer;
  }

  template <typename Request>
  Status take_answer(Time now, const Request& request, Status status) {
    --calls_open_;
    finish(now, [&] { runtime_.probe().handles_answer(request); });
    return status;
  }

  // Tells the probe what was done, and keeps what is to be done.
  void finish(Time now) {
    finish(now, [] {});
  }
  template <typename TellMessage>
  void finish(Time now, const TellMessage& tell_message) {
    runtime_.probe().clock(now, registry_.next_deadline());
    tell_message();
    for (const Event& event : events_) {
      runtime_.probe().happened(event);
    }
    events_.clear();
    for (Effect& effect : effects_) {
      if (std::holds_alternative<Outcome>(effect)) {
        runtime_.probe().done(effect);
      } else {
        outbox_.push_back(std::move(effect));
      }
    }
    effects_.clear();
  }

  // A dispatcher that does not wait looks before it does. One that has been woken is as good.
  bool wakes_dispatcher() {
    if (sleeps_until_ == kAwake ||
        (outbox_.empty() && registry_.next_deadline() >= sleeps_until_)) {
      return false;
    }
    sleeps_until_ = kAwake;
    return true;
  }

  void await_change(std::unique_lock<typename R::Mutex>& lock) {
    sleeps_until_ = registry_.next_deadline();
    if (sleeps_until_ == Time::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, sleeps_until_ - runtime_.now());
    }
    sleeps_until_ = kAwake;
  }

  static std::uint32_t call_count(const Effects& effects) {
    return static_cast<std::uint32_t>(
        std::count_if(effects.begin(), effects.end(), [](const Effect& effect) {
          return std::holds_alternative<Probe>(effect) || std::holds_alternative<Assign>(effect);
        }));
  }

  static constexpr Time kAwake = Time::min();

  R& runtime_;
  typename R::Mutex mutex_{"pool.mu"};
  typename R::CondVar changed_{"pool.changed"};
  // Guarded by mutex_, all of it:
  Registry registry_;
  Effects effects_;  // of the running step, and its events
  Events events_;
  Effects outbox_;                // to be carried out, oldest first
  Time sleeps_until_ = kAwake;    // the dispatcher
  std::uint32_t calls_open_ = 0;  // taken, and not answered
  bool dispatching_ = true;
  bool stopped_ = false;
};

}  // namespace rollcall::hardened
