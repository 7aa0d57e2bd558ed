#pragma once

#include <string>

namespace rollcall {

/// The version and a hash of this very program, "0.1.0-9c3e5a7d01b2f468": what was found by another
/// build need not hold for this one, whose managers may differ.
[[nodiscard]] std::string build_id();

}  // namespace rollcall
