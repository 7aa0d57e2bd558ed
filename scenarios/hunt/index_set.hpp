#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace rollcall {

/// The indices [first, end). Not empty.
struct IndexRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t count() const { return end - first; }
  friend bool operator==(const IndexRange&, const IndexRange&) = default;
};

/// Indices of a hunt's seeds, kept as ranges: a run of a million takes what one takes.
///
/// No two ranges touch, so one set has one form. Union is what merging stores does, hence what is
/// in both is there once.
class IndexSet {
 public:
  void add(IndexRange range);
  void add(std::uint64_t index) { add({.first = index, .end = index + 1}); }
  void add(const IndexSet& other);
  /// What is in both.
  [[nodiscard]] IndexSet common(const IndexSet& other) const;

  [[nodiscard]] bool contains(std::uint64_t index) const;
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  [[nodiscard]] std::uint64_t count() const;
  /// The first run of indices in `range` that are not here; nullopt if all are.
  [[nodiscard]] std::optional<IndexRange> first_gap(IndexRange range) const;

  /// first -> end, ascending.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& ranges() const { return ends_; }

  friend bool operator==(const IndexSet&, const IndexSet&) = default;

 private:
  std::map<std::uint64_t, std::uint64_t> ends_;
};

}  // namespace rollcall
