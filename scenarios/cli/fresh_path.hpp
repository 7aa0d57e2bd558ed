#pragma once

#include <filesystem>

namespace rollcall {

/// This path, or with "-2", "-3"... before the extension the first that nothing has. Makes the
/// folder. Throws std::system_error if that cannot be.
[[nodiscard]] std::filesystem::path fresh_path(const std::filesystem::path& wanted);

}  // namespace rollcall
