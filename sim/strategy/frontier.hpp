#pragma once

#include "sim/strategy/portion.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace rollcall {

/// What of some trees of executions is still to be explored, as portions that can be explored at
/// the same time, anywhere. What comes of it all is the same for every number of hands.
///
/// How it works: a wave of portions is given out; each is explored up to a number of executions.
/// One that is not finished by then is split where its path is shallowest: what is left at that
/// place, and what is below. A race that an execution shows between two steps may ask for one more
/// task at a place above a portion: that place is another portion's, or nobody's any more. All such
/// requests of a wave are met when the whole wave is in, in order; each that adds a task adds a
/// portion. Wave, order and number depend on nothing but what was explored before.
///
/// Soundness for dpor: at each place the tasks have an order, that in which they were added, and
/// each sleeps on those before it, whose steps have all been played; all of them are gone through
/// to the end, and every race of every execution has been followed. So there is exactly one
/// complete execution of each class, as in the search by one; the blocked ones may be others, but
/// always the same. Source: as dpor.hpp.
class Frontier {
 public:
  struct Options {
    std::size_t wave_max = 64;          // portions at a time
    std::size_t portions_max = 256;     // no more splitting then: each has a path in memory
    std::size_t nodes_max = 2'000'000;  // nor then: the nodes of all paths, some 400 bytes each
  };

  explicit Frontier(std::size_t tree_count) : Frontier(tree_count, Options{}) {}
  Frontier(std::size_t tree_count, const Options& options);

  [[nodiscard]] bool empty() const { return queue_.empty(); }

  /// Of the next wave, by index from 0.
  [[nodiscard]] std::size_t wave_size() const;
  [[nodiscard]] std::size_t tree(std::size_t index) const { return queue_[index]->tree; }
  [[nodiscard]] Portion portion(std::size_t index) const;

  /// What of the whole has been explored, in parts of Exploration::kWhole, as it looks now: each
  /// branch known so far counts the same below its place. Only for people to look at; more than 0.
  [[nodiscard]] std::uint64_t explored() const;

  /// The wave has been explored: the results of all its portions, in order.
  void take_in(std::vector<PortionResult> results);

 private:
  struct Work;

  // A place that several portions have on their paths. It belongs to the portion that has it as the
  // first of its own.
  struct Shared {
    SearchNode place;
    Work* owner = nullptr;  // null: nothing is left there, until somebody asks for more
  };
  // A place of a fixed part: which, and how this path leaves it.
  struct Passed {
    std::shared_ptr<Shared> shared;
    std::shared_ptr<const SearchNode> as_passed;
  };
  struct Work {
    std::size_t tree = 0;
    std::vector<Passed> fixed;
    std::vector<SearchNode> own;   // the path below the fixed part
    std::shared_ptr<Shared> base;  // of own.front(); null: nobody else knows that place
  };

  [[nodiscard]] static std::uint64_t open_share(const Work& work, std::uint64_t share);
  [[nodiscard]] std::size_t node_count() const;
  void go_on(std::unique_ptr<Work> work);
  void split(std::unique_ptr<Work> work, std::size_t index);
  void meet(const Work& asking, const SourceRequest& request);

  Options options_;
  std::size_t tree_count_;
  std::deque<std::unique_ptr<Work>> queue_;
};

}  // namespace rollcall
