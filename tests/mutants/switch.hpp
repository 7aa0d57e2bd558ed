#pragma once

namespace rollcall::mutants {

/// The mutant that is switched on, by its number in mutants.json, from 1; 0: none.
inline int active = 0;

inline bool on(int number) { return active == number; }

}  // namespace rollcall::mutants
