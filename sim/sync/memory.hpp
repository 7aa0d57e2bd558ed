#pragma once

#include "sim/core/world.hpp"

#include <concepts>
#include <string_view>
#include <utility>

namespace rollcall::sim {

/// Sequentially consistent shared memory: every access is one op.
template <typename T>
class atomic : public Object {
 public:
  explicit atomic(T value = {}, std::string_view name = "atomic")
      : Object(name), value_(std::move(value)) {}

  [[nodiscard]] T load() const {
    static_cast<void>(world().announce({.kind = OpKind::kLoad, .object = id()}));
    return value_;
  }

  void store(T value) {
    if (world().announce({.kind = OpKind::kStore, .object = id()})) {
      value_ = std::move(value);
    }
  }

  /// Stores `value`, returns what was there.
  T exchange(T value) {
    if (!update()) {
      return value_;
    }
    return std::exchange(value_, std::move(value));
  }

  /// Adds, returns what was there.
  T fetch_add(T delta) requires std::integral<T> {
    const bool live = update();
    const T before = value_;
    if (live) {
      value_ = static_cast<T>(value_ + delta);
    }
    return before;
  }

  /// Stores `desired` if the value is `expected`; else puts the value there. As std::atomic's.
  bool compare_exchange(T& expected, T desired) {
    if (!update()) {
      return false;
    }
    if (value_ != expected) {
      expected = value_;
      return false;
    }
    value_ = std::move(desired);
    return true;
  }

 private:
  bool update() { return world().announce({.kind = OpKind::kReadModifyWrite, .object = id()}); }

  T value_;
};

/// Plain memory that several tasks may reach: every access is one op, so that a missing lock shows
/// as an interleaving.
template <typename T>
class shared : public Object {
 public:
  explicit shared(T value = {}, std::string_view name = "shared")
      : Object(name), value_(std::move(value)) {}

  [[nodiscard]] T read() const {
    static_cast<void>(world().announce({.kind = OpKind::kRead, .object = id()}));
    return value_;
  }

  void write(T value) {
    if (world().announce({.kind = OpKind::kWrite, .object = id()})) {
      value_ = std::move(value);
    }
  }

 private:
  T value_;
};

/// A pointer as Go has it: may be nil, and using nil is a panic. Owns nothing.
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* target) : target_(target) {}

  [[nodiscard]] bool nil() const { return target_ == nullptr; }

  [[nodiscard]] T& operator*() const {
    if (nil()) {
      throw Panic("nil pointer dereference");
    }
    return *target_;
  }
  [[nodiscard]] T* operator->() const { return &**this; }

  friend bool operator==(const Ref&, const Ref&) = default;

 private:
  T* target_ = nullptr;
};

}  // namespace rollcall::sim
