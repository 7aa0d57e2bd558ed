#include "sim/strategy/search_node.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

template <typename Range>
bool has(const Range& range, TaskId task) {
  return std::any_of(range.begin(), range.end(),
                     [&](const auto& element) { return element.task == task; });
}

bool has(const std::vector<TaskId>& tasks, TaskId task) {
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

// The first task that is to be taken and was not; kNone if there is none.
TaskId next_task(const SearchNode& place) {
  const auto left =
      std::find_if(place.to_explore.begin(), place.to_explore.end(), [&](TaskId task) {
        return task != place.taken && !has(place.explored, task) && !sleeps(place, task);
      });
  return left == place.to_explore.end() ? TaskId::kNone : *left;
}

// Whether another value can be drawn than the one with this index.
bool has_next_value(const SearchNode& place, std::size_t index) {
  const SearchNode::Drawn& drawn = place.draws[index];
  const std::span before = std::span(place.draws).first(index);
  return next_value(place, before, drawn.value + 1, drawn.count) < drawn.count;
}

// The step of `taken` with these drawn values has been gone through.
void finish_outcome(SearchNode& place) {
  if (place.taken == TaskId::kNone) {
    return;
  }
  place.current.task = place.taken;
  for (const SearchNode::Drawn& drawn : place.draws) {
    place.current.drawn.push_back(drawn.value);
  }
  place.explored.push_back(std::exchange(place.current, {}));
}

}  // namespace

bool sleeps(const SearchNode& place, TaskId task) {
  bool found = false;
  for (const SearchNode::Explored& outcome : place.sleeping) {
    if (outcome.task == task) {
      if (!outcome.asleep) {
        return false;
      }
      found = true;
    }
  }
  return found;
}

// What was read before a draw is touched by all outcomes that have it. So where one of them sleeps,
// there are the same values to draw as there were.
std::uint64_t next_value(const SearchNode& place, std::span<const SearchNode::Drawn> drawn,
                         std::uint64_t from, std::uint64_t count) {
  const auto is_seen = [&](std::uint64_t value) {
    bool found = false;
    for (const SearchNode::Explored& outcome : place.sleeping) {
      const bool goes_on_so = outcome.task == place.taken && outcome.drawn.size() > drawn.size() &&
                              outcome.drawn[drawn.size()] == value &&
                              std::equal(drawn.begin(), drawn.end(), outcome.drawn.begin(),
                                         [](const SearchNode::Drawn& own, std::uint64_t other) {
                                           return own.value == other;
                                         });
      if (goes_on_so && !outcome.asleep) {
        return false;
      }
      found = found || goes_on_so;
    }
    return found;
  };
  while (from < count && !place.sleeping.empty() && is_seen(from)) {
    ++from;
  }
  return from;
}

std::size_t explored_count(const SearchNode& place) {
  return static_cast<std::size_t>(
      std::count_if(place.to_explore.begin(), place.to_explore.end(),
                    [&](TaskId task) { return task != place.taken && has(place.explored, task); }));
}

bool has_alternatives(const SearchNode& place) {
  for (std::size_t index = 0; index < place.draws.size(); ++index) {
    if (has_next_value(place, index)) {
      return true;
    }
  }
  return next_task(place) != TaskId::kNone;
}

bool advance_path(std::vector<SearchNode>& path, std::size_t fixed) {
  while (path.size() > fixed) {
    SearchNode& place = path.back();
    finish_outcome(place);
    while (!place.draws.empty() && !has_next_value(place, place.draws.size() - 1)) {
      place.draws.pop_back();
    }
    if (!place.draws.empty()) {
      SearchNode::Drawn& last = place.draws.back();
      last.value = next_value(place, std::span(place.draws).first(place.draws.size() - 1),
                              last.value + 1, last.count);
      return true;
    }
    place.taken = next_task(place);
    if (place.taken != TaskId::kNone) {
      return true;
    }
    if (path.size() == fixed + 1) {
      return false;
    }
    path.pop_back();
  }
  return false;
}

bool satisfies(const SearchNode& place, const std::vector<TaskId>& initials) {
  return std::any_of(initials.begin(), initials.end(), [&](TaskId task) {
    return has(place.to_explore, task) || sleeps(place, task);
  });
}

bool add_to_source_set(SearchNode& place, const std::vector<TaskId>& initials, TaskId preferred) {
  if (satisfies(place, initials)) {
    return false;
  }
  TaskId chosen = TaskId::kNone;
  for (const TaskId task : initials) {
    if (has(place.enabled, task) && (chosen == TaskId::kNone || task == preferred)) {
      chosen = task;
    }
  }
  if (chosen == TaskId::kNone) {
    return false;
  }
  place.to_explore.push_back(chosen);
  return true;
}

}  // namespace rollcall
