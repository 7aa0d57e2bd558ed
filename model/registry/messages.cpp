#include "model/registry/messages.hpp"

namespace rollcall::hardened {

std::string_view to_text(Status status) {
  switch (status) {
    case Status::kOk:
      return "ok";
    case Status::kInvalid:
      return "invalid";
    case Status::kFull:
      return "full";
    case Status::kStale:
      return "stale";
    case Status::kUnknown:
      return "unknown";
    case Status::kShuttingDown:
      return "shutting down";
  }
  return "?";
}

std::string_view to_text(JobState state) {
  switch (state) {
    case JobState::kWaiting:
      return "waiting";
    case JobState::kSent:
      return "sent";
    case JobState::kDone:
      return "done";
    case JobState::kFailed:
      return "failed";
    case JobState::kCancelled:
      return "cancelled";
    case JobState::kUnknown:
      return "unknown";
  }
  return "?";
}

}  // namespace rollcall::hardened
