#pragma once

#include "sim/core/choices.hpp"
#include "sim/core/task_set.hpp"

#include <string_view>

namespace rollcall {

class World;

/// What a strategy sees when it decides: the tasks whose announced op is enabled, two or more.
struct Situation {
  const World& world;
  const TaskSet& enabled;
  std::uint32_t enabled_count = 0;
  Choices& choices;
};

/// Makes the schedule's choices. Keeps no state across executions but what begin() sets.
class Strategy {
 public:
  Strategy() = default;
  virtual ~Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;

  /// An execution starts.
  virtual void begin() {}

  /// The task to run next, one of `situation.enabled`. Not asked where only one is enabled.
  [[nodiscard]] virtual Slot pick(const Situation& situation) = 0;
};

}  // namespace rollcall
