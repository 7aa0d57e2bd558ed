#pragma once

#include <span>
#include <string>

namespace rollcall {

class Object;

// The objects of this thread that were alive when their execution ended, whatever the world: an op
// on one of them in a later execution can be told by name. Of each execution the first thousand.

void remember_outlived(std::span<Object* const> objects);
void forget_outlived(const Object& object);
/// "" if it is none of them. Does not read the object.
[[nodiscard]] std::string name_of_outlived(const Object& object);

}  // namespace rollcall
