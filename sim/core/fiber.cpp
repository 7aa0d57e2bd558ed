#include "sim/core/fiber.hpp"

#include "sim/base/ensure.hpp"

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef ROLLCALL_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

namespace rollcall {
namespace {

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

}  // namespace

ExceptionState* thread_exception_state() {
  // The ABI fixes the layout and not the type's definition.
  return reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

Fiber::Fiber() { adopt_thread(); }

void Fiber::adopt_thread() {
#ifdef ROLLCALL_TSAN
  tsan_ = __tsan_get_current_fiber();
#endif
}

void Fiber::map_stack(Entry entry, void* user, std::size_t stack_bytes) {
  ensure(!has_stack(), "a fiber gets one stack");
  entry_ = entry;
  user_ = user;
  const std::size_t page = page_bytes();
  size_bytes_ = (stack_bytes + page - 1) / page * page;
  mapping_bytes_ = size_bytes_ + page;
  mapping_ = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  ensure(mapping_ != MAP_FAILED, "a stack can be mapped (see vm.max_map_count)");
  ensure(mprotect(mapping_, page, PROT_NONE) == 0, "a guard page can be protected");
  char* const bottom = static_cast<char*>(mapping_) + page;
  bottom_ = bottom;
#ifdef ROLLCALL_ASAN
  __lsan_register_root_region(bottom_, size_bytes_);
#endif
#ifdef ROLLCALL_TSAN
  tsan_ = __tsan_create_fiber(0);
#endif
  context_ = boost::context::detail::make_fcontext(bottom + size_bytes_, size_bytes_, &start);
}

Fiber::~Fiber() {
  if (mapping_ == nullptr) {
    return;
  }
#ifdef ROLLCALL_TSAN
  __tsan_destroy_fiber(tsan_);
#endif
#ifdef ROLLCALL_ASAN
  __lsan_unregister_root_region(bottom_, size_bytes_);
  __asan_unpoison_memory_region(bottom_, size_bytes_);  // The addresses may be mapped again.
#endif
  munmap(mapping_, mapping_bytes_);
}

void Fiber::start(boost::context::detail::transfer_t transfer) {
  // Who is starting is what the switch was told last: the context that was just consumed belongs to
  // it.
  Fiber& previous = *static_cast<Fiber*>(transfer.data);
  Fiber& here = *previous.next_;
  landed(here, transfer);
  here.entry_(here);
  ensure(false, "a fiber's entry never returns");
}

}  // namespace rollcall
