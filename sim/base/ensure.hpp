#pragma once

#include <string_view>

namespace rollcall {

/// Where a bug of rollcall itself happened; printed by `ensure` (for example seed and step).
/// Returns a line of text, or "" when there is nothing to tell. Set per thread by the running
/// world.
using EnsureContext = void (*)(char* buffer, unsigned long size);
void set_ensure_context(EnsureContext context);

/// Prints what must hold, place, seed and step, then aborts (exit 134).
[[noreturn]] void ensure_failed(std::string_view what, const char* file, int line);

/// For bugs of the harness only: on in every build. Data from outside is never checked with it.
inline void ensure(bool condition, std::string_view what, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
  if (!condition) [[unlikely]] {
    ensure_failed(what, file, line);
  }
}

}  // namespace rollcall
