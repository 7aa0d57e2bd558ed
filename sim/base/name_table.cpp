#include "sim/base/name_table.hpp"

#include "sim/base/random.hpp"

namespace rollcall {

void NameTable::clear() {
  letters_.clear();
  texts_.clear();
  places_.clear();
}

std::uint32_t NameTable::intern(std::string_view text) {
  if (2 * (texts_.size() + 1) > places_.size()) {
    grow();
  }
  std::uint32_t& place = places_[place_of(text)];
  if (place == kAbsent) {
    place = count();
    texts_.push_back(letters_.keep(text));
  }
  return place;
}

std::uint32_t NameTable::find(std::string_view text) const {
  return places_.empty() ? kAbsent : places_[place_of(text)];
}

// Where it stands or would stand. Requires a free place.
std::size_t NameTable::place_of(std::string_view text) const {
  const std::size_t mask = places_.size() - 1;
  std::size_t place = scramble(name_hash(text)) & mask;
  while (places_[place] != kAbsent && this->text(places_[place]) != text) {
    place = (place + 1) & mask;
  }
  return place;
}

void NameTable::grow() {
  constexpr std::size_t kPlacesMin = 16;
  places_.assign(places_.empty() ? kPlacesMin : 2 * places_.size(), kAbsent);
  for (std::uint32_t number = 0; number < count(); ++number) {
    places_[place_of(text(number))] = number;
  }
}

}  // namespace rollcall
