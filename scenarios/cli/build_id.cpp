#include "scenarios/cli/build_id.hpp"

#include "reports/result.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <system_error>

namespace rollcall {

std::string build_id() {
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0) {
    throw std::system_error(errno, std::generic_category(), "reading this program's file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (bytes == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "reading this program's file");
  }
  const std::uint64_t hash = XXH3_64bits(bytes, size);
  munmap(bytes, size);
  return ROLLCALL_VERSION "-" + hash_text(hash);
}

}  // namespace rollcall
