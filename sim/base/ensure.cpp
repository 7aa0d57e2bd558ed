#include "sim/base/ensure.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace rollcall {
namespace {

thread_local EnsureContext ensure_context = nullptr;

}  // namespace

void set_ensure_context(EnsureContext context) { ensure_context = context; }

void ensure_failed(std::string_view what, const char* file, int line) {
  std::array<char, 256> where{};
  if (ensure_context != nullptr) {
    ensure_context(where.data(), where.size());
  }
  std::fprintf(stderr, "rollcall: internal error at %s:%d: %.*s %s\n", file, line,
               static_cast<int>(what.size()), what.data(), where.data());
  std::abort();
}

}  // namespace rollcall
