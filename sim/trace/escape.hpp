#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollcall {

/// The text with `\\`, `\"` and, for bytes below 0x20 and 0x7f, `\x0a`: fit to stand in quotes on
/// one line. Other bytes stay as they are. One text has one escaped form.
[[nodiscard]] std::string escape(std::string_view text);

/// The reverse; nullopt for what escape() does not give.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

}  // namespace rollcall
