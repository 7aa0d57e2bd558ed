// What a dying process says. Each test dies in a process of its own, after executions in a world
// that is used again: what is told is of the last.
#include "sim/core/crash.hpp"

#include "sim/core/watchdog.hpp"
#include "tests/sim/support.hpp"

#include <csignal>
#include <cstdlib>
#include <thread>

namespace rollcall {
namespace {

// Sanitizers end the process in a way of their own.
bool died_of(int signal, int status) {
#if defined(ROLLCALL_ASAN) || defined(ROLLCALL_TSAN)
  static_cast<void>(signal);
  return status != 0;
#else
  return testing::KilledBySignal(signal)(status);
#endif
}

auto dies_of(int signal) {
  return [signal](int status) { return died_of(signal, status); };
}

// Task 'victim 7' locks mu and does `act`, under seed 0x2a.
template <typename Act>
void play(Act act) {
  install_crash_report();
  World world;
  run_in(world, 1, [] { together([] {}, [] {}); });
  run_in(world, 42, [&] {
    sim::mutex mu("mu");
    sim::wait_group ended("ended");
    ended.add(1);
    sim::spawn({.name = {.text = "victim", .number = 7}}, [&] {
      const std::scoped_lock lock(mu);
      act();
      ended.done();
    });
    ended.wait();
  });
}

// What UBSan would find is to be left to the machine.
__attribute__((no_sanitize("undefined", "address"), noinline)) void store_to(
    volatile int* address) {
  *address = 1;
}

__attribute__((no_sanitize("undefined"), noinline)) void divide(volatile int* number) {
  *number = 1000 / *number;
}

// Each call keeps some of the stack until it returns.
__attribute__((noinline)) int recurse(volatile int* depth) {
  volatile char frame[512] = {};
  frame[0] = static_cast<char>(*depth);
  *depth = *depth + 1;
  return *depth < 0 ? 0 : recurse(depth) + frame[0];
}

constexpr const char* kWhere = " in task 'victim 7', step [0-9]+, after 'lock mu'; seed 0x2a\n";

std::string told(const std::string& cause) { return "rollcall: " + cause + kWhere; }

TEST(CrashDeathTest, ANullDereferenceNamesTaskOpStepAndSeed) {
  EXPECT_EXIT(play([] { store_to(nullptr); }), dies_of(SIGSEGV), told("crash: SIGSEGV"));
}

TEST(CrashDeathTest, AnAbortDoes) {
  EXPECT_EXIT(play([] { std::abort(); }), dies_of(SIGABRT), told("crash: SIGABRT"));
}

TEST(CrashDeathTest, AStackOverflowIsCalledSo) {
  EXPECT_EXIT(play([] {
                volatile int depth = 0;
                recurse(&depth);
              }),
              dies_of(SIGSEGV), told("crash: SIGSEGV .stack overflow."));
}

#ifdef __x86_64__  // Elsewhere dividing by zero traps nothing.
TEST(CrashDeathTest, ADivisionTrapDoes) {
  EXPECT_EXIT(play([] {
                volatile int zero = 0;
                divide(&zero);
              }),
              dies_of(SIGFPE), told("crash: SIGFPE"));
}
#endif

TEST(CrashDeathTest, AnIllegalInstructionDoes) {
  EXPECT_EXIT(play([] { raise(SIGILL); }), dies_of(SIGILL), told("crash: SIGILL"));
}

TEST(CrashDeathTest, ABusErrorDoes) {
  EXPECT_EXIT(play([] { raise(SIGBUS); }), dies_of(SIGBUS), told("crash: SIGBUS"));
}

TEST(CrashDeathTest, AThreadOfItsOwnIsNoDifferent) {
  const auto elsewhere = [] {
    std::thread([] {
      play([] {
        volatile int depth = 0;
        recurse(&depth);
      });
    }).join();
  };
  EXPECT_EXIT(elsewhere(), dies_of(SIGSEGV), told("crash: SIGSEGV .stack overflow."));
}

TEST(CrashDeathTest, OutsideOfAnExecutionThereIsNothingToName) {
  EXPECT_EXIT(
      {
        install_crash_report();
        run(1, [] {});
        store_to(nullptr);
      },
      dies_of(SIGSEGV), "rollcall: crash: SIGSEGV outside of any execution\n");
}

TEST(CrashDeathTest, AMutexThatIsGoneIsNotNamed) {
  EXPECT_EXIT(
      {
        install_crash_report();
        run(42, [] {
          {
            sim::mutex mu("mu");
            mu.lock();
            mu.unlock();
          }
          store_to(nullptr);
        });
      },
      dies_of(SIGSEGV), "in task 'main', step 3, after 'unlock'; seed 0x2a\n");
}

}  // namespace
}  // namespace rollcall
