#pragma once

namespace rollcall {

/// From here on an exception that leaves a destructor or another noexcept function of a task is a
/// violation `panic` that names the task, and ends that task alone; without this it would end the
/// process. Elsewhere the terminate handler that was there before is called.
///
/// For the whole process, from any thread; again: nothing happens. World::run does it.
void report_uncaught_exceptions();

}  // namespace rollcall
