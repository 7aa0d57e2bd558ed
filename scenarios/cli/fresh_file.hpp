#pragma once

#include <filesystem>
#include <string>

namespace rollcall {

/// This path, or with "-2", "-3"... before the extension the first that nothing has. Makes the
/// folder.
[[nodiscard]] std::filesystem::path fresh_path(const std::filesystem::path& wanted);

/// Writes beside the path, then renames: at no time is there half a file. Throws
/// std::system_error if it cannot be written.
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace rollcall
