#pragma once

#include <string>

namespace rollcall {

/// Whether a gRPC channel refuses it before any I/O: it is no URI, by a blank, a control character
/// or a bad escape.
[[nodiscard]] bool malformed_target(const std::string& target);

/// Where a gRPC channel with this target connects to. One without a host is the caller's own, an
/// IPv6 address without brackets is all address and has port 443.
[[nodiscard]] std::string endpoint_of_target(const std::string& target);

}  // namespace rollcall
