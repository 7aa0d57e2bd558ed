#include "model/registry/effects.hpp"

namespace rollcall::hardened {

std::string_view to_text(WorkerState state) {
  switch (state) {
    case WorkerState::kJoining:
      return "joining";
    case WorkerState::kFree:
      return "free";
    case WorkerState::kReserved:
      return "reserved";
    case WorkerState::kBusy:
      return "busy";
    case WorkerState::kGone:
      return "gone";
  }
  return "?";
}

std::string_view to_text(Cause cause) {  // function-length: a table
  switch (cause) {
    case Cause::kRegistered:
      return "registered";
    case Cause::kVerified:
      return "verified";
    case Cause::kProbeFailed:
      return "probe failed";
    case Cause::kLeaseOver:
      return "lease over";
    case Cause::kSuperseded:
      return "superseded";
    case Cause::kLeft:
      return "left";
    case Cause::kDrained:
      return "drained";
    case Cause::kSent:
      return "sent";
    case Cause::kAccepted:
      return "accepted";
    case Cause::kCompleted:
      return "completed";
    case Cause::kRefused:
      return "refused";
    case Cause::kSendingFailed:
      return "sending failed";
    case Cause::kJobOverdue:
      return "job overdue";
    case Cause::kClosing:
      return "closing";
  }
  return "?";
}

}  // namespace rollcall::hardened
