#pragma once

namespace rollcall {

/// From now on a task that touches what no seed fixes is a violation `real-world` that names the
/// function: the clocks, sleeping, entropy and rand(), and the making of threads. The call itself
/// goes through, so that the code under test does not see a difference.
///
/// Works by standing before the C library's functions (and std::random_device) in this program:
/// what is called by a system call or an instruction of one's own is not noticed. Under a sanitizer
/// it does nothing, as that stands there itself.
void guard_against_real_world();

/// Whether the guard can be there in this build.
[[nodiscard]] bool real_world_is_guarded();

/// While it lives, this thread may: logging has a time, and is no part of the simulation.
class RealWorldAllowed {
 public:
  RealWorldAllowed();
  ~RealWorldAllowed();
  RealWorldAllowed(const RealWorldAllowed&) = delete;
  RealWorldAllowed& operator=(const RealWorldAllowed&) = delete;
};

}  // namespace rollcall
