#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace rollcall::net {

/// A callable that is moved and called, kept in place up to 64 bytes: std::function allocates above
/// 16, and wants copies.
template <typename Signature>
class Callable;

template <typename Result, typename... Arguments>
class Callable<Result(Arguments...)> {
 public:
  Callable() = default;
  template <typename Function>
  requires(!std::is_same_v<std::decay_t<Function>, Callable>) &&
      std::is_invocable_r_v<Result, std::decay_t<Function>&, Arguments...> Callable(
          Function&& function) {  // As std::function's: a lambda is passed where one is wanted.
    using Stored = std::decay_t<Function>;
    if constexpr (sizeof(Stored) <= kInlineBytes && alignof(Stored) <= alignof(std::max_align_t) &&
                  std::is_nothrow_move_constructible_v<Stored>) {
      ::new (static_cast<void*>(storage_.data())) Stored(std::forward<Function>(function));
      vtable_ = &kInline<Stored>;
    } else {
      ::new (static_cast<void*>(storage_.data()))
          Stored*(new Stored(std::forward<Function>(function)));
      vtable_ = &kBoxed<Stored>;
    }
  }
  Callable(Callable&& other) noexcept { take(other); }
  Callable& operator=(Callable&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  Callable(const Callable&) = delete;
  Callable& operator=(const Callable&) = delete;
  ~Callable() { reset(); }

  explicit operator bool() const { return vtable_ != nullptr; }
  /// Requires that there is one.
  Result operator()(Arguments... arguments) {
    return vtable_->call(storage_.data(), std::forward<Arguments>(arguments)...);
  }

  void reset() {
    if (vtable_ != nullptr) {
      std::exchange(vtable_, nullptr)->destroy(storage_.data());
    }
  }

 private:
  static constexpr std::size_t kInlineBytes = 64;

  struct Vtable {
    Result (*call)(void* stored, Arguments&&... arguments);
    void (*move)(void* from, void* to);  // and ends the life of what was at `from`
    void (*destroy)(void* stored);
  };

  template <typename Stored>
  static constexpr Vtable kInline = {
      [](void* stored, Arguments&&... arguments) -> Result {
        return (*static_cast<Stored*>(stored))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) {
        ::new (to) Stored(std::move(*static_cast<Stored*>(from)));
        static_cast<Stored*>(from)->~Stored();
      },
      [](void* stored) { static_cast<Stored*>(stored)->~Stored(); }};
  template <typename Stored>
  static constexpr Vtable kBoxed = {
      [](void* stored, Arguments&&... arguments) -> Result {
        return (**static_cast<Stored**>(stored))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) { ::new (to) Stored*(*static_cast<Stored**>(from)); },
      [](void* stored) { delete *static_cast<Stored**>(stored); }};

  void take(Callable& other) {
    vtable_ = std::exchange(other.vtable_, nullptr);
    if (vtable_ != nullptr) {
      vtable_->move(other.storage_.data(), storage_.data());
    }
  }

  alignas(std::max_align_t) std::array<std::byte, kInlineBytes> storage_;
  const Vtable* vtable_ = nullptr;
};

}  // namespace rollcall::net
