#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rollcall {

/// Writes a whole file: beside it under another name, which is then renamed. At no time is there
/// half a file, and one that was there stays if this fails. A link is followed; a device or a pipe
/// is written to as it is. Throws std::system_error with the path and the system's reason.
void write_file(const std::string& path, std::string_view text);

struct FileText {
  std::string path;
  std::string text;
};

/// The same for files that belong together: if one cannot be written, all is as it was before, but
/// for what devices have taken.
void write_files(std::span<const FileText> files);

/// The same where there must be no file yet: std::errc::file_exists if there is.
void write_new_file(const std::string& path, std::string_view text);

}  // namespace rollcall
