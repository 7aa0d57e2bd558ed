#pragma once

#include <array>
#include <cstddef>

namespace rollcall::mutants {

/// The mutants that are switched on, by their number in mutants.json, from 1.
inline std::array<bool, 256> active{};

inline bool on(std::size_t number) { return active[number]; }

}  // namespace rollcall::mutants
