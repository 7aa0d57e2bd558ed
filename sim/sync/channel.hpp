#pragma once

#include "sim/core/world.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall::sim {

/// Makes a channel that is nil: send and receive wait for ever, the `try` forms fail, close panics.
struct NilChannel {};
inline constexpr NilChannel kNil{};

/// A Go channel.
///
/// A send or receive that cannot proceed parks; the longest parked is met first. A send gives its
/// value to a parked receiver, else to the buffer; a receive takes from the buffer, and lets the
/// longest parked sender fill the place. A `try` form that would park fails instead, so on an
/// unbuffered channel it succeeds only if the other side is parked.
/// Closed: receives drain the buffer, then give nullopt; sends panic, those already parked too.
/// Order: values come out in the order in which they went in.
/// Source: the Go specification, and runtime/chan.go for who is met first.
template <typename T>
class channel : public Object {
 public:
  explicit channel(std::size_t capacity, std::string_view name = "channel")
      : Object(name), capacity_(capacity) {}
  explicit channel(NilChannel, std::string_view name = "nil channel")
      : Object(name), capacity_(0), nil_(true) {}

  void send(T value) {
    if (world().announce({.kind = OpKind::kSend, .object = id()}, !nil_) && !deliver(value)) {
      park_sender(value);
    }
  }

  /// False if it would have to wait.
  bool try_send(T value) {
    return world().announce({.kind = OpKind::kTrySend, .object = id()}) && !nil_ && deliver(value);
  }

  /// nullopt: closed and drained (or the execution is over).
  std::optional<T> receive() {
    if (!world().announce({.kind = OpKind::kReceive, .object = id()}, !nil_)) {
      return std::nullopt;
    }
    std::optional<T> value = take();
    return value || closed_ ? std::move(value) : park_receiver();
  }

  /// nullopt if it would have to wait, or is closed and drained.
  std::optional<T> try_receive() {
    if (!world().announce({.kind = OpKind::kTryReceive, .object = id()})) {
      return std::nullopt;
    }
    return take();
  }

  void close() {
    World& world = World::current();
    if (world.over_in_destructor() ||
        !world.announce_in_destructor({.kind = OpKind::kClose, .object = id()})) {
      return;
    }
    if (nil_ || closed_) {
      world.report("panic", "task '" + world.running().name.str() + "' closes " +
                                std::string(name()) + ", which is " + (nil_ ? "nil" : "closed"));
      return;
    }
    closed_ = true;
    release(parked_receivers_);
    release(parked_senders_);
  }

  /// Values in the buffer, and its size: no ops, as `len` and `cap` are no synchronisation.
  [[nodiscard]] std::size_t size() const { return buffer_.size(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  // A task at rest in a send or receive. Lives on that task's stack.
  struct Parked {
    Slot slot;
    std::optional<T> value;  // a sender's, until taken; a receiver's, once given
  };

  // Gives `value` to a parked receiver, else to the buffer, if that is possible now.
  bool deliver(T& value) {
    if (closed_) {
      throw Panic("send on closed channel " + std::string(name()));
    }
    if (!parked_receivers_.empty()) {
      take_longest(parked_receivers_).value = std::move(value);
      return true;
    }
    if (buffer_.size() >= capacity_) {
      return false;
    }
    buffer_.push_back(std::move(value));
    return true;
  }

  // The oldest value there is; a parked sender's value moves up behind the rest.
  std::optional<T> take() {
    if (!parked_senders_.empty()) {
      buffer_.push_back(*std::exchange(take_longest(parked_senders_).value, std::nullopt));
    }
    if (buffer_.empty()) {
      return std::nullopt;
    }
    std::optional<T> value = std::move(buffer_.front());
    buffer_.pop_front();
    return value;
  }

  // Takes the longest parked out of the queue; it may go on, but not before this step is over.
  Parked& take_longest(std::deque<Parked*>& queue) {
    Parked& longest = *queue.front();
    queue.pop_front();
    world().enable(longest.slot);
    return longest;
  }

  void release(std::deque<Parked*>& queue) {
    while (!queue.empty()) {
      take_longest(queue);
    }
  }

  void park_sender(T& value) {
    Parked self{.slot = world().running().slot, .value = std::move(value)};
    parked_senders_.push_back(&self);
    if (world().announce({.kind = OpKind::kSent, .object = id()}, false) && self.value) {
      throw Panic("send on closed channel " + std::string(name()));
    }
  }

  std::optional<T> park_receiver() {
    Parked self{.slot = world().running().slot, .value = std::nullopt};
    parked_receivers_.push_back(&self);
    if (!world().announce({.kind = OpKind::kReceived, .object = id()}, false)) {
      return std::nullopt;
    }
    return std::move(self.value);
  }

  std::size_t capacity_;
  bool nil_ = false;
  bool closed_ = false;
  std::deque<T> buffer_;  // at most capacity_ between steps
  std::deque<Parked*> parked_senders_;
  std::deque<Parked*> parked_receivers_;
};

}  // namespace rollcall::sim
