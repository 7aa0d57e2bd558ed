#pragma once

#include <filesystem>
#include <string>

namespace rollcall {

/// This path, or with "-2", "-3"... before the extension the first that nothing has, with its own
/// extension or with `beside`: that of a second file. Makes the folder. Throws std::system_error if
/// that cannot be.
[[nodiscard]] std::filesystem::path fresh_path(const std::filesystem::path& wanted,
                                               const std::string& beside);

}  // namespace rollcall
