#include "sim/core/object_table.hpp"

#include "sim/base/literal.hpp"

#include <algorithm>
#include <map>

namespace rollcall {

void ObjectTable::remove(const Object& object, const Ended* remembered) {
  if (!holds(object.id(), &object)) {
    return;
  }
  all_[index_of(object.id()) - 1] = nullptr;
  if (remembered == nullptr) {
    return;
  }
  if (ended_.size() < kEndedMax) {
    ended_.push_back(*remembered);
  } else {
    ended_[ended_count_ % kEndedMax] = *remembered;
  }
  ++ended_count_;
}

void ObjectTable::clear() {
  all_.clear();
  ended_.clear();
  ended_count_ = 0;
  numbers_.clear();
}

const ObjectTable::Ended* ObjectTable::last_ended(ObjectId id) const {
  const auto found =
      std::find_if(ended_.begin(), ended_.end(), [&](const Ended& one) { return one.id == id; });
  return found == ended_.end() ? nullptr : &*found;
}

// Several may have been at one place, one after the other: of these the youngest.
const ObjectTable::Ended* ObjectTable::last_ended(const Object* object) const {
  const Ended* last = nullptr;
  for (const Ended& one : ended_) {
    if (one.object == object && (last == nullptr || one.id > last->id)) {
      last = &one;
    }
  }
  return last;
}

std::vector<ObjectTable::Name> ObjectTable::all_names() const {
  std::vector<Name> names(all_.size());
  for (std::size_t index = 0; index < all_.size(); ++index) {
    if (const Object* const object = all_[index]) {
      names[index] = {.text = object->name(), .part = object->part()};
    }
  }
  for (const Ended& one : ended_) {
    names[index_of(one.id) - 1] = {.text = one.name, .part = one.part};
  }
  return names;
}

// A part, such as the channel of a timer, has the name and the number of what it belongs to, which
// was made just before it.
void ObjectTable::count_names() const {
  const std::vector<Name> names = all_names();
  std::map<std::string_view, std::uint32_t> count_of;
  numbers_.assign(names.size(), 0);
  for (std::size_t index = 0; index < names.size(); ++index) {
    std::uint32_t& count = count_of[names[index].text];
    count += names[index].part ? 0U : 1U;
    numbers_[index] = count;
  }
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (count_of[names[index].text] <= 1) {
      numbers_[index] = 0;
    }
  }
}

std::string ObjectTable::text(ObjectId id) const {
  const std::size_t index = index_of(id) - 1U;
  if (index >= all_.size()) {
    return "";
  }
  if (numbers_.size() != all_.size()) {
    count_names();
  }
  std::string text;
  if (const Object* const object = all_[index]) {
    text = object->name();
  } else if (const Ended* const ended = last_ended(id)) {
    text = ended->name;
  }
  const std::uint32_t number = text.empty() ? 0 : numbers_[index];
  return number == 0 ? text : text + " #" + std::to_string(number);
}

std::string_view ObjectTable::stable(std::string_view name) {
  return is_literal(name.data()) ? name : names_.text(names_.intern(name));
}

}  // namespace rollcall
