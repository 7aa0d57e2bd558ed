#include "scenarios/cli/fresh_path.hpp"

namespace rollcall {

namespace fs = std::filesystem;

fs::path fresh_path(const fs::path& wanted, const std::string& beside) {
  if (!wanted.parent_path().empty()) {
    fs::create_directories(wanted.parent_path());
  }
  const auto is_taken = [&](fs::path path) {
    return fs::exists(path) || fs::exists(path.replace_extension(beside));
  };
  fs::path path = wanted;
  for (int number = 2; is_taken(path); ++number) {
    path = wanted.parent_path() /
           (wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
  }
  return path;
}

}  // namespace rollcall
