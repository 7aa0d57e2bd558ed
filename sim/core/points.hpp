#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// The order in which an execution must pass some of its named points; all others stay free.
///
/// A point has an extent, from entering to leaving: an entry of the order is passed when it is
/// left, and only then may the next one be entered. So the named pieces of code happen one after
/// the other, whatever the strategy decides. The k-th entry of one name constrains the k-th pass of
/// that point; later passes are free.
class PointOrder {
 public:
  /// Starts an execution. `order` must outlive it.
  void begin(std::span<const std::string> order);

  [[nodiscard]] bool empty() const { return order_.empty(); }

  /// The entry that constrains this arrival at `name`, nullopt if it is free. Counts the arrival.
  [[nodiscard]] std::optional<std::size_t> arrive(std::string_view name);

  /// Whether the point of this entry may be entered now.
  [[nodiscard]] bool due(std::size_t entry) const { return entry == passed_count_; }

  /// The point of this entry has been left. Requires due(entry).
  void pass(std::size_t entry);

  /// Whether some task has come to each point of the order, be it that it waits there for its turn.
  [[nodiscard]] bool all_arrived() const { return arrived_count_ == order_.size(); }

  /// The first entry that was not passed.
  [[nodiscard]] std::optional<std::string_view> missing() const;

 private:
  struct Entries {
    std::vector<std::size_t> places;  // in the order, ascending
    std::size_t arrived_count = 0;
  };

  std::span<const std::string> order_;
  std::map<std::string_view, Entries> entries_;
  std::size_t arrived_count_ = 0;
  std::size_t passed_count_ = 0;
};

}  // namespace rollcall
