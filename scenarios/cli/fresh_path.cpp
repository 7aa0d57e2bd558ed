#include "scenarios/cli/fresh_path.hpp"

#include <string>

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

}  // namespace rollcall
