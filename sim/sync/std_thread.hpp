#pragma once

#include "sim/sync/one_shot.hpp"

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace rollcall::sim::std_shaped {

/// A task with std's thread interface. A function that is left by an exception is a panic, and so
/// is a joinable one destroyed.
class thread {
 public:
  using id = TaskId;

  thread() = default;
  template <typename Function, typename... Arguments>
  requires(!std::same_as<std::remove_cvref_t<Function>, thread>) explicit thread(
      Function&& function, Arguments&&... arguments)
      : end_(std::make_shared<OneShot>("thread")) {
    id_ = World::current().spawn(
        {.name = {.text = "thread"}},
        [end = end_, call = std::decay_t<Function>(std::forward<Function>(function)),
         ... values = std::decay_t<Arguments>(std::forward<Arguments>(arguments))]() mutable {
          std::invoke(std::move(call), std::move(values)...);
          end->happen();
        });
  }
  ~thread();
  thread(thread&& other) noexcept
      : id_(std::exchange(other.id_, TaskId::kNone)), end_(std::move(other.end_)) {}
  thread& operator=(thread&& other) noexcept;

  [[nodiscard]] bool joinable() const { return end_ != nullptr; }
  [[nodiscard]] id get_id() const { return id_; }
  void join();
  void detach();

 private:
  friend class jthread;

  void require_joinable(const char* act) const;
  void join_in_destructor();

  TaskId id_ = TaskId::kNone;
  std::shared_ptr<OneShot> end_;
};

/// Whether somebody asked to stop: shared by a source and its tokens.
class StopState : public Object {
 public:
  StopState() : Object("stop_token") {}

  [[nodiscard]] bool requested() const;
  bool request();

 private:
  bool requested_ = false;
  SyncClock clock_;
};

class stop_token {
 public:
  stop_token() = default;
  /// One op, so that a loop over it lets others go on.
  [[nodiscard]] bool stop_requested() const { return state_ != nullptr && state_->requested(); }
  [[nodiscard]] bool stop_possible() const { return state_ != nullptr; }

 private:
  friend class stop_source;
  explicit stop_token(std::shared_ptr<StopState> state) : state_(std::move(state)) {}

  std::shared_ptr<StopState> state_;
};

class stop_source {
 public:
  /// False if it was requested before. Does not throw.
  bool request_stop() { return state_->request(); }
  [[nodiscard]] stop_token get_token() const { return stop_token(state_); }

 private:
  std::shared_ptr<StopState> state_ = std::make_shared<StopState>();
};

/// A thread that is asked to stop and joined when it is destroyed. Its function is given a
/// stop_token first, if it takes one.
class jthread {
 public:
  using id = TaskId;

  template <typename Function, typename... Arguments>
  requires(!std::same_as<std::remove_cvref_t<Function>, jthread>) explicit jthread(
      Function&& function, Arguments&&... arguments) {
    if constexpr (std::invocable<std::decay_t<Function>, stop_token, std::decay_t<Arguments>...>) {
      thread_ = thread(std::forward<Function>(function), source_.get_token(),
                       std::forward<Arguments>(arguments)...);
    } else {
      thread_ = thread(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
    }
  }
  ~jthread();
  jthread(jthread&&) noexcept = default;
  jthread& operator=(jthread&& other) noexcept;

  [[nodiscard]] bool joinable() const { return thread_.joinable(); }
  [[nodiscard]] id get_id() const { return thread_.get_id(); }
  void join() { thread_.join(); }
  void detach() { thread_.detach(); }
  bool request_stop() { return source_.request_stop(); }
  [[nodiscard]] stop_token get_stop_token() const { return source_.get_token(); }

 private:
  void stop_and_join();

  stop_source source_;
  thread thread_;
};

}  // namespace rollcall::sim::std_shaped
