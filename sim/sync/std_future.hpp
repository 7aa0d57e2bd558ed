#pragma once

#include "sim/sync/one_shot.hpp"
#include "sim/sync/task.hpp"

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace rollcall::sim::std_shaped {

/// A result on its way from a promise to a future.
template <typename T>
class Result : public OneShot {
 public:
  // What stands for no value.
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  Result() : OneShot("future") {}

  using Object::executing;

  /// Does `function` and keeps what it comes to, in the running step.
  template <typename Function, typename... Arguments>
  void come_from(Function& function, Arguments&&... arguments) {
    try {
      if constexpr (std::is_void_v<T>) {
        std::invoke(function, std::forward<Arguments>(arguments)...);
        value_.emplace();
      } else {
        value_.emplace(std::invoke(function, std::forward<Arguments>(arguments)...));
      }
    } catch (const TaskCancelled&) {
      throw;
    } catch (...) {
      error_ = std::current_exception();
    }
    happen();
  }
  void set(Value value) {
    value_.emplace(std::move(value));
    happen();
  }
  void fail(std::exception_ptr error) {
    error_ = std::move(error);
    happen();
  }

  /// Requires that it has happened.
  T take() {
    if (error_ != nullptr) {
      std::rethrow_exception(error_);
    }
    if constexpr (!std::is_void_v<T>) {
      return std::move(*value_);
    }
  }

 private:
  std::optional<Value> value_;
  std::exception_ptr error_;
};

/// std's future, without its timed waits.
template <typename T>
class future {
 public:
  future() = default;
  explicit future(std::shared_ptr<Result<T>> result, bool joins = false)
      : result_(std::move(result)), joins_(joins) {}
  ~future() {
    if (joins_ && result_ != nullptr) {
      result_->await_in_destructor();
    }
  }
  future(future&&) noexcept = default;
  future& operator=(future&& other) noexcept {
    future(std::move(other)).swap(*this);
    return *this;
  }

  [[nodiscard]] bool valid() const { return result_ != nullptr; }
  void wait() const { checked().await(); }
  T get() {
    if (!checked().await()) {
      throw TaskCancelled{};  // There is no value to return.
    }
    return std::exchange(result_, nullptr)->take();
  }

 private:
  void swap(future& other) noexcept {
    std::swap(result_, other.result_);
    std::swap(joins_, other.joins_);
  }
  Result<T>& checked() const {
    if (!valid()) {
      throw Panic("use of a future without a result");
    }
    return *result_;
  }

  std::shared_ptr<Result<T>> result_;
  bool joins_ = false;  // as one of std's async
};

template <typename Signature>
class packaged_task;

/// std's promise. A second result is a panic; one that is destroyed without a result gives its
/// future std's broken_promise.
template <typename T>
class promise {
 public:
  promise() = default;
  ~promise() {
    // One that outlives its execution has nobody left to tell.
    if (result_ != nullptr && result_->executing() && !result_->happened() &&
        World::current().announce_in_destructor(done())) {
      result_->fail(std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }
  promise(promise&&) noexcept = default;
  promise& operator=(promise&&) = delete;

  [[nodiscard]] future<T> get_future() {
    if (std::exchange(given_, true)) {
      throw Panic("a promise has one future");
    }
    return future<T>(result_);
  }

  void set_value(typename Result<T>::Value value = {}) {
    if (begin()) {
      result_->set(std::move(value));
    }
  }
  void set_exception(std::exception_ptr error) {
    if (begin()) {
      result_->fail(std::move(error));
    }
  }

 private:
  template <typename Signature>
  friend class packaged_task;

  [[nodiscard]] Op done() const { return {.kind = OpKind::kOnceDone, .object = result_->id()}; }
  [[nodiscard]] bool begin() {
    if (!World::current().announce(done())) {
      return false;
    }
    if (result_->happened()) {
      World::current().touch({.object = result_->id(), .access = Access::kRead});
      throw Panic("a promise is kept twice");
    }
    return true;
  }

  std::shared_ptr<Result<T>> result_ = std::make_shared<Result<T>>();
  bool given_ = false;
};

/// Runs `function` in a task of its own, as std's with launch::async. The future's destructor waits
/// for its end.
template <typename Function, typename... Arguments>
[[nodiscard]] auto async(Function&& function, Arguments&&... arguments) {
  using T = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;
  auto result = std::make_shared<Result<T>>();
  static_cast<void>(spawn(
      "async", [result, call = std::decay_t<Function>(std::forward<Function>(function)),
                ... values = std::decay_t<Arguments>(std::forward<Arguments>(
                    arguments))]() mutable { result->come_from(call, std::move(values)...); }));
  return future<T>(std::move(result), true);
}

/// A function whose result goes to a future.
template <typename T, typename... Arguments>
class packaged_task<T(Arguments...)> {
 public:
  template <typename Function>
  explicit packaged_task(Function&& function) : function_(std::forward<Function>(function)) {}

  [[nodiscard]] future<T> get_future() { return promise_.get_future(); }
  /// Called twice it panics.
  void operator()(Arguments... arguments) {
    // Who calls it first is the one who may, and nobody announces that.
    World::current().touch({.object = promise_.result_->id()});
    if (std::exchange(called_, true)) {
      throw Panic("a packaged_task runs twice");
    }
    promise_.result_->come_from(function_, std::forward<Arguments>(arguments)...);
  }

 private:
  std::function<T(Arguments...)> function_;
  promise<T> promise_;
  bool called_ = false;
};

}  // namespace rollcall::sim::std_shaped
