#include "sim/base/large_memory.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace rollcall {
namespace {

constexpr std::size_t kLarge = std::size_t{8} << 20U;
constexpr std::size_t kLargePage = std::size_t{2} << 20U;

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + kLargePage - 1) / kLargePage * kLargePage;
}

// With one page more than is wanted; what stands over before and behind is given back.
void* map(std::size_t bytes) {
  if (bytes > std::numeric_limits<std::size_t>::max() - 2 * kLargePage) {
    throw std::bad_alloc();
  }
  const std::size_t size = whole_pages(bytes);
  void* const mapped =
      mmap(nullptr, size + kLargePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    throw std::bad_alloc();
  }
  auto* const begin = static_cast<std::byte*>(mapped);
  const std::size_t before = -reinterpret_cast<std::uintptr_t>(begin) % kLargePage;
  if (before > 0) {
    static_cast<void>(munmap(begin, before));
  }
  static_cast<void>(munmap(begin + before + size, kLargePage - before));
  static_cast<void>(madvise(begin + before, size, MADV_HUGEPAGE));  // a kernel without: slower
  return begin + before;
}

}  // namespace

void* allocate_memory(std::size_t bytes, std::size_t alignment) {
  if (bytes >= kLarge) {
    return map(bytes);
  }
  if (alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
    return ::operator new (bytes, std::align_val_t{alignment});
  }
  return ::operator new(bytes);
}

void release_memory(void* memory, std::size_t bytes, std::size_t alignment) noexcept {
  if (bytes >= kLarge) {
    static_cast<void>(munmap(memory, whole_pages(bytes)));
  } else if (alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
    ::operator delete (memory, std::align_val_t{alignment});
  } else {
    ::operator delete(memory);
  }
}

}  // namespace rollcall
