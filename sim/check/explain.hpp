#pragma once

#include "sim/check/linearizability.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rollcall {
namespace detail {

template <Specification Spec>
std::string operation_text(const Spec& spec, const OperationOf<Spec>& operation, bool with_output) {
  std::optional<typename Spec::Output> output;
  if (with_output && operation.response) {
    output = operation.response->output;
  }
  return "client " + std::to_string(operation.client) + ": " +
         spec.describe(operation.input, output);
}

template <Specification Spec>
class Explanation {
 public:
  using Failure = LinearizabilityFailure<typename Spec::State>;
  using Order = ConsistentOrder<typename Spec::State>;

  Explanation(const Spec& spec, std::span<const OperationOf<Spec>> operations,
              const Failure& failure)
      : spec_(spec),
        operations_(operations),
        failure_(failure),
        events_(number_events(intervals_of<Spec>(operations))) {}

  [[nodiscard]] std::string text() const {
    std::string text = line(failure_.operation, true) + " has no place in any order (operation " +
                       std::to_string(failure_.operation + 1) + ", event " +
                       std::to_string(failure_.event + 1) + ")\n";
    for (const Order& order : failure_.orders) {
      text += "  after" + last_of(order) + "  the state is " + spec_.describe_state(order.state) +
              reason(order);
    }
    return text;
  }

 private:
  // More would not be read; the cause is mostly near.
  static constexpr std::size_t kLinesMax = 8;

  [[nodiscard]] std::string line(std::size_t index, bool with_output) const {
    return operation_text(spec_, operations_[index], with_output);
  }

  [[nodiscard]] bool has_returned(std::size_t index) const {
    return events_[index].returned && *events_[index].returned < failure_.event;
  }

  [[nodiscard]] std::string last_of(const Order& order) const {
    const std::size_t count = order.operations.size();
    if (count == 0) {
      return " no operation\n";
    }
    const std::size_t skipped = count - std::min(count, kLinesMax);
    std::string text = skipped == 0 ? "\n" : " " + std::to_string(skipped) + " operations and\n";
    for (std::size_t i = skipped; i < count; ++i) {
      const std::size_t index = order.operations[i].operation;
      text += "    " + line(index, has_returned(index)) + "\n";
    }
    return text;
  }

  [[nodiscard]] std::string reason(const Order& order) const {
    if (contains(order, failure_.operation)) {
      return ", with its effect, but not with this answer\n";
    }
    std::string open;
    std::size_t count = 0;
    for (std::size_t i = 0; i < operations_.size() && count < kLinesMax; ++i) {
      if (i != failure_.operation && is_open(i) && !contains(order, i) && changes(order.state, i)) {
        open += "    " + line(i, false) + "\n";
        ++count;
      }
    }
    return open.empty() ? ", which does not allow it\n"
                        : ", which does not allow it, nor does any state that open operations lead "
                          "to, as\n" +
                              open;
  }

  // At the failure, on the same object.
  [[nodiscard]] bool is_open(std::size_t index) const {
    return is_of_same_object(index) && events_[index].invoked < failure_.event &&
           !has_returned(index);
  }

  [[nodiscard]] bool changes(const typename Spec::State& state, std::size_t index) const {
    const auto outcomes = spec_.outcomes(state, operations_[index].input);
    return std::ranges::any_of(outcomes, [&](const auto& outcome) { return !(outcome == state); });
  }

  [[nodiscard]] bool is_of_same_object(std::size_t index) const {
    if constexpr (Partitioned<Spec>) {
      return spec_.key_of(operations_[index].input) ==
             spec_.key_of(operations_[failure_.operation].input);
    } else {
      return true;
    }
  }

  [[nodiscard]] static bool contains(const Order& order, std::size_t index) {
    return std::ranges::find(order.operations, index, &OrderedOperation::operation) !=
           order.operations.end();
  }

  const Spec& spec_;
  std::span<const OperationOf<Spec>> operations_;
  const Failure& failure_;
  std::vector<EventSpan> events_;
};

}  // namespace detail

/// The failure in words, several lines: the operation that has no place, and for each of the orders
/// that explain what came before it the last operations, the state and what else was open.
/// `operations` are those that were checked. Operations that return later are shown without answer.
template <Specification Spec>
[[nodiscard]] std::string explain(const Spec& spec, std::span<const OperationOf<Spec>> operations,
                                  const LinearizabilityFailure<typename Spec::State>& failure) {
  return detail::Explanation<Spec>(spec, operations, failure).text();
}

/// Says which keys a check left undecided: a line for each key, which its first operation names.
/// `operations` are those that were checked, `undecided` is LinearizabilityResult::undecided.
template <Specification Spec>
[[nodiscard]] std::string explain_undecided(const Spec& spec,
                                            std::span<const OperationOf<Spec>> operations,
                                            std::span<const UndecidedKey> undecided) {
  std::string text;
  for (const UndecidedKey& key : undecided) {
    text += "undecided after " + std::to_string(key.configuration_count) +
            " configurations: " + std::to_string(key.operation_count) + " operations" +
            (Partitioned<Spec> ? " on the key of " : ", the first of them ") +
            detail::operation_text(spec, operations[key.operation], true) + " (operation " +
            std::to_string(key.operation + 1) + ")\n";
  }
  return text;
}

}  // namespace rollcall
