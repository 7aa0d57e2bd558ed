#include "sim/trace/write_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace rollcall {
namespace {

// Makes it, or leaves nothing: `flags` say whether it may be there. 0, or errno.
int make(const char* path, int flags, std::string_view text) {
  const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
  if (file < 0) {
    return errno;
  }
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
  if (error != 0) {
    unlink(path);
  }
  return error;
}

void check(int error, const std::string& path) {
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), "cannot write " + path);
  }
}

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  const std::string half = path + ".part";
  check(make(half.c_str(), O_TRUNC, text), path);
  if (std::rename(half.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(half.c_str());
    check(error, path);
  }
}

void write_new_file(const std::string& path, std::string_view text) {
  check(make(path.c_str(), O_EXCL, text), path);
}

}  // namespace rollcall
