#include "sim/trace/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>

namespace rollcall {
namespace {

// All of it, and closes the file. 0, or errno.
int fill(int file, std::string_view text) {
  int error = 0;
  while (!text.empty() && error == 0) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (close(file) != 0 && error == 0) {
    error = errno;  // Some file systems say only here that there is no room.
  }
  return error;
}

void check(int error, const std::string& path) {
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), "cannot write " + path);
  }
}

// Where a link leads; the path itself if that is nowhere.
std::string resolved(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path target = std::filesystem::canonical(path, failed);
  return failed ? path : target.string();
}

// What open() would give a new file.
mode_t usual_mode() {
  const mode_t masked = umask(0);
  umask(masked);
  return 0666 & ~masked;
}

// A name of its own beside the target: two may write at once, and nobody's file is in the way.
int replace(const std::string& target, mode_t mode, std::string_view text) {
  std::string half = target + ".XXXXXX";
  const int file = mkostemp(half.data(), O_CLOEXEC);
  if (file < 0) {
    return errno;
  }
  int error = fchmod(file, mode) == 0 ? 0 : errno;
  if (const int failed = fill(file, text); error == 0) {
    error = failed;
  }
  if (error == 0 && std::rename(half.c_str(), target.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) {
    unlink(half.c_str());
  }
  return error;
}

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  const std::string target = resolved(path);
  struct stat there {};
  const bool is_there = stat(target.c_str(), &there) == 0;
  if (!is_there || S_ISREG(there.st_mode)) {
    check(replace(target, is_there ? there.st_mode & 07777U : usual_mode(), text), path);
    return;
  }
  // A device, a pipe: it takes what comes, and is not to be replaced by a file.
  const int file = open(target.c_str(), O_WRONLY | O_CLOEXEC);
  check(file < 0 ? errno : fill(file, text), path);
}

void write_new_file(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  check(file < 0 ? errno : 0, path);
  if (const int error = fill(file, text); error != 0) {
    unlink(path.c_str());
    check(error, path);
  }
}

}  // namespace rollcall
