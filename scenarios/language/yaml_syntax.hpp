#pragma once

#include "scenarios/language/problems.hpp"
#include "scenarios/language/source_text.hpp"

#include <string_view>

namespace rollcall {

/// A message of yaml-cpp 0.7's parser in our words. `place` is where it gave up; it is moved to
/// where the cause stands if the source shows it.
struct SyntaxError {
  Place place;
  Problem problem;
};
[[nodiscard]] SyntaxError explain_syntax_error(std::string_view parser_message, Place place,
                                               const SourceText& source);

/// True if the text starts with a quote that is closed somewhere. yaml-cpp 0.7 accepts a quote
/// that the end of the file cuts off after a newline.
[[nodiscard]] bool closes_its_quote(std::string_view text);

/// What to say of a quote that is never closed.
[[nodiscard]] Problem unclosed_quote();

/// What to say of an alias, `*name`.
[[nodiscard]] Problem alias_not_supported();

}  // namespace rollcall
