#pragma once

#include "sim/core/world.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace rollcall::sim {

/// Starts `body` as a task of the running world. kNone if the execution is over.
template <typename Body>
TaskId spawn(const SpawnOptions& options, Body&& body) {
  return World::current().spawn(options, std::forward<Body>(body));
}
template <typename Body>
TaskId spawn(std::string_view name, Body&& body) {
  return World::current().spawn({.name = {.text = name}}, std::forward<Body>(body));
}

/// Virtual time since the start of the execution.
[[nodiscard]] Time now();

/// Waits that long in virtual time; zero or less is a yield.
void sleep(Duration duration);

/// A step that changes nothing: others may go first.
void yield();

/// A named place in the code under test. While it exists the task is "at" the point; an `order` of
/// points (see PointOrder) holds it back at construction until its turn, and the next point's turn
/// comes when it is destroyed.
class Point {
 public:
  explicit Point(std::string_view name) : entry_(World::current().enter_point(name)) {}
  ~Point() {
    if (entry_) {
      World::current().leave_point(*entry_);
    }
  }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

 private:
  std::optional<std::size_t> entry_;
};

/// A point without extent.
inline void point(std::string_view name) { const Point here(name); }

}  // namespace rollcall::sim
