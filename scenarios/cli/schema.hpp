#pragma once

#include <string_view>

namespace rollcall {

/// scenarios/schema.json as it was when this program was built.
[[nodiscard]] std::string_view schema_text();

}  // namespace rollcall
