#include "scenarios/language/codes.hpp"

#include <algorithm>
#include <array>

namespace rollcall {
namespace {

constexpr std::array<std::string_view, 6> kSmallest{"rollcall: 1\n",
                                                    "name: example\n",
                                                    "about: An example.\n",
                                                    "workers: {count: 3}\n",
                                                    "steps: [{at: 0s, register: w*}]\n",
                                                    "expect: {documented: holds}\n"};

// Whether a line of the text starts with this key.
bool has_section(std::string_view text, std::string_view key) {
  return text.starts_with(key) || text.find("\n" + std::string(key)) != std::string_view::npos;
}

}  // namespace

std::vector<const Code*> all_codes() {
  std::vector<const Code*> all;
  for (const std::span<const Code> table : {codes_of_files(), codes_of_values(), codes_of_steps(),
                                            codes_of_verdicts(), codes_of_parameters()}) {
    for (const Code& code : table) {
      all.push_back(&code);
    }
  }
  return all;
}

const Code* find_code(std::string_view code) {
  std::string upper(code);
  std::replace(upper.begin(), upper.end(), 'e', 'E');
  const std::vector<const Code*> all = all_codes();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Code* one) { return one->code == upper; });
  return found == all.end() ? nullptr : *found;
}

std::string example_file(const Code& code, std::string_view example) {
  std::string file;
  if (code.example == Code::Example::kSections) {
    for (const std::string_view line : kSmallest) {
      if (!has_section(example, line.substr(0, line.find(':') + 1))) {
        file += line;
      }
    }
  }
  return file + std::string(example);
}

}  // namespace rollcall
