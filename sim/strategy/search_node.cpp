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
        return task != place.taken && !has(place.explored, task) && !has(place.sleeping, task);
      });
  return left == place.to_explore.end() ? TaskId::kNone : *left;
}

}  // namespace

bool has_alternatives(const SearchNode& place) {
  const bool draws =
      std::any_of(place.draws.begin(), place.draws.end(),
                  [](const SearchNode::Drawn& drawn) { return drawn.value + 1 < drawn.count; });
  return draws || next_task(place) != TaskId::kNone;
}

bool advance_path(std::vector<SearchNode>& path, std::size_t fixed) {
  while (path.size() > fixed) {
    SearchNode& place = path.back();
    while (!place.draws.empty() && place.draws.back().value + 1 == place.draws.back().count) {
      place.draws.pop_back();
    }
    if (!place.draws.empty()) {
      ++place.draws.back().value;
      return true;
    }
    const TaskId next = next_task(place);
    if (place.taken != TaskId::kNone) {
      place.current.task = place.taken;
      place.explored.push_back(std::exchange(place.current, {}));
    }
    place.taken = next;
    if (next != TaskId::kNone) {
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
    return has(place.to_explore, task) || has(place.sleeping, task);
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
