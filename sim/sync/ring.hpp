#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace rollcall::sim {

/// A first-in-first-out queue that keeps its storage: once it has been as long as it gets, it
/// allocates nothing.
template <typename T>
class Ring {
 public:
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t size() const { return count_; }

  void push_back(T value) {
    if (count_ == places_.size()) {
      grow();
    }
    places_[(first_ + count_) & (places_.size() - 1)].emplace(std::move(value));
    ++count_;
  }

  /// Requires !empty().
  T pop_front() {
    std::optional<T>& place = places_[first_];
    T value = std::move(*place);
    place.reset();
    first_ = (first_ + 1) & (places_.size() - 1);
    --count_;
    return value;
  }

 private:
  void grow() {
    std::vector<std::optional<T>> larger(places_.empty() ? 4 : 2 * places_.size());
    for (std::size_t i = 0; i < count_; ++i) {
      larger[i] = std::move(places_[(first_ + i) & (places_.size() - 1)]);
    }
    places_ = std::move(larger);
    first_ = 0;
  }

  std::vector<std::optional<T>> places_;  // a power of two of them, or none
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace rollcall::sim
