#pragma once

#include <string_view>

namespace rollcall::sim {

/// Must hold whenever it is passed; else the violation `name` ends the execution after this step.
/// `name` is a kebab-case invariant of the code under test. No op.
void always(bool condition, std::string_view name, std::string_view message = "");

/// Must be true at least once over all executions, see Marks. No op.
void sometimes(bool condition, std::string_view name);

/// Must be passed at least once.
inline void reached(std::string_view name) { sometimes(true, name); }

/// Whether the code under test should do something rare but allowed here: fail early, use a tiny
/// buffer, answer late. In three of four executions never at this name; else one time in four. A
/// draw of the stream "buggify/<name>". No op.
/// Source: the macro of that name in FoundationDB (idea only).
[[nodiscard]] bool buggify(std::string_view name);

}  // namespace rollcall::sim
