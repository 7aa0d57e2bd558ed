#pragma once

#include <cstdint>

namespace rollcall {

/// Why a decision of the world needs more than a look at what is enabled: bits of one word, which
/// is 0 on the fast path.
struct AttentionBits {
  enum Bit : std::uint32_t {
    kCheckDue = 1,    // the check is to look at the state
    kOver = 2,        // decide no more
    kAllEnded = 4,    // no task but daemons is left
    kSomePaused = 8,  // a task is paused
    kStepsDue = 16,   // a timer's step may be enabled: it needs no switch, and has no stack
    kMayGoOn = 32,    // the clock may go on early, see Strategy::early_timers
  };
};

}  // namespace rollcall
