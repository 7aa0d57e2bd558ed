#include "sim/strategy/exploration.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/world.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {

void Exploration::begin(Choices& /*choices*/) {
  depth_ = 0;
  blocked_ = false;
  given_up_ = false;
  begin_execution();
}

void Exploration::resume(std::vector<SearchNode> path, std::size_t fixed) {
  ensure(fixed <= path.size(), "what is fixed is a part of the path");
  path_ = std::move(path);
  fixed_ = fixed;
  requests_.clear();
  known_ = path_.empty() ? 0 : path_.size() - 1;
}

bool Exploration::next() {
  analyse();
  const bool more = advance_path(path_, fixed_);
  known_ = path_.empty() ? 0 : path_.size() - 1;
  return more;
}

Slot Exploration::take(const Situation& situation) {
  draw_count_ = 0;
  const SearchNode& place = path_[depth_++];
  const auto taken = std::find_if(
      place.enabled.begin(), place.enabled.end(),
      [&](const SearchNode::Candidate& candidate) { return candidate.task == place.taken; });
  ensure(taken != place.enabled.end() && situation.enabled.contains(taken->slot) &&
             situation.world.task(taken->slot).id == place.taken,
         "equal choices lead to equal choices");
  return taken->slot;
}

SearchNode Exploration::place_of(const Situation& situation) {
  SearchNode place;
  std::optional<SearchNode::Candidate> clock;
  situation.enabled.for_each([&](Slot slot) {
    const Task& task = situation.world.task(slot);
    const SearchNode::Candidate candidate{.task = task.id, .slot = slot};
    if (task.is_clock()) {
      clock = candidate;
    } else {
      place.enabled.push_back(candidate);
    }
  });
  std::sort(place.enabled.begin(), place.enabled.end(),
            [](const SearchNode::Candidate& a, const SearchNode::Candidate& b) {
              return a.task < b.task;
            });
  if (clock) {
    place.enabled.push_back(*clock);
  }
  return place;
}

std::uint64_t Exploration::draw(const Stream& /*stream*/, std::uint64_t count) {
  if (count > bounds_.draw_values) {
    cuts_.draws = true;
    return 0;
  }
  SearchNode& place = path_[depth_ - 1];
  std::vector<SearchNode::Drawn>& draws = place.draws;
  if (draw_count_ == draws.size()) {
    const std::uint64_t first = next_value(place, draws, 0, count);
    ensure(first < count, "a task of which all outcomes sleep is not taken");
    draws.push_back({.value = first, .count = count});
  }
  const SearchNode::Drawn& drawn = draws[draw_count_++];
  ensure(drawn.count == count, "equal choices lead to equal choices");
  log_.drawn(drawn.value);
  return drawn.value;
}

std::uint64_t Exploration::explored() const {
  std::uint64_t share = kWhole;
  std::uint64_t explored = 0;
  for (const SearchNode& place : path_) {
    share /= place.to_explore.size();
    explored += share * explored_count(place);
    if (place.taken == TaskId::kNone) {
      return std::max<std::uint64_t>(explored, 1);
    }
    for (const SearchNode::Drawn& drawn : place.draws) {
      share /= drawn.count;
      explored += share * drawn.value;
    }
  }
  return std::max<std::uint64_t>(explored, 1);
}

}  // namespace rollcall
