#include "sim/net/types.hpp"

namespace rollcall::net {

std::string_view to_text(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return "OK";
    case StatusCode::kCancelled:
      return "CANCELLED";
    case StatusCode::kUnknown:
      return "UNKNOWN";
    case StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case StatusCode::kNotFound:
      return "NOT_FOUND";
    case StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case StatusCode::kAborted:
      return "ABORTED";
    case StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case StatusCode::kInternal:
      return "INTERNAL";
    case StatusCode::kUnavailable:
      return "UNAVAILABLE";
  }
  return "?";
}

std::string_view to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::kIdle:
      return "IDLE";
    case ConnectionState::kConnecting:
      return "CONNECTING";
    case ConnectionState::kReady:
      return "READY";
    case ConnectionState::kTransientFailure:
      return "TRANSIENT_FAILURE";
  }
  return "?";
}

}  // namespace rollcall::net
