#pragma once

namespace rollcall {

/// From here on a process that dies of SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT first says on
/// standard error in which task, after which op, at which step and under which seed: a crash in the
/// code under test can be replayed. A fault in the guard page of the task's stack is called a stack
/// overflow. With AddressSanitizer the same is said where a sanitizer ends the process.
///
/// Then the signal takes its former course, and the exit status is the signal's. For the whole
/// process, from any thread; again: nothing happens. Handlers run on a stack of their own, which
/// each thread gets as its first execution begins, unless it has one.
void install_crash_report();

/// Gives this thread the stack for signals, if crashes are reported. For World.
void prepare_thread_for_crash();

}  // namespace rollcall
