// How a panic ends: thrown where the code under test can catch it, reported where nobody can.
#include "sim/core/panic.hpp"

#include "sim/core/world.hpp"

#include <cstring>
#include <exception>

#ifdef ROLLCALL_ASAN
#include <sanitizer/lsan_interface.h>
#endif

namespace rollcall {

void World::report_panic(std::string_view what) {
  report("panic", "task '" + running_->name.str() + "' panicked: " + std::string(what));
}

void World::panic(const std::string& message) {
  if (cancelling_) {
    return;
  }
  if (running_->destroying || running_->is_step() || std::uncaught_exceptions() > 0) {
    report_panic(message);
  } else {
    throw Panic(message);
  }
}

// Whoever switches to this task, to end it, finds that it does not end.
void World::stay_away() {
  Task& self = *running_;
  for (;;) {
    leave(self.fiber, nullptr);
  }
}

/// Replaces the handler of std::terminate. The task is left where it stands, as one that ignores
/// its cancellation is.
class UncaughtExceptions {
 public:
  static void install() { former = std::set_terminate(&handle); }

 private:
  static void handle() {
    World* const world = World::current_;
    const bool in_task = world != nullptr && world->running_ != nullptr && !world->asking_ &&
                         world->running_->fiber.has_stack();
    if (in_task && std::current_exception() != nullptr) {
      report(*world);
      keep_exception();
      world->stay_away();
    }
    former();
  }

  // It stays with the stack that it was thrown on, which is no leak of the code under test.
  static void keep_exception() {
#ifdef ROLLCALL_ASAN
    const std::exception_ptr current = std::current_exception();
    void* object = nullptr;
    static_assert(sizeof object == sizeof current, "it is the address of the exception");
    std::memcpy(&object, &current, sizeof object);
    __lsan_ignore_object(object);
#endif
  }

  static void report(World& world) {
    constexpr const char* kWhere = ", and that left a destructor or another noexcept function";
    try {
      std::rethrow_exception(std::current_exception());
    } catch (const TaskCancelled&) {
      // The execution is over, and the task was at an op of a destructor.
    } catch (const std::exception& error) {
      world.report_panic(std::string(error.what()) + kWhere);
    } catch (...) {
      world.report_panic(std::string("an exception of unknown type") + kWhere);
    }
  }

  static std::terminate_handler former;
};

std::terminate_handler UncaughtExceptions::former = nullptr;

void report_uncaught_exceptions() {
  static const bool installed = [] {
    UncaughtExceptions::install();
    return true;
  }();
  static_cast<void>(installed);
}

}  // namespace rollcall
