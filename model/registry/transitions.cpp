#include "model/registry/transitions.hpp"

#include <algorithm>
#include <array>

namespace rollcall::hardened {
namespace {

using enum WorkerState;

constexpr std::array kLegal = {
    LegalTransition{kGone, kJoining, Cause::kRegistered},
    LegalTransition{kJoining, kFree, Cause::kVerified},
    LegalTransition{kJoining, kGone, Cause::kProbeFailed},
    LegalTransition{kJoining, kGone, Cause::kLeaseOver},
    LegalTransition{kJoining, kGone, Cause::kSuperseded},
    LegalTransition{kJoining, kGone, Cause::kLeft},
    LegalTransition{kJoining, kGone, Cause::kDrained},
    LegalTransition{kJoining, kGone, Cause::kClosing},
    LegalTransition{kFree, kReserved, Cause::kSent},
    LegalTransition{kFree, kGone, Cause::kLeaseOver},
    LegalTransition{kFree, kGone, Cause::kSuperseded},
    LegalTransition{kFree, kGone, Cause::kLeft},
    LegalTransition{kFree, kGone, Cause::kDrained},
    LegalTransition{kFree, kGone, Cause::kClosing},
    LegalTransition{kReserved, kBusy, Cause::kAccepted},
    LegalTransition{kReserved, kFree, Cause::kCompleted},  // the acceptance was overtaken
    LegalTransition{kReserved, kJoining, Cause::kRefused},
    LegalTransition{kReserved, kJoining, Cause::kSendingFailed},
    LegalTransition{kReserved, kGone, Cause::kLeaseOver},
    LegalTransition{kReserved, kGone, Cause::kSuperseded},
    LegalTransition{kReserved, kGone, Cause::kLeft},
    LegalTransition{kReserved, kGone, Cause::kDrained},
    LegalTransition{kBusy, kFree, Cause::kCompleted},
    LegalTransition{kBusy, kJoining, Cause::kJobOverdue},
    LegalTransition{kBusy, kGone, Cause::kLeaseOver},
    LegalTransition{kBusy, kGone, Cause::kSuperseded},
    LegalTransition{kBusy, kGone, Cause::kLeft},
    LegalTransition{kBusy, kGone, Cause::kDrained},
};

}  // namespace

std::span<const LegalTransition> legal_transitions() { return kLegal; }

bool is_legal(const LegalTransition& transition) {
  return std::find(kLegal.begin(), kLegal.end(), transition) != kLegal.end();
}

}  // namespace rollcall::hardened
