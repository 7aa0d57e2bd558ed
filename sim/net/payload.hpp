#pragma once

#include "sim/base/ensure.hpp"

#include <cstdint>
#include <utility>

namespace rollcall::net {

/// An immutable value of any type, shared by its copies: a duplicated message costs a count.
///
/// Belongs to one world, hence to one thread. Empty by default.
class Payload {
 public:
  Payload() = default;
  Payload(const Payload& other) : box_(other.box_) { hold(); }
  Payload(Payload&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
  Payload& operator=(Payload other) noexcept {
    std::swap(box_, other.box_);
    return *this;
  }
  ~Payload() {
    if (box_ != nullptr && --box_->use_count == 0) {
      box_->destroy(box_);
    }
  }

  [[nodiscard]] bool empty() const { return box_ == nullptr; }

  template <typename T>
  [[nodiscard]] bool holds() const {
    return box_ != nullptr && box_->type == &kType<T>;
  }

  /// Requires holds<T>(): both ends of a method agree on its types.
  template <typename T>
  [[nodiscard]] const T& get() const {
    ensure(holds<T>(), "a payload is read as the type that it was made of");
    return static_cast<const Value<T>*>(box_)->value;
  }

 private:
  template <typename T, typename... Arguments>
  friend Payload make_payload(Arguments&&... arguments);

  // The address tells types apart; nothing else is made of it.
  template <typename T>
  static constexpr char kType = 0;

  struct Box {
    const char* type;
    void (*destroy)(Box*);
    std::uint32_t use_count;
  };
  template <typename T>
  struct Value : Box {
    template <typename... Arguments>
    explicit Value(const Box& box, Arguments&&... arguments)
        : Box(box), value{std::forward<Arguments>(arguments)...} {}
    T value;
  };

  explicit Payload(Box* box) : box_(box) {}

  void hold() {
    if (box_ != nullptr) {
      ++box_->use_count;
    }
  }

  Box* box_ = nullptr;
};

template <typename T, typename... Arguments>
[[nodiscard]] Payload make_payload(Arguments&&... arguments) {
  using Value = Payload::Value<T>;
  const auto destroy = [](Payload::Box* box) { delete static_cast<Value*>(box); };
  return Payload(new Value({.type = &Payload::kType<T>, .destroy = destroy, .use_count = 1},
                           std::forward<Arguments>(arguments)...));
}

template <typename T>
[[nodiscard]] const T& get(const Payload& payload) {
  return payload.get<T>();
}

}  // namespace rollcall::net
