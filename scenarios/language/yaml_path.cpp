#include "scenarios/language/yaml_path.hpp"

#include "scenarios/language/diagnostic.hpp"

#include <fmt/format.h>

namespace rollcall {

std::string key_path(std::string_view parent, std::string_view key) {
  const std::string in_quotes = quote_word(key);
  const std::string_view shown = std::string_view(in_quotes).substr(1, in_quotes.size() - 2);
  return fmt::format("{}{}{}", parent, parent.empty() ? "" : ".", shown);
}

std::string item_path(std::string_view parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

}  // namespace rollcall
