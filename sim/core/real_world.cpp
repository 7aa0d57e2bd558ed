#include "sim/core/real_world.hpp"

#include "sim/core/world.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

namespace rollcall {
namespace {

thread_local constinit int allowed_count = 0;
bool guarding = false;

}  // namespace

RealWorldAllowed::RealWorldAllowed() { ++allowed_count; }
RealWorldAllowed::~RealWorldAllowed() { --allowed_count; }

#if defined(ROLLCALL_ASAN) || defined(ROLLCALL_TSAN)

void guard_against_real_world() { static_cast<void>(guarding); }
bool real_world_is_guarded() { return false; }

#else

void guard_against_real_world() { guarding = true; }
bool real_world_is_guarded() { return guarding; }

namespace {

// What stands in the library behind this program's function of that name.
template <typename Function>
Function* behind(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void notice(const char* function) {
  World* const world = guarding && allowed_count == 0 ? World::of_this_thread() : nullptr;
  if (world == nullptr) {
    return;
  }
  const RealWorldAllowed while_reporting;
  world->report("real-world", "task '" + world->running().name.str() + "' calls " + function +
                                  ", which no seed fixes");
}

}  // namespace

#endif

}  // namespace rollcall

#if !defined(ROLLCALL_ASAN) && !defined(ROLLCALL_TSAN)

// The C library's declarations carry noexcept and attributes that a definition repeats.
extern "C" {

int clock_gettime(clockid_t clock, struct timespec* out) noexcept {
  static auto* const next = rollcall::behind<int(clockid_t, struct timespec*)>("clock_gettime");
  rollcall::notice("clock_gettime");
  return next(clock, out);
}

int gettimeofday(struct timeval* out, void* zone) noexcept {
  static auto* const next = rollcall::behind<int(struct timeval*, void*)>("gettimeofday");
  rollcall::notice("gettimeofday");
  return next(out, zone);
}

time_t time(time_t* out) noexcept {
  static auto* const next = rollcall::behind<time_t(time_t*)>("time");
  rollcall::notice("time");
  return next(out);
}

int nanosleep(const struct timespec* wish, struct timespec* left) {
  static auto* const next =
      rollcall::behind<int(const struct timespec*, struct timespec*)>("nanosleep");
  rollcall::notice("nanosleep");
  return next(wish, left);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec* wish,
                    struct timespec* left) {
  static auto* const next =
      rollcall::behind<int(clockid_t, int, const struct timespec*, struct timespec*)>(
          "clock_nanosleep");
  rollcall::notice("clock_nanosleep");
  return next(clock, flags, wish, left);
}

int usleep(useconds_t wish) {
  static auto* const next = rollcall::behind<int(useconds_t)>("usleep");
  rollcall::notice("usleep");
  return next(wish);
}

int rand() noexcept {
  static auto* const next = rollcall::behind<int()>("rand");
  rollcall::notice("rand");
  return next();
}

int getentropy(void* buffer, size_t length) {
  static auto* const next = rollcall::behind<int(void*, size_t)>("getentropy");
  rollcall::notice("getentropy");
  return next(buffer, length);
}

ssize_t getrandom(void* buffer, size_t length, unsigned int flags) {
  static auto* const next = rollcall::behind<ssize_t(void*, size_t, unsigned int)>("getrandom");
  rollcall::notice("getrandom");
  return next(buffer, length, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
                   void* argument) noexcept {
  static auto* const next =
      rollcall::behind<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>(
          "pthread_create");
  rollcall::notice("pthread_create");
  return next(thread, attributes, body, argument);
}

// std::random_device::operator(), which may use an instruction.
unsigned int rollcall_random_device(std::random_device* device) __asm__(
    "_ZNSt13random_device9_M_getvalEv");
unsigned int rollcall_random_device(std::random_device* device) {
  static auto* const next =
      rollcall::behind<unsigned int(std::random_device*)>("_ZNSt13random_device9_M_getvalEv");
  rollcall::notice("std::random_device");
  return next(device);
}

}  // extern "C"

#endif
