#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/step_names.hpp"
#include "sim/trace/schedule.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

/// Plays the default execution but for what a schedule says.
///
/// Guarantee: of unchanged code, the execution that the schedule was taken from, with its trace
/// hash. Of changed code, each decision is made when its place is met, whatever lies between. One
/// that is never met, or whose task cannot go on there, is left out and makes the schedule stale.
class Guided final : public Strategy, private DrawSource {
 public:
  struct Limits {
    std::uint64_t steps = std::numeric_limits<std::uint64_t>::max();  // more: it is given up
    // Of Strategy::early_timers, where more may be asked for than the schedule's own.
    std::uint32_t early_timers = 0;
  };

  /// `schedule` must outlive this.
  explicit Guided(const Schedule& schedule) : Guided(schedule, Limits{}) {}
  Guided(const Schedule& schedule, const Limits& limits);

  [[nodiscard]] std::string_view name() const override { return "guided"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] std::uint32_t early_timers() const override { return limits_.early_timers; }
  void named(TaskId id, const TaskName& name, const Task* parent) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// To be given as RunOptions::draws.
  [[nodiscard]] DrawSource& draws() { return *this; }

  /// Once the execution is over: what no longer matches, the first decision first and then the
  /// first draw, in words; nullopt if all was as the schedule says.
  [[nodiscard]] std::optional<std::string> stale() const;

 private:
  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override;
  [[nodiscard]] const Task* guide(const Situation& situation, const StepPoint& point);
  [[nodiscard]] std::string why_unmet(std::size_t index) const;
  [[nodiscard]] std::string why_undrawn(std::size_t index) const;

  const Schedule& schedule_;
  Limits limits_;
  std::map<std::string_view, std::vector<std::size_t>> by_task_;  // indices of switches, by label
  std::map<std::pair<std::string_view, std::uint64_t>, std::size_t> by_draw_;

  StepNames names_;
  std::vector<const std::vector<std::size_t>*> guides_;  // by TaskId; null: none
  std::vector<bool> met_;                                // by switch
  std::vector<std::string> refused_;                     // by switch: why it could not be made
  std::vector<bool> drawn_;                              // by draw
  std::map<std::size_t, std::uint64_t> other_bounds_;    // by draw
  std::map<std::string, std::uint64_t, std::less<>> draw_counts_;  // by stream
};

}  // namespace rollcall
