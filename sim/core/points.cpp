#include "sim/core/points.hpp"

#include "sim/base/ensure.hpp"

namespace rollcall {

void PointOrder::begin(std::span<const std::string> order) {
  order_ = order;
  arrived_count_ = 0;
  passed_count_ = 0;
  entries_.clear();
  for (std::size_t place = 0; place < order.size(); ++place) {
    entries_[order[place]].places.push_back(place);
  }
}

std::optional<std::size_t> PointOrder::arrive(std::string_view name) {
  const auto found = entries_.find(name);
  if (found == entries_.end() || found->second.arrived_count == found->second.places.size()) {
    return std::nullopt;
  }
  ++arrived_count_;
  return found->second.places[found->second.arrived_count++];
}

void PointOrder::pass(std::size_t entry) {
  ensure(due(entry), "points are passed in order");
  ++passed_count_;
}

std::optional<std::string_view> PointOrder::missing() const {
  if (passed_count_ == order_.size()) {
    return std::nullopt;
  }
  return order_[passed_count_];
}

}  // namespace rollcall
