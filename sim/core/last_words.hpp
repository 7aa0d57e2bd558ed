#pragma once

#include <string_view>

namespace rollcall {

/// Writes "rollcall: <cause> in task 'a', step 17, after 'lock mu'; seed 0x2a" to standard error:
/// where the execution on this thread stands while the process dies.
///
/// Once a process: what dying leads to is not told. Safe in a signal handler: it calls write(2) and
/// keeps no text, and what the code under test has overwritten the kernel refuses to read.
void say_last_words(std::string_view cause);

}  // namespace rollcall
