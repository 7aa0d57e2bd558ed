#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollcall {

/// The path of an entry of the map at `parent`: "steps[2]" and "race" give "steps[2].race".
/// A long key is shortened, so that a path's size is bounded by its depth.
[[nodiscard]] std::string key_path(std::string_view parent, std::string_view key);

/// The path of an item of the list at `parent`: "steps" and 2 give "steps[2]"; counts from 0.
[[nodiscard]] std::string item_path(std::string_view parent, std::size_t index);

}  // namespace rollcall
