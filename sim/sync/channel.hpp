#pragma once

#include "sim/sync/channel_base.hpp"
#include "sim/sync/ring.hpp"

#include <cstddef>
#include <iterator>
#include <optional>
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
/// unbuffered channel it succeeds only if the other side is parked. See select.hpp for several
/// channels at once.
/// Closed: receives drain the buffer, then give nullopt; sends panic, those already parked too.
/// Order: values come out in the order in which they went in.
/// Allocates only while the buffer grows to the most that it has held.
/// Source: the Go specification, and runtime/chan.go for who is met first.
template <typename T>
class channel : public ChannelBase {
 public:
  using value_type = T;

  explicit channel(std::size_t capacity, std::string_view name = "channel",
                   Kind kind = Kind::kWhole)
      : ChannelBase(capacity, false, name, kind) {}
  explicit channel(NilChannel, std::string_view name = "nil channel", Kind kind = Kind::kWhole)
      : ChannelBase(0, true, name, kind) {}

  void send(T value) {
    send(std::move(value), [] {});
  }
  /// `waits` is called if it parks, in the step in which it does: for probes.
  template <typename Waits>
  void send(T value, const Waits& waits) {
    if (op_world().announce({.kind = OpKind::kSend, .object = id()}, !nil()) && !deliver(value)) {
      waits();
      ParkedCase parked{.channel = this, .sends = true, .place = &value};
      if (park(parked) && parked.closed) {
        panic_closed();
      }
    }
  }

  /// False if it would have to wait.
  bool try_send(T value) {
    if (!op_world().announce({.kind = OpKind::kTrySend, .object = id()})) {
      return false;
    }
    if (nil() || !deliver(value)) {
      touch(Access::kRead);
      return false;
    }
    return true;
  }

  /// nullopt: closed and drained (or the execution is over).
  std::optional<T> receive() {
    if (!op_world().announce({.kind = OpKind::kReceive, .object = id()}, !nil())) {
      return std::nullopt;
    }
    std::optional<T> value = take_or_see_closed();
    if (!value && !closed()) {
      ParkedCase parked{.channel = this, .place = &value};
      static_cast<void>(park(parked));
    }
    return value;
  }

  /// nullopt if it would have to wait, or is closed and drained.
  std::optional<T> try_receive() {
    if (!op_world().announce({.kind = OpKind::kTryReceive, .object = id()})) {
      return std::nullopt;
    }
    std::optional<T> value = take_or_see_closed();
    if (!value) {
      touch(Access::kRead);
    }
    return value;
  }

  /// Values in the buffer, as an op: what others do to the channel may come before or after.
  [[nodiscard]] std::size_t len() const {
    if (op_world().announce({.kind = OpKind::kLength, .object = id()})) {
      world().touch({.object = id(), .access = Access::kRead});
    }
    return size();
  }
  /// The same for probes: no op.
  [[nodiscard]] std::size_t size() const { return count(); }

  /// `for (T& value : channel)` receives until the channel is closed and drained.
  class iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    explicit iterator(channel& from) : from_(&from), value_(from.receive()) {}
    [[nodiscard]] T& operator*() const { return *value_; }
    iterator& operator++() {
      value_ = from_->receive();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& at, std::default_sentinel_t) { return !at.value_; }

   private:
    channel* from_;
    mutable std::optional<T> value_;
  };
  [[nodiscard]] iterator begin() { return iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

  // --- for selects and timers: no ops of their own, the running step is one that may do it ---

  /// Gives `value` to a parked receiver, else to the buffer, if that is possible now.
  bool deliver(T& value) {
    if (closed()) {
      touch(Access::kRead);
      panic_closed();
    }
    if (ParkedCase* const receiver = meet_receiver(); receiver != nullptr) {
      static_cast<std::optional<T>*>(receiver->place)->emplace(std::move(value));
      return true;
    }
    if (full()) {
      return false;
    }
    count_send();
    buffer_.push_back(std::move(value));
    return true;
  }

  /// The oldest value there is; a parked sender's value moves up behind the rest.
  std::optional<T> take() {
    if (ParkedCase* const sender = meet_sender(); sender != nullptr) {
      T& last = *static_cast<T*>(sender->place);
      if (capacity() == 0) {
        return std::optional<T>(std::move(last));
      }
      std::optional<T> value(buffer_.pop_front());
      buffer_.push_back(std::move(last));
      return value;
    }
    if (buffer_.empty()) {
      return std::nullopt;
    }
    count_receive();
    return std::optional<T>(buffer_.pop_front());
  }

  std::optional<T> take_or_see_closed() {
    std::optional<T> value = take();
    if (!value && closed()) {
      see_closed();
    }
    return value;
  }

 private:
  Ring<T> buffer_;  // at most capacity() of them
};

}  // namespace rollcall::sim
