#pragma once

#include <string_view>

namespace rollcall {

/// Whether "host:port" as text is read back as that host and port: an IPv6 host needs brackets, or
/// the last colon is read as a part of it.
[[nodiscard]] bool reads_as_sent(std::string_view address);

/// Whether it is one endpoint: an IP address, not the unspecified one, and a port from 1.
/// "10.0.0.1:7000", "[2001:db8::7]:5000".
[[nodiscard]] bool is_endpoint(std::string_view address);

}  // namespace rollcall
