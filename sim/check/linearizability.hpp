#pragma once

#include "sim/base/ensure.hpp"
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
  /// Configurations that one search for an order may visit; each takes memory for a State and a few
  /// words until the search ends. A key for which this is not enough stays undecided.
  std::size_t configurations_max = 4'000'000;
  /// Once the history is known to fail, the searches for the shortest prefix that fails may
  /// together visit four times as many configurations as the verdict took, and at least this many.
  std::size_t shortening_min = 100'000;
};

/// Why a history is not linearizable. Operations are indices into it, events count from 0 over its
/// invocations and returns in order of time.
template <class State>
struct LinearizabilityFailure {
  /// The operation whose return no order survives, and the event of that return: the events up to
  /// and with this one are the shortest prefix that is not linearizable.
  std::size_t operation = 0;
  std::size_t event = 0;
  /// False if a search for a shorter prefix reached its limit: LinearizabilityResult::undecided
  /// then names the keys of which a shorter prefix may fail.
  bool is_shortest = true;
  /// Orders that explain the events before (of the same key), with different states, at most
  /// kOrdersMax. Empty only if the search for them reached its limit.
  std::vector<ConsistentOrder<State>> orders;

  static constexpr std::size_t kOrdersMax = 3;
};

/// The operations on one key, for which neither an order was found nor all orders were excluded.
struct UndecidedKey {
  std::size_t operation = 0;            // the first of them in the history
  std::size_t operation_count = 0;      // of this key
  std::size_t configuration_count = 0;  // visited by the last search for an order

  friend bool operator==(const UndecidedKey&, const UndecidedKey&) = default;
};

template <class State>
struct LinearizabilityResult {
  Linearizability verdict = Linearizability::kHolds;
  /// If it holds, an order that proves it: all operations with a response, and those of the others
  /// that have taken effect.
  std::vector<std::size_t> order;
  /// Set if it fails.
  std::optional<LinearizabilityFailure<State>> failure;
  /// If it is undecided, the keys that are. If it fails, the keys of which a shorter prefix may
  /// fail. In order of their first operations; all operations are of one key if the specification
  /// knows no keys.
  std::vector<UndecidedKey> undecided;
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
    std::vector<Part> parts = make_parts();
    decide(parts);
    const auto is = [&](Linearizability verdict) {
      return std::ranges::count(parts, verdict, &Part::verdict);
    };
    if (is(Linearizability::kFails) > 0) {
      result_.verdict = Linearizability::kFails;
      find_failure(parts);
    } else if (is(Linearizability::kUndecided) > 0) {
      result_.verdict = Linearizability::kUndecided;
      for (const Part& part : parts) {
        if (part.verdict == Linearizability::kUndecided) {
          result_.undecided.push_back(named(part));
        }
      }
    } else {
      join_orders(parts);
    }
    return std::move(result_);
  }

 private:
  // The operations of one key, or all of them if the specification knows no keys.
  struct Part {
    std::vector<OpenSpan> spans;
    Linearizability verdict = Linearizability::kUndecided;
    std::vector<OrderedOperation> order;  // if it holds
    std::size_t furthest = 0;             // if it fails: see OrderSearch::furthest()
    std::size_t configuration_count = 0;  // visited by the last search
  };
  struct Outcome {
    Linearizability verdict = Linearizability::kUndecided;
    std::vector<ConsistentOrder<State>> orders;
    std::size_t furthest = 0;
    std::size_t configuration_count = 0;
  };
  static constexpr std::size_t kFirstLimit = 1024;
  static constexpr std::size_t kLimitGrowth = 4;
  static constexpr std::size_t kShorteningShare = 4;

  [[nodiscard]] std::vector<Part> make_parts() const {
    std::vector<Part> parts;
    if constexpr (Partitioned<Spec>) {
      std::map<std::remove_cvref_t<decltype(spec_.key_of(operations_[0].input))>, std::size_t> keys;
      for (std::size_t i = 0; i < operations_.size(); ++i) {
        const auto [key, is_new] =
            keys.try_emplace(spec_.key_of(operations_[i].input), keys.size());
        if (is_new) {
          parts.emplace_back();
        }
        parts[key->second].spans.push_back(span_of(i));
      }
    } else {
      parts.emplace_back();
      for (std::size_t i = 0; i < operations_.size(); ++i) {
        parts.front().spans.push_back(span_of(i));
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

  // Searches one key after the other, in rounds with a growing limit, until one is refuted: a key
  // that is easily refuted is not kept waiting by a hard one. A search that reached the limit of
  // its round begins anew in the next, so that never more than one takes memory; as the limit grows
  // by kLimitGrowth, all searches of a key but the last visit a third of what the last one may.
  void decide(std::vector<Part>& parts) {
    std::size_t open_count = parts.size();
    bool fails = false;
    for (std::size_t limit = kFirstLimit; open_count > 0 && !fails; limit *= kLimitGrowth) {
      if (open_count == 1 || limit > limits_.configurations_max) {
        limit = limits_.configurations_max;
      }
      for (Part& part : parts) {
        if (part.verdict == Linearizability::kUndecided) {
          decide(part, limit);
          open_count -= part.verdict == Linearizability::kUndecided ? 0 : 1;
          fails = fails || part.verdict == Linearizability::kFails;
        }
      }
      if (limit == limits_.configurations_max) {
        return;
      }
    }
  }

  void decide(Part& part, std::size_t configurations_max) {
    const Outcome outcome = search(part, result_.event_count, 1, configurations_max);
    part.verdict = outcome.verdict;
    part.furthest = outcome.furthest;
    part.configuration_count = outcome.configuration_count;
    if (!outcome.orders.empty()) {
      part.order = outcome.orders.front().operations;
    }
  }

  void join_orders(const std::vector<Part>& parts) {
    std::vector<OrderedOperation> order;
    for (const Part& part : parts) {
      order.insert(order.end(), part.order.begin(), part.order.end());
    }
    std::ranges::stable_sort(order, {}, &OrderedOperation::event);
    for (const OrderedOperation& next : order) {
      result_.order.push_back(next.operation);
    }
  }

  // An order of the events before `event_count`.
  Outcome search(const Part& part, std::size_t event_count, std::size_t wanted,
                 std::size_t configurations_max) {
    const auto is_known = [&](std::size_t index) {
      return events_[index].returned && *events_[index].returned < event_count;
    };
    const ReturnTable table(part.spans, event_count, [&](std::size_t a, std::size_t b) {
      return operations_[a].input == operations_[b].input &&
             (!is_known(a) || operations_[a].response->output == operations_[b].response->output);
    });
    OrderSearch<Spec> search(spec_, operations_, table);
    search.run(wanted, configurations_max);
    result_.configuration_count += search.configuration_count();
    const Linearizability verdict = !search.found().empty() ? Linearizability::kHolds
                                    : search.gave_up()      ? Linearizability::kUndecided
                                                            : Linearizability::kFails;
    return {.verdict = verdict,
            .orders = search.found(),
            .furthest = search.furthest(),
            .configuration_count = search.configuration_count()};
  }

  // Linearizability is prefix closed: once a prefix fails, only shorter ones are of interest, of
  // the other keys as well, and a key that holds holds in all of them.
  void find_failure(std::vector<Part>& parts) {
    const std::size_t allowed =
        std::max(limits_.shortening_min, kShorteningShare * result_.configuration_count);
    std::size_t event_count = result_.event_count;
    std::size_t left = allowed;
    const Part* failed = nullptr;
    for (const Linearizability verdict : {Linearizability::kFails, Linearizability::kUndecided}) {
      auto count = static_cast<std::size_t>(std::ranges::count(parts, verdict, &Part::verdict));
      for (Part& part : parts) {
        if (part.verdict == verdict) {
          std::size_t share = left / count--;
          left -= share;
          if (const auto event = shorten(part, event_count, share)) {
            event_count = *event;
            failed = &part;
          }
          left += share;
        }
      }
    }
    ensure(failed != nullptr, "a key that fails has a return that no order survives");
    const auto order = [](const UndecidedKey& key) { return key.operation; };
    std::ranges::sort(result_.undecided, {}, order);
    LinearizabilityFailure<State>& failure = result_.failure.emplace();
    failure.event = event_count;
    failure.operation =
        std::ranges::find(failed->spans, event_count, &OpenSpan::returned)->operation;
    failure.is_shortest = result_.undecided.empty();
    failure.orders = search(*failed, event_count, failure.kOrdersMax,
                            std::min(allowed, limits_.configurations_max))
                         .orders;
  }

  // The event of the return that ends the key's shortest prefix without an order, if that is a part
  // of the events before `event_count`. Visits at most `left` configurations and takes them off it.
  std::optional<std::size_t> shorten(Part& part, std::size_t event_count, std::size_t& left) {
    const bool is_whole = event_count == result_.event_count;
    if (!is_whole || part.verdict == Linearizability::kUndecided) {
      const Outcome outcome = probe(part, event_count, left);
      if (outcome.verdict == Linearizability::kUndecided) {
        result_.undecided.push_back(named(part));
      }
      if (outcome.verdict != Linearizability::kFails) {
        return std::nullopt;
      }
      part.furthest = outcome.furthest;
    }
    return first_failing_return(part, event_count, left);
  }

  // Orders exist up to the return part.furthest, and none explains the part's events before
  // `event_count`. An operation that is pending in a prefix may have any outcome there, so the
  // shortest one may be longer than what the search with all outcomes got through: it is found by
  // doubling steps from there (mostly it is the first), then by halving.
  std::size_t first_failing_return(Part& part, std::size_t event_count, std::size_t& left) {
    std::vector<std::size_t> returns;
    for (const OpenSpan& span : part.spans) {
      if (span.returned && *span.returned < event_count) {
        returns.push_back(*span.returned);
      }
    }
    std::ranges::sort(returns);
    bool gave_up = false;
    std::size_t low = part.furthest;
    std::size_t high = returns.size() - 1;
    for (std::size_t step = 1; low < high; step *= 2) {
      const std::size_t middle = low + std::min(step - 1, (high - low) / 2);
      const Outcome outcome = probe(part, returns[middle] + 1, left);
      gave_up = gave_up || outcome.verdict == Linearizability::kUndecided;
      if (outcome.verdict == Linearizability::kFails) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (gave_up) {
      result_.undecided.push_back(named(part));
    }
    return returns[high];
  }

  Outcome probe(Part& part, std::size_t event_count, std::size_t& left) {
    Outcome outcome = search(part, event_count, 1, std::min(left, limits_.configurations_max));
    part.configuration_count = outcome.configuration_count;
    left -= outcome.configuration_count;
    return outcome;
  }

  [[nodiscard]] static UndecidedKey named(const Part& part) {
    return {.operation = part.spans.front().operation,
            .operation_count = part.spans.size(),
            .configuration_count = part.configuration_count};
  }

  const Spec& spec_;
  std::span<const OperationOf<Spec>> operations_;
  LinearizabilityLimits limits_;
  std::vector<EventSpan> events_;  // of each operation
  LinearizabilityResult<State> result_;
};

}  // namespace detail

/// Whether there is an order of the operations that the specification allows and that keeps the
/// order of any two of which one returned before the other was invoked (Herlihy, Wing, TOPLAS
/// 1990). Exact unless kUndecided; the same for equal arguments. Operations may come in any order.
///
/// The verdict comes first: all keys are searched in rounds with a growing limit, so a history is
/// refuted in about the number of keys times what its most easily refuted key takes. Then the
/// shortest prefix that fails is looked for, as far as LinearizabilityLimits allows.
/// Cost: see OrderSearch. Fails: HistoryError if an operation returned before it was invoked.
///
///   HistoryBuilderOf<KeyValue> history;
///   history.invoke(1, KeyValue::read("x"));
///   history.respond(1, KeyValue::found(7));
///   const auto result = check_linearizability(KeyValue(), history.operations());
///   if (result.verdict == Linearizability::kUndecided) {
///     std::cout << explain_undecided(KeyValue(), history.operations(), result.undecided);
///   }
template <Specification Spec>
[[nodiscard]] LinearizabilityResult<typename Spec::State> check_linearizability(
    const Spec& spec, std::span<const OperationOf<Spec>> operations,
    LinearizabilityLimits limits = {}) {
  return detail::LinearizabilityCheck<Spec>(spec, operations, limits).run();
}

}  // namespace rollcall
