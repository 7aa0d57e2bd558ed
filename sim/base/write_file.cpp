#include "sim/base/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <deque>
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

// A file that is written and has not its name yet.
class Unnamed {
 public:
  enum class Undo { kNever, kMaybe };

  // A name of its own beside the target: two may write at once, and nobody's file is in the way.
  Unnamed(const FileText& file, Undo undo)
      : file_(file), target_(resolved(file.path)), keeps_(undo == Undo::kMaybe) {
    struct stat there {};
    const bool is_there = stat(target_.c_str(), &there) == 0;
    if (is_there && !S_ISREG(there.st_mode)) {
      return;  // A device, a pipe: it takes what comes, and is not to be replaced by a file.
    }
    half_ = target_ + ".XXXXXX";
    const int half = mkostemp(half_.data(), O_CLOEXEC);
    if (half < 0) {
      const int error = errno;
      half_.clear();
      check(error, file.path);
    }
    const int error = fill(half, file.text);
    if (error != 0 || chmod(half_.c_str(), is_there ? there.st_mode & 07777U : usual_mode()) != 0) {
      const int cause = error != 0 ? error : errno;
      unlink(half_.c_str());
      check(cause, file.path);
    }
  }
  ~Unnamed() {
    for (const std::string& path : {half_, before_}) {
      if (!path.empty()) {
        unlink(path.c_str());
      }
    }
  }
  Unnamed(const Unnamed&) = delete;
  Unnamed& operator=(const Unnamed&) = delete;

  // 0, or errno.
  int name() {
    if (half_.empty()) {
      const int file = open(target_.c_str(), O_WRONLY | O_CLOEXEC);
      return file < 0 ? errno : fill(file, file_.text);
    }
    if (keeps_) {
      if (const int error = keep_before(); error != 0) {
        return error;
      }
    }
    if (std::rename(half_.c_str(), target_.c_str()) != 0) {
      return errno;
    }
    half_.clear();
    named_ = true;
    return 0;
  }

  // What was there before is there again.
  void undo() {
    if (!named_) {
      return;  // What a device has taken it keeps.
    }
    if (before_.empty()) {
      unlink(target_.c_str());
    } else {
      static_cast<void>(std::rename(before_.c_str(), target_.c_str()));
      before_.clear();  // Should it not be back, it is still there under that name.
    }
  }

 private:
  // A second name for what is there, or a copy of it where that cannot be. 0, or errno.
  int keep_before() {
    std::error_code failed;
    if (!std::filesystem::exists(std::filesystem::symlink_status(target_, failed))) {
      return 0;
    }
    before_ = half_ + ".before";
    if (link(target_.c_str(), before_.c_str()) == 0) {
      return 0;
    }
    std::filesystem::copy(target_, before_, std::filesystem::copy_options::copy_symlinks, failed);
    if (failed) {
      before_.clear();
    }
    return failed.value();
  }

  const FileText& file_;
  std::string target_;
  bool keeps_;          // what was there, until this ends
  bool named_ = false;  // `half_` has become the target
  std::string half_;    // "": there is none
  std::string before_;  // likewise: another name of what was there
};

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  const FileText file{.path = path, .text = std::string(text)};
  write_files({&file, 1});
}

// All text is written before the first file has its name: there may be no room for the last.
void write_files(std::span<const FileText> files) {
  std::deque<Unnamed> unnamed;
  for (const FileText& file : files) {
    unnamed.emplace_back(file, files.size() > 1 ? Unnamed::Undo::kMaybe : Unnamed::Undo::kNever);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const int error = unnamed[i].name(); error != 0) {
      std::for_each(unnamed.rbegin(), unnamed.rend(), [](Unnamed& named) { named.undo(); });
      check(error, files[i].path);
    }
  }
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
