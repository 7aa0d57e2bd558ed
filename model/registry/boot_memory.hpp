#pragma once

#include "model/registry/identity.hpp"

#include <map>
#include <string>

namespace rollcall::hardened {

/// The newest boot of ids that have no record now, so that a delayed registration of an older start
/// is refused. (While there is a record, it is the memory.)
///
/// Bounded: holds the `ids_max` ids that left last and forgets the one that left first. What it has
/// forgotten may register under an older boot again, but is never given a job: the probe asks the
/// process for its boot, and nobody answers for a start that is over.
class BootMemory {
 public:
  explicit BootMemory(std::uint32_t ids_max) : ids_max_(ids_max) {}

  /// kNone if it knows none.
  [[nodiscard]] Boot newest(std::string_view id) const;
  /// The id has left; kNone is not worth remembering.
  void remember(std::string_view id, Boot boot);
  /// The id has a record again.
  void forget(std::string_view id);
  [[nodiscard]] std::size_t count() const { return boots_.size(); }

  /// "a:3 b:1 ", in order of leaving.
  [[nodiscard]] std::string to_text() const;

 private:
  struct Entry {
    Boot boot = Boot::kNone;
    std::uint64_t left_number = 0;
  };

  std::uint32_t ids_max_;
  std::uint64_t left_count_ = 0;
  std::map<std::string, Entry, std::less<>> boots_;
  std::map<std::uint64_t, std::string> by_leaving_;
};

}  // namespace rollcall::hardened
