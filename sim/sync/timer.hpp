#pragma once

#include "sim/sync/select.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace rollcall::sim {

/// What timers share: they fire in a step of their own, which races with whatever else is enabled
/// at that instant. Destroyed, a timer is stopped.
class TimerBase : public Object {
 public:
  ~TimerBase() override;

  /// True if this kept it from firing, or took back a tick that nobody had received.
  bool stop();

 protected:
  explicit TimerBase(std::string_view name) : Object(name) {}

  void arm(Duration delay);
  /// "expiry's function": what the task is called that a timer starts.
  [[nodiscard]] std::string_view name_of_function() const;
  /// The same as stop(), in a running step.
  bool disarm();
  /// stop(), and then arms it.
  bool rearm(Duration delay);

 private:
  virtual void fire() = 0;
  virtual bool take_back() { return false; }

  StepId step_;
};

/// Takes an unread tick out again; whether there was one. For the timers below.
[[nodiscard]] bool take_tick_back(channel<Time>& ticks);

/// A timer with a channel, Go's NewTimer: when it fires it sends the time, which is received once.
/// After stop() or reset() has returned, no earlier tick is received (as of Go 1.23).
class timer : public TimerBase {
 public:
  explicit timer(Duration delay, std::string_view name = "timer")
      : TimerBase(name), ticks_(1, name, Kind::kPart) {
    arm(delay);
  }

  [[nodiscard]] channel<Time>& ticks() { return ticks_; }
  /// Fires `delay` from now instead. True if it had not fired, as stop().
  bool reset(Duration delay) { return rearm(delay); }

 private:
  void fire() override;
  bool take_back() override { return take_tick_back(ticks_); }

  channel<Time> ticks_;
};

/// Go's Ticker: a tick each period; one that finds the tick before not received is dropped.
/// Stopping does not close its channel. A ticker alone does not keep an execution going.
class ticker : public TimerBase {
 public:
  /// Panics unless the period is positive.
  explicit ticker(Duration period, std::string_view name = "ticker")
      : TimerBase(name), ticks_(1, name, Kind::kPart), period_(checked(period)) {
    arm(period_);
  }

  [[nodiscard]] channel<Time>& ticks() { return ticks_; }
  void reset(Duration period) { rearm(period_ = checked(period)); }

 private:
  static Duration checked(Duration period);
  void fire() override;
  bool take_back() override { return take_tick_back(ticks_); }

  channel<Time> ticks_;
  Duration period_;
};

/// Go's AfterFunc: when it fires, a task of its own runs the function. The timer's step has its
/// name, "expiry", and the task is called "expiry's function".
template <typename Function>
class func_timer : public TimerBase {
 public:
  func_timer(Duration delay, Function function, std::string_view name)
      : TimerBase(name), function_(std::move(function)), task_name_(name_of_function()) {
    arm(delay);
  }

  bool reset(Duration delay) { return rearm(delay); }

 private:
  void fire() override { world().spawn_in_step({.name = {.text = task_name_}}, function_); }

  Function function_;
  std::string_view task_name_;
};

/// Runs `function`, which must be copyable, in `delay` from now, unless the timer is stopped or
/// destroyed before.
template <typename Function>
[[nodiscard]] func_timer<Function> after_func(Duration delay, Function function,
                                              std::string_view name = "after_func") {
  return func_timer<Function>(delay, std::move(function), name);
}

/// A timer for one wait: `after(10ms).ticks().receive()`.
[[nodiscard]] inline timer after(Duration delay) { return timer(delay, "after"); }

template <typename Handler>
class TimeoutCase : public SelectCase {
 public:
  TimeoutCase(Duration delay, Handler handler) : delay_(delay), handler_(std::move(handler)) {}

  void prepare() override { timer_.emplace(delay_, "timeout"); }
  ParkedCase parked() override { return {.channel = &timer_->ticks(), .place = &tick_}; }
  void perform() override { tick_ = timer_->ticks().take(); }
  void handle() { handler_(); }

 private:
  Duration delay_;
  Handler handler_;
  std::optional<timer> timer_;
  std::optional<Time> tick_;
};

/// A case of a select that waits no longer than that: what `case <-time.After(delay)` is in Go.
template <typename Handler = DoNothing>
[[nodiscard]] TimeoutCase<Handler> timeout(Duration delay, Handler handler = {}) {
  return TimeoutCase<Handler>(delay, std::move(handler));
}

}  // namespace rollcall::sim
