#include "scenarios/engine/order_of_points.hpp"

#include "scenarios/engine/vocabulary.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kPointsMax = 4;  // of a set that is tried
constexpr std::size_t kPointsAtOnceMax = 64;

// "register w2 #1: published", if a scenario may say so.
std::optional<OrderPoint> point_of(const std::string& name) {
  const std::size_t colon = name.rfind(": ");
  OrderPoint point{.task = name.substr(0, colon), .point = name.substr(colon + 2), .position = {}};
  const auto& points = vocabulary().points;
  const auto known = points.find(point.task.substr(0, point.task.find(' ')));
  const bool named = known != points.end() && std::find(known->second.begin(), known->second.end(),
                                                        point.point) != known->second.end();
  return named ? std::optional(point) : std::nullopt;
}

using Points = std::vector<OrderPoint>;

std::vector<Points> sequences_of(const Scenario& scenario, const Schedule& hint,
                                 FailureSearch& search) {
  std::vector<Points> sequences;
  for (const std::vector<std::string>& names : search.points_of_failures(scenario, hint)) {
    Points& sequence = sequences.emplace_back();
    for (const std::string& name : names) {
      if (std::optional<OrderPoint> point = point_of(name)) {
        sequence.push_back(std::move(*point));
      }
    }
  }
  return sequences;
}

class OrderFinder {
 public:
  OrderFinder(const Scenario& scenario, const Schedule& hint, FailureSearch& search,
              std::uint64_t executions_max)
      : search_(search),
        scenario_(scenario),
        sequences_(sequences_of(scenario, hint, search)),
        executions_max_(search.executions() + executions_max) {}

  std::optional<Points> find() {
    for (std::size_t count = 0; count <= kPointsMax; ++count) {
      for (const Points& sequence : sequences_) {
        chosen_.clear();
        if (try_sets(sequence, 0, count)) {
          return chosen_;
        }
      }
    }
    for (const Points& sequence : sequences_) {
      if (std::optional<Points> order = all_but_the_needless(sequence)) {
        return order;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool suffices(const Points& order) {
    std::string text;
    for (const OrderPoint& point : order) {
      text += point.task + ": " + point.point + "\n";
    }
    if (search_.executions() > executions_max_ || !tried_.insert(text).second) {
      return false;
    }
    scenario_.order = order;
    return search_.always(scenario_);
  }

  // Each set of so many more points from this one on.
  bool try_sets(const Points& sequence, std::size_t first, std::size_t count) {
    if (count == 0) {
      return suffices(chosen_);
    }
    for (std::size_t next = first; next + count <= sequence.size(); ++next) {
      chosen_.push_back(sequence[next]);
      if (try_sets(sequence, next + 1, count - 1)) {
        return true;
      }
      chosen_.pop_back();
    }
    return false;
  }

  std::optional<Points> all_but_the_needless(const Points& sequence) {
    Points order = sequence;
    if (order.size() <= kPointsMax || order.size() > kPointsAtOnceMax || !suffices(order)) {
      return std::nullopt;
    }
    for (std::size_t place = order.size(); place > 0; --place) {
      Points fewer = order;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(place - 1));
      if (suffices(fewer)) {
        order = std::move(fewer);
      }
    }
    return order;
  }

  FailureSearch& search_;
  Scenario scenario_;
  std::vector<Points> sequences_;
  std::uint64_t executions_max_;
  std::set<std::string> tried_;
  Points chosen_;
};

}  // namespace

std::optional<std::vector<OrderPoint>> order_that_suffices(const Scenario& scenario,
                                                           const Schedule& hint,
                                                           FailureSearch& search,
                                                           std::uint64_t executions_max) {
  return OrderFinder(scenario, hint, search, executions_max).find();
}

}  // namespace rollcall
