#pragma once

#include "sim/check/order_search.hpp"
#include "sim/check/return_table.hpp"
#include "sim/check/specification.hpp"
#include "sim/check/timeline.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace rollcall {

enum class Linearizability : std::uint8_t {
  kHolds,
  kFails,
  kUndecided,  // the limit was reached first
};

struct LinearizabilityLimits {
  /// Of one search; each takes memory for a State and a few words. A history needs one search for
  /// each key, and one that fails about a dozen more.
  std::size_t configurations_max = 4'000'000;
};

/// Why a history is not linearizable. Operations are indices into it, events count from 0 over its
/// invocations and returns in order of time.
template <class State>
struct LinearizabilityFailure {
  /// The operation whose return no order survives, and the event of that return: the events up to
  /// and with this one are the shortest prefix that is not linearizable.
  std::size_t operation = 0;
  std::size_t event = 0;
  /// False if a search for a shorter prefix reached the limit.
  bool is_shortest = true;
  /// Orders that explain the events before (of the same key), with different states, at most
  /// kOrdersMax. Empty only if the search for them reached the limit.
  std::vector<ConsistentOrder<State>> orders;

  static constexpr std::size_t kOrdersMax = 3;
};

template <class State>
struct LinearizabilityResult {
  Linearizability verdict = Linearizability::kHolds;
  /// If it holds, an order that proves it: all operations with a response, and those of the others
  /// that have taken effect.
  std::vector<std::size_t> order;
  /// Set if it fails.
  std::optional<LinearizabilityFailure<State>> failure;
  std::size_t event_count = 0;
  std::size_t configuration_count = 0;  // visited, over all searches
};

namespace detail {

template <Specification Spec>
std::vector<Interval> intervals_of(std::span<const OperationOf<Spec>> operations) {
  std::vector<Interval> intervals;
  for (const OperationOf<Spec>& operation : operations) {
    Interval& interval = intervals.emplace_back();
    interval.client = operation.client;
    interval.invoked = operation.invoked;
    if (operation.response) {
      interval.returned = operation.response->returned;
    }
  }
  return intervals;
}

template <Specification Spec>
class LinearizabilityCheck {
 public:
  using State = typename Spec::State;

  LinearizabilityCheck(const Spec& spec, std::span<const OperationOf<Spec>> operations,
                       LinearizabilityLimits limits)
      : spec_(spec), operations_(operations), limits_(limits) {
    events_ = number_events(intervals_of<Spec>(operations_));
    for (const EventSpan& span : events_) {
      result_.event_count += span.returned ? 2U : 1U;
    }
  }

  LinearizabilityResult<State> run() {
    // Linearizability is prefix closed: once a prefix fails, only shorter ones are of interest, of
    // the other keys as well.
    std::size_t event_count = result_.event_count;
    std::vector<OrderedOperation> order;
    for (const std::vector<OpenSpan>& part : parts()) {
      const Outcome outcome = search(part, event_count, 1);
      if (!outcome.orders.empty()) {
        const auto& operations = outcome.orders.front().operations;
        order.insert(order.end(), operations.begin(), operations.end());
      } else if (outcome.gave_up) {
        undecided_ = true;
      } else {
        event_count = find_failure(part, event_count, outcome.furthest);
      }
    }
    if (result_.failure) {
      result_.verdict = Linearizability::kFails;
      result_.failure->is_shortest = !undecided_;
    } else if (undecided_) {
      result_.verdict = Linearizability::kUndecided;
    } else {
      std::ranges::stable_sort(order, {}, &OrderedOperation::event);
      for (const OrderedOperation& next : order) {
        result_.order.push_back(next.operation);
      }
    }
    return std::move(result_);
  }

 private:
  struct Outcome {
    std::vector<ConsistentOrder<State>> orders;
    bool gave_up = false;
    std::size_t furthest = 0;
  };

  // The operations of each key; all of them if the specification knows no keys.
  [[nodiscard]] std::vector<std::vector<OpenSpan>> parts() const {
    std::vector<std::vector<OpenSpan>> parts;
    if constexpr (Partitioned<Spec>) {
      std::map<std::remove_cvref_t<decltype(spec_.key_of(operations_[0].input))>, std::size_t> keys;
      for (std::size_t i = 0; i < operations_.size(); ++i) {
        const auto [key, is_new] =
            keys.try_emplace(spec_.key_of(operations_[i].input), keys.size());
        if (is_new) {
          parts.emplace_back();
        }
        parts[key->second].push_back(span_of(i));
      }
    } else {
      parts.emplace_back();
      for (std::size_t i = 0; i < operations_.size(); ++i) {
        parts.front().push_back(span_of(i));
      }
    }
    return parts;
  }

  [[nodiscard]] OpenSpan span_of(std::size_t index) const {
    OpenSpan span{.operation = index,
                  .invoked = events_[index].invoked,
                  .returned = events_[index].returned,
                  .read_only = false};
    if constexpr (KnowsReadOnly<Spec>) {
      const OperationOf<Spec>& operation = operations_[index];
      span.read_only =
          operation.response && spec_.is_read_only(operation.input, operation.response->output);
    }
    return span;
  }

  // Of the events before `event_count`.
  Outcome search(std::span<const OpenSpan> part, std::size_t event_count, std::size_t wanted) {
    const auto is_known = [&](std::size_t index) {
      return events_[index].returned && *events_[index].returned < event_count;
    };
    const ReturnTable table(part, event_count, [&](std::size_t a, std::size_t b) {
      return operations_[a].input == operations_[b].input &&
             (!is_known(a) || operations_[a].response->output == operations_[b].response->output);
    });
    OrderSearch<Spec> search(spec_, operations_, table);
    search.run(wanted, limits_.configurations_max);
    result_.configuration_count += search.configuration_count();
    return {search.found(), search.gave_up(), search.furthest()};
  }

  // Sets the failure; gives the number of the events before its return. Orders exist up to the
  // return `furthest`, and none explains the part's events before `event_count`. An operation
  // that is pending in a prefix may have any outcome there, so the shortest one may be longer
  // than what the search with all outcomes got through: it is found by doubling steps from there
  // (mostly it is the first), then by halving.
  std::size_t find_failure(std::span<const OpenSpan> part, std::size_t event_count,
                           std::size_t furthest) {
    std::vector<OpenSpan> returns;
    for (const OpenSpan& span : part) {
      if (span.returned && *span.returned < event_count) {
        returns.push_back(span);
      }
    }
    std::ranges::sort(returns, {}, [](const OpenSpan& span) { return *span.returned; });
    std::size_t low = furthest;
    std::size_t high = returns.size() - 1;
    for (std::size_t step = 1; low < high; step *= 2) {
      const std::size_t probe = low + std::min(step - 1, (high - low) / 2);
      const Outcome outcome = search(part, *returns[probe].returned + 1, 1);
      if (outcome.orders.empty() && !outcome.gave_up) {
        high = probe;
      } else {
        undecided_ = undecided_ || outcome.orders.empty();
        low = probe + 1;
      }
    }
    LinearizabilityFailure<State>& failure = result_.failure.emplace();
    failure.operation = returns[high].operation;
    failure.event = *returns[high].returned;
    failure.orders = search(part, failure.event, failure.kOrdersMax).orders;
    return failure.event;
  }

  const Spec& spec_;
  std::span<const OperationOf<Spec>> operations_;
  LinearizabilityLimits limits_;
  std::vector<EventSpan> events_;  // of each operation
  LinearizabilityResult<State> result_;
  bool undecided_ = false;  // some search gave up without an order
};

}  // namespace detail

/// Whether there is an order of the operations that the specification allows and that keeps the
/// order of any two of which one returned before the other was invoked (Herlihy, Wing, TOPLAS
/// 1990). Exact unless kUndecided; the same for equal arguments. Operations may come in any order.
/// Cost: see OrderSearch. Fails: HistoryError if an operation returned before it was invoked.
template <Specification Spec>
[[nodiscard]] LinearizabilityResult<typename Spec::State> check_linearizability(
    const Spec& spec, std::span<const OperationOf<Spec>> operations,
    LinearizabilityLimits limits = {}) {
  return detail::LinearizabilityCheck<Spec>(spec, operations, limits).run();
}

}  // namespace rollcall
