#pragma once

#include "sim/base/ensure.hpp"
#include "sim/check/configuration_memo.hpp"
#include "sim/check/return_table.hpp"
#include "sim/check/specification.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace rollcall {

/// An operation in an order, and the event of the return before which it takes effect.
struct OrderedOperation {
  std::size_t operation = 0;
  std::size_t event = 0;
};

/// An order of operations that the specification allows, and the state it leads to.
template <class State>
struct ConsistentOrder {
  std::vector<OrderedOperation> operations;
  State state;
};

/// Looks for orders of one object's operations that explain every return of a table: depth first
/// from return to return, breadth first between two.
///
/// At each return its operation must have taken effect. Only then is anything put in order (just
/// in time): the operation itself, or first some others that are open. Reads take effect as soon as
/// they can, unknown operations only where they change the state, and of interchangeable ones the
/// one that returns first goes first. None of these loses an order: in any order that has a later
/// read, a useless unknown operation or interchangeable ones swapped, moving the read forward,
/// leaving out the useless one or swapping back gives an order as well.
///
/// Exponential in the number of open operations at worst (the problem is NP-complete: Gibbons,
/// Korach, SIAM J. Comput. 1997); in practice by the memo close to linear.
/// Source: Wing, Gong, JPDC 1993; Lowe, "Testing for linearizability", CCPE 2017.
template <Specification Spec>
class OrderSearch {
 public:
  using State = typename Spec::State;

  /// All three arguments outlive the search.
  OrderSearch(const Spec& spec, std::span<const OperationOf<Spec>> operations,
              const ReturnTable& table)
      : spec_(spec), operations_(operations), table_(table), memo_(table) {}

  /// Looks for `wanted` orders that lead to different states, within `configurations_max`
  /// configurations. Call once.
  void run(std::size_t wanted, std::size_t configurations_max) {
    enter(0, {.state = spec_.initial(), .effective = SlotSet(table_.words, 0), .path = {}});
    while (!stack_.empty() && found_.size() < wanted) {
      Frame& top = stack_.back();
      order_.resize(top.order_size);
      if (!find_move(top)) {
        stack_.pop_back();
        continue;
      }
      if (memo_.size() >= configurations_max) {
        gave_up_ = true;
        return;
      }
      enter(top.place, moved(top));
    }
  }

  [[nodiscard]] const std::vector<ConsistentOrder<State>>& found() const { return found_; }
  /// There may be more orders than were found, for the limit was reached.
  [[nodiscard]] bool gave_up() const { return gave_up_; }
  /// The return, into table.known, beyond which no order got; known.size() if one was found.
  [[nodiscard]] std::size_t furthest() const { return furthest_; }
  [[nodiscard]] std::size_t configuration_count() const { return memo_.size(); }

 private:
  struct Move {
    std::size_t operation = 0;
    std::size_t slot = 0;
  };
  struct Configuration {
    State state;
    SlotSet effective;                   // open operations that have taken effect
    std::vector<OrderedOperation> path;  // since its frame began
  };
  // All that is tried at one return before its operation takes effect. Shorter paths are tried
  // first, so that few unknown operations are used up and the memo tells the rest apart from them.
  struct Frame {
    std::size_t place = 0;  // the return that comes next, into table.known
    std::vector<Configuration> configurations;
    std::size_t order_size = 0;   // of order_, where the frame began
    std::size_t current = 0;      // configuration
    std::size_t next = 0;         // to be tried from it: the open known ones, then the unknown ones
    Move moving;                  // being tried
    std::vector<State> outcomes;  // of it, not yet tried
  };

  // A configuration reached from the top of the stack.
  void enter(std::size_t place, Configuration configuration) {
    settle(place, configuration);
    furthest_ = std::max(furthest_, place);
    if (place == table_.known.size()) {
      keep(configuration);
      return;
    }
    if (!memo_.insert(place, configuration.state, spec_.hash(configuration.state),
                      configuration.effective)) {
      return;
    }
    if (stack_.empty() || stack_.back().place != place) {
      order_.insert(order_.end(), configuration.path.begin(), configuration.path.end());
      configuration.path.clear();
      Frame& frame = stack_.emplace_back();
      frame.place = place;
      frame.order_size = order_.size();
    }
    stack_.back().configurations.push_back(std::move(configuration));
  }

  void keep(const Configuration& configuration) {
    const auto leads_there = [&](const auto& order) { return order.state == configuration.state; };
    if (std::ranges::none_of(found_, leads_there)) {
      ConsistentOrder<State>& order = found_.emplace_back();
      order.operations = order_;
      order.state = configuration.state;
      order.operations.insert(order.operations.end(), configuration.path.begin(),
                              configuration.path.end());
    }
  }

  // Lets reads take effect and passes the returns of what has taken effect.
  void settle(std::size_t& place, Configuration& configuration) {
    for (; place < table_.known.size(); ++place) {
      const ReturnTable::Known& point = table_.known[place];
      for (const std::size_t index : point.open) {
        const ReturnTable::Known& open = table_.known[index];
        if (open.read_only && !has_slot(configuration.effective, open.slot) &&
            step(configuration.state, open.operation)) {
          add_slot(configuration.effective, open.slot);
          configuration.path.push_back({open.operation, point.event});
        }
      }
      if (!has_slot(configuration.effective, point.slot)) {
        return;
      }
      remove_slot(configuration.effective, point.slot);
    }
  }

  // Sets current, moving and outcomes to the next thing to try; false if all has been tried.
  bool find_move(Frame& frame) {
    const ReturnTable::Known& point = table_.known[frame.place];
    while (frame.outcomes.empty()) {
      if (frame.next == point.open.size() + point.unknown_count) {
        ++frame.current;
        frame.next = 0;
      }
      if (frame.current == frame.configurations.size()) {
        return false;
      }
      const std::size_t index = frame.next++;
      if (index < point.open.size()) {
        try_known(frame, index);
      } else {
        try_unknown(frame, table_.unknown[index - point.open.size()]);
      }
    }
    return true;
  }

  void try_known(Frame& frame, std::size_t index) {
    const Configuration& from = frame.configurations[frame.current];
    const std::vector<std::size_t>& open = table_.known[frame.place].open;
    const ReturnTable::Known& candidate = table_.known[open[index]];
    // A read that could take effect has: see settle().
    if (candidate.read_only || has_slot(from.effective, candidate.slot)) {
      return;
    }
    for (std::size_t before = 0; before < index; ++before) {
      const ReturnTable::Known& other = table_.known[open[before]];
      if (other.twins == candidate.twins && !has_slot(from.effective, other.slot)) {
        return;
      }
    }
    if (std::optional<State> next = step(from.state, candidate.operation)) {
      frame.moving = {candidate.operation, candidate.slot};
      frame.outcomes.push_back(std::move(*next));
    }
  }

  void try_unknown(Frame& frame, const ReturnTable::Unknown& candidate) {
    const Configuration& from = frame.configurations[frame.current];
    if (has_slot(from.effective, candidate.slot) ||
        (candidate.twin && !has_slot(from.effective, table_.unknown[*candidate.twin].slot))) {
      return;
    }
    frame.moving = {candidate.operation, candidate.slot};
    frame.outcomes = spec_.outcomes(from.state, operations_[candidate.operation].input);
    std::erase(frame.outcomes, from.state);
  }

  [[nodiscard]] Configuration moved(Frame& frame) {
    const Configuration& from = frame.configurations[frame.current];
    Configuration to{
        .state = std::move(frame.outcomes.back()), .effective = from.effective, .path = from.path};
    frame.outcomes.pop_back();
    add_slot(to.effective, frame.moving.slot);
    to.path.push_back({frame.moving.operation, table_.known[frame.place].event});
    return to;
  }

  [[nodiscard]] std::optional<State> step(const State& state, std::size_t index) const {
    const OperationOf<Spec>& operation = operations_[index];
    ensure(operation.response.has_value(), "a known operation has a response");
    return spec_.step(state, operation.input, operation.response->output);
  }

  const Spec& spec_;
  std::span<const OperationOf<Spec>> operations_;
  const ReturnTable& table_;
  ConfigurationMemo<State> memo_;
  std::vector<Frame> stack_;
  std::vector<OrderedOperation> order_;  // up to where the top of the stack began
  std::vector<ConsistentOrder<State>> found_;
  std::size_t furthest_ = 0;
  bool gave_up_ = false;
};

}  // namespace rollcall
