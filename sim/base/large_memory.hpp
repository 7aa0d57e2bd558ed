#pragma once

#include <cstddef>
#include <limits>
#include <new>

namespace rollcall {

/// `bytes` of memory, aligned as asked, up to 4 KiB. Throws std::bad_alloc. Given back by
/// release_memory() with the same numbers.
///
/// Less than 8 MiB is operator new's. More is mapped for itself, and the machine is asked to make
/// pages of 2 MiB of it: what is looked at here and there among so much waits for the TLB as long
/// as for memory. At most one such page is wasted, and all goes back at once. Leak checkers do not
/// see what is referred to only from there. Source: madvise(2), MADV_HUGEPAGE.
[[nodiscard]] void* allocate_memory(std::size_t bytes, std::size_t alignment);
void release_memory(void* memory, std::size_t bytes, std::size_t alignment) noexcept;

/// For the standard's containers, in place of std::allocator.
template <typename Value>
class LargeMemory {
 public:
  using value_type = Value;

  LargeMemory() = default;
  template <typename Other>
  explicit(false) LargeMemory(const LargeMemory<Other>& /*other*/) noexcept {}

  [[nodiscard]] Value* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(Value)) {
      throw std::bad_array_new_length();
    }
    return static_cast<Value*>(allocate_memory(count * sizeof(Value), alignof(Value)));
  }
  void deallocate(Value* values, std::size_t count) noexcept {
    release_memory(values, count * sizeof(Value), alignof(Value));
  }

  template <typename Other>
  friend bool operator==(const LargeMemory& /*left*/, const LargeMemory<Other>& /*right*/) {
    return true;
  }
};

}  // namespace rollcall
