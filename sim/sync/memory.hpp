#pragma once

#include "sim/core/world.hpp"

#include <concepts>
#include <optional>
#include <string>
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
    if (op_world().announce({.kind = OpKind::kLoad, .object = id()})) {
      look();
    }
    return value_;
  }

  void store(T value) {
    if (op_world().announce({.kind = OpKind::kStore, .object = id()})) {
      world().touch({.object = id()});
      world().release(clock_);
      value_ = std::move(value);
    }
  }

  /// Stores `value`, returns what was there.
  T exchange(T value) {
    if (!update()) {
      return value_;
    }
    change();
    return std::exchange(value_, std::move(value));
  }

  /// Adds, returns what was there.
  T fetch_add(T delta) requires std::integral<T> {
    const bool live = update();
    const T before = value_;
    if (live) {
      change();
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
      look();
      expected = value_;
      return false;
    }
    change();
    value_ = std::move(desired);
    return true;
  }

 private:
  bool update() { return op_world().announce({.kind = OpKind::kReadModifyWrite, .object = id()}); }

  void look() const {
    world().touch({.object = id(), .access = Access::kRead});
    world().acquire(clock_);
  }
  void change() {
    world().touch({.object = id()});
    world().acquire(clock_);
    world().release(clock_);
  }

  T value_;
  SyncClock clock_;
};

/// Plain memory that several tasks may reach: every access is one op, so that a missing lock shows
/// as an interleaving; and, where races are looked for, as a data race whatever the interleaving.
template <typename T>
class shared : public Object {
 public:
  explicit shared(T value = {}, std::string_view name = "shared")
      : Object(name), value_(std::move(value)) {}

  [[nodiscard]] T read(AccessSite where = {.file = __builtin_FILE(),
                                           .line = __builtin_LINE()}) const {
    World& world = op_world();
    if (world.announce({.kind = OpKind::kRead, .object = id()})) {
      world.touch({.object = id(), .access = Access::kRead});
      if (RaceDetector* races = world.races()) [[unlikely]] {
        report(races->read(access(where), cell_));
      }
    }
    return value_;
  }

  void write(T value, AccessSite where = {.file = __builtin_FILE(), .line = __builtin_LINE()}) {
    World& world = op_world();
    if (world.announce({.kind = OpKind::kWrite, .object = id()})) {
      world.touch({.object = id()});
      if (RaceDetector* races = world.races()) [[unlikely]] {
        report(races->write(access(where), cell_));
      }
      value_ = std::move(value);
    }
  }

 private:
  MemoryAccess access(AccessSite where) const {
    return {.task = world().running().id,
            .task_name = world().running().name,
            .step = world().steps(),
            .site = where};
  }
  void report(const std::optional<Race>& race) const {
    if (race) {
      world().report("data-race", std::string(name()) + ": " + describe(*race));
    }
  }

  T value_;
  mutable RaceCell cell_;
};

/// A pointer as Go has it: may be nil, and using nil is a panic. Owns nothing.
///
/// A name says in that panic what is nil; it must live as long as the reference.
///
///   Ref<Connection> connection("connection");
///   connection->send(1);  // panics: nil pointer dereference of connection
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(std::string_view name) : name_(name) {}
  explicit Ref(T* target, std::string_view name = "") : target_(target), name_(name) {}

  [[nodiscard]] bool nil() const { return target_ == nullptr; }

  [[nodiscard]] T& operator*() const {
    if (nil()) {
      throw Panic("nil pointer dereference" + (name_.empty() ? "" : " of " + std::string(name_)));
    }
    return *target_;
  }
  [[nodiscard]] T* operator->() const { return &**this; }

  friend bool operator==(const Ref& left, const Ref& right) {
    return left.target_ == right.target_;
  }

 private:
  T* target_ = nullptr;
  std::string_view name_;
};

}  // namespace rollcall::sim
