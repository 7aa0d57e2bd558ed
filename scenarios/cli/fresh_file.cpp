#include "scenarios/cli/fresh_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace rollcall {

std::filesystem::path fresh_path(const std::filesystem::path& wanted) {
  if (!wanted.parent_path().empty()) {
    std::filesystem::create_directories(wanted.parent_path());
  }
  std::filesystem::path path = wanted;
  for (int number = 2; std::filesystem::exists(path); ++number) {
    path = wanted.parent_path() /
           (wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
  }
  return path;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path half = path.string() + ".part";
  {
    std::ofstream file(half, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
      throw std::system_error(errno, std::generic_category(), half.string());
    }
  }
  std::filesystem::rename(half, path);
}

}  // namespace rollcall
