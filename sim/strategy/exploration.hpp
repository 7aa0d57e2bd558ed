#pragma once

#include "sim/core/choices.hpp"
#include "sim/core/strategy.hpp"
#include "sim/strategy/search_node.hpp"
#include "sim/trace/step_log.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace rollcall {

/// How far an exploration goes. What lies beyond is cut off, and the exploration says so.
struct Bounds {
  std::uint64_t steps = 10'000;              // of one execution
  std::optional<std::uint32_t> preemptions;  // switches from a task that could have gone on, to
                                             // the clock included
  std::uint64_t draw_values = 64;            // a draw of more is fixed at 0
  std::uint32_t early_timers = 0;            // see Strategy::early_timers: more are no part of it
};

/// What bounds have cut something off.
struct Cuts {
  bool steps = false;
  bool preemptions = false;
  bool draws = false;
  bool reuse = false;  // of a counter, found in a part of the search that others do not know of

  [[nodiscard]] bool any() const { return steps || preemptions || draws || reuse; }
};

/// A strategy that goes through the executions of one program, one after the other: play, next(),
/// play, ... until next() says false. It decides the draws, too, and goes through their values.
///
/// The executions are the leaves of a tree; the path to the one that is played is kept. A part of
/// the tree is explored by itself if the path starts with what is fixed: resume().
/// Requires that every execution is played with `draws` and `log` being this exploration's.
class Exploration : public Strategy, public DrawSource {
 public:
  [[nodiscard]] bool sees_every_step() const final { return true; }
  [[nodiscard]] std::uint32_t early_timers() const final { return bounds_.early_timers; }
  void begin(Choices& choices) override;
  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override;

  /// The execution has ended. Decides what the next one does differently; false if none is left.
  [[nodiscard]] virtual bool next();

  /// Goes on from a path as next() left it; its first `fixed` places are left as they are. What
  /// else should be tried there is asked for in requests().
  void resume(std::vector<SearchNode> path, std::size_t fixed);
  [[nodiscard]] const std::vector<SearchNode>& path() const { return path_; }
  [[nodiscard]] const std::vector<SourceRequest>& requests() const { return requests_; }

  /// What of the whole has been explored, in parts of kWhole: each branch known so far counts the
  /// same below its place. Only for people to look at; more than 0.
  [[nodiscard]] virtual std::uint64_t explored() const;
  static constexpr std::uint64_t kWhole = std::uint64_t{1} << 62;

  /// Whether some execution went beyond the bounds and was not followed there.
  [[nodiscard]] bool cut() const { return cuts_.any(); }
  [[nodiscard]] const Cuts& cuts() const { return cuts_; }
  /// Whether the last execution was ended because it can lead nowhere new, and not by a bound.
  [[nodiscard]] bool blocked() const { return blocked_; }

  [[nodiscard]] StepLog& log() { return log_; }

 protected:
  explicit Exploration(const Bounds& bounds) : bounds_(bounds) {}

  /// The last execution is known as a whole: it may show what else is to be tried.
  virtual void analyse() {}
  /// As begin(), for what a kind of exploration keeps of an execution.
  virtual void begin_execution() {}

  [[nodiscard]] Slot give_up_at_bound() {
    cuts_.steps = true;
    given_up_ = true;
    return kGiveUp;
  }
  [[nodiscard]] Slot give_up_blocked() {
    blocked_ = true;
    given_up_ = true;
    return kGiveUp;
  }
  /// Whether the place of this decision is on the path already.
  [[nodiscard]] bool on_path() const { return depth_ < path_.size(); }
  /// Goes on as the next place of the path says.
  [[nodiscard]] Slot take(const Situation& situation);
  /// A place at the end of the path, with those that are enabled, in order of id, the clock last.
  [[nodiscard]] static SearchNode place_of(const Situation& situation);

  Bounds bounds_;
  StepLog log_;
  std::vector<SearchNode> path_;
  std::vector<SourceRequest> requests_;
  std::size_t fixed_ = 0;       // places of path_ that are somebody else's
  std::size_t known_ = 0;       // steps that were analysed in an earlier execution
  std::size_t depth_ = 0;       // places passed in this execution
  std::size_t draw_count_ = 0;  // in the current step
  Cuts cuts_;
  bool blocked_ = false;   // in this execution
  bool given_up_ = false;  // in this execution, for whatever reason
};

}  // namespace rollcall
