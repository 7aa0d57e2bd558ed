#include "sim/core/outlived.hpp"

#include "sim/core/object.hpp"

#include <algorithm>
#include <vector>

namespace rollcall {
namespace {

struct Outlived {
  const Object* object = nullptr;
  std::string name;
};

// Never freed: objects may be destroyed later than any variable of a thread.
std::vector<Outlived>& outlived() {
  static thread_local auto* const all = new std::vector<Outlived>;
  return *all;
}

}  // namespace

void remember_outlived(std::span<Object* const> objects) {
  constexpr std::size_t kRemembered = 1000;
  for (const Object* object : objects) {
    if (object != nullptr && outlived().size() < kRemembered) {
      forget_outlived(*object);
      outlived().push_back({.object = object, .name = std::string(object->name())});
    }
  }
}

void forget_outlived(const Object& object) {
  std::erase_if(outlived(), [&](const Outlived& one) { return one.object == &object; });
}

std::string name_of_outlived(const Object& object) {
  const auto found = std::find_if(outlived().begin(), outlived().end(),
                                  [&](const Outlived& one) { return one.object == &object; });
  return found == outlived().end() ? "" : found->name;
}

}  // namespace rollcall
