#pragma once

#include "sim/base/name_table.hpp"
#include "sim/base/op.hpp"
#include "sim/core/object.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// The objects of one execution by their ids, and what is known of those that have been destroyed.
///
/// Remembers the last kEndedMax that were destroyed, in memory that is kept from one execution to
/// the next. Owns no object.
class ObjectTable {
 public:
  static constexpr std::size_t kEndedMax = 4096;

  /// An object that was destroyed while the execution went on.
  struct Ended {
    const Object* object = nullptr;  // where it was
    ObjectId id = ObjectId::kNone;
    TaskId by = TaskId::kNone;  // whose step that was
    std::uint64_t step = 0;
    std::string_view name;
    bool part = false;
  };

  /// Takes it in; its id.
  ObjectId add(Object& object) {
    all_.push_back(&object);
    return ObjectId{static_cast<std::uint32_t>(all_.size())};
  }
  /// Forgets where it is. With `remembered`, what it was stays known.
  void remove(const Object& object, const Ended* remembered);
  /// Forgets all of them.
  void clear();

  /// By id - 1; null is one that has been destroyed.
  [[nodiscard]] std::span<Object* const> all() const { return all_; }
  /// Whether that object is here: it was made in this execution and lives.
  [[nodiscard]] bool holds(ObjectId id, const Object* object) const {
    const std::size_t index = index_of(id) - 1U;
    return index < all_.size() && all_[index] == object;
  }
  /// Whether it was here and has been destroyed.
  [[nodiscard]] bool ended(ObjectId id) const {
    return id != ObjectId::kNone && holds(id, nullptr);
  }
  /// Null if it is not here.
  [[nodiscard]] const Object* find(ObjectId id) const {
    const std::size_t index = index_of(id) - 1U;
    return index < all_.size() ? all_[index] : nullptr;
  }

  /// The last that was destroyed under that id, or else at that place; null if none is known.
  [[nodiscard]] const Ended* last_ended(ObjectId id) const;
  [[nodiscard]] const Ended* last_ended(const Object* object) const;

  /// "mu"; "mu #2" for the second of several that were made with one name. "" if it is unknown.
  [[nodiscard]] std::string text(ObjectId id) const;

  /// That name, kept until clear_names(), unless it is a literal, which stays by itself.
  [[nodiscard]] std::string_view stable(std::string_view name);
  void clear_names() { names_.clear(); }

 private:
  struct Name {
    std::string_view text;
    bool part = false;
  };

  [[nodiscard]] std::vector<Name> all_names() const;
  void count_names() const;

  std::vector<Object*> all_;
  std::vector<Ended> ended_;     // a ring once it is full
  std::size_t ended_count_ = 0;  // so far
  NameTable names_;
  // By id - 1: its ordinal among those of its name, 0 for the only one. Made when first asked for.
  mutable std::vector<std::uint32_t> numbers_;
};

}  // namespace rollcall
