#include "scenarios/language/yaml_syntax.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace rollcall {
namespace {

constexpr const char* kQuoteHint = "put text with special characters in quotes";
constexpr const char* kIndentHint =
    "check the indentation, and put text that contains ': ' in quotes";
constexpr const char* kUnclosedHint =
    "close it, and put text with brackets or ' #' in quotes: ' #' starts a comment";

struct Translation {
  std::string_view parser_message;  // how it starts
  std::string_view id;
  std::string_view message;
  std::string_view hint;
};

constexpr std::array<Translation, 21> kTranslations{{
    {"end of map flow not found", "E010", "this bracket is never closed", kUnclosedHint},
    {"end of sequence flow not found", "E010", "this bracket is never closed", kUnclosedHint},
    {"end of map not found", "E010", "this does not fit the map above it", kIndentHint},
    {"end of sequence not found", "E010", "this does not fit the list above it", kIndentHint},
    {"illegal map value", "E010", "a ':' cannot stand here", kIndentHint},
    {"illegal map key", "E010", "a key cannot stand here", kIndentHint},
    {"illegal block entry", "E010", "a list item cannot start here", kIndentHint},
    {"illegal flow end", "E010", "this bracket closes none that is open", kQuoteHint},
    {"unknown token", "E010", "no value can start with this character", kQuoteHint},
    {"unknown escape character", "E010", "unknown escape sequence in a quoted text",
     "write \\\\ for a backslash, or use single quotes"},
    {"bad character found while scanning hex", "E010", "bad hexadecimal escape", ""},
    {"invalid unicode", "E010", "this escape is not a Unicode character", ""},
    {"illegal tab", "E010", "a tab cannot indent", "use spaces"},
    {"cannot set zero indentation", "E010", "a block text cannot have indentation 0", ""},
    {"unexpected character in block scalar", "E010", "unexpected text after '|' or '>'", ""},
    {"illegal document indicator", "E017", "a quoted text is never closed", "close the quote"},
    {"illegal EOF in scalar", "E017", "the file ends inside a quoted text", "close the quote"},
    {"cannot assign multiple anchors", "E012", "anchors are not supported", ""},
    {"cannot assign multiple tags", "E014", "tags are not supported", "leave the '!...' out"},
    {"anchor not found", "E012", "anchors are not supported", "put '&' in quotes"},
    {"illegal character found while scanning anchor", "E012", "anchors are not supported",
     "put '&' in quotes"},
}};

bool is_about_alias(std::string_view message) {
  return message.starts_with("alias") || message.starts_with("the referenced anchor") ||
         message.starts_with("illegal character found while scanning alias");
}

Problem translated(std::string_view message) {
  if (is_about_alias(message)) {
    return alias_not_supported();
  }
  for (const Translation& entry : kTranslations) {
    if (message.starts_with(entry.parser_message)) {
      return {std::string(entry.id), std::string(entry.message), std::string(entry.hint)};
    }
  }
  return {"E010", fmt::format("not valid YAML: {}", message), ""};
}

}  // namespace

SyntaxError explain_syntax_error(std::string_view parser_message, Place place,
                                 const SourceText& source) {
  const std::string_view line = source.rest_of_line({place.position.line, 1});
  const std::string_view indentation = line.substr(0, line.find_first_not_of(" \t"));
  const std::size_t tab = indentation.find('\t');
  if (tab != std::string_view::npos) {
    place.position.column = static_cast<int>(tab) + 1;
    return {std::move(place), translated("illegal tab")};
  }
  // The parser names the character after the '*'.
  if (is_about_alias(parser_message) &&
      line.substr(0, static_cast<std::size_t>(place.position.column) - 1).ends_with('*')) {
    --place.position.column;
  }
  return {std::move(place), translated(parser_message)};
}

bool closes_its_quote(std::string_view text) {
  const char quote = text[0];
  for (std::size_t index = 1; index < text.size(); ++index) {
    if (text[index] == '\\' && quote == '"') {
      ++index;
    } else if (text[index] == quote) {
      const bool doubled = quote == '\'' && text.substr(index + 1).starts_with('\'');
      if (!doubled) {
        return true;
      }
      ++index;
    }
  }
  return false;
}

Problem unclosed_quote() { return {"E017", "this quote is never closed", "close the quote"}; }

Problem alias_not_supported() {
  return {"E013", "aliases are not supported", "put text that starts with '*' in quotes"};
}

}  // namespace rollcall
