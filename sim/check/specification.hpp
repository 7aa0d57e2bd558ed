#pragma once

#include "sim/check/history.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// A sequential object: what each operation may answer and do in each state.
///
/// - `initial()`: the state before the first operation.
/// - `step(state, input, output)`: the state after an operation that answered `output`, or nothing
///   if it cannot have answered that in `state`. An object whose next state is not settled by the
///   answer takes the set of its possible states as its State.
/// - `outcomes(state, input)`: the states after an operation whose answer nobody saw. Must hold
///   what `step` gives for any answer it accepts; order does not matter.
/// - `hash(state)`: equal states hash alike. Only speed depends on it.
/// - `describe(input, output)`: "read(x) -> 3", without an output "read(x) -> ?".
/// - `describe_state(state)`.
template <class Spec>
concept Specification = std::regular<typename Spec::State> && std::regular<typename Spec::Input> &&
    std::regular<typename Spec::Output> &&
    requires(const Spec& spec, const typename Spec::State& state, const typename Spec::Input& input,
             const typename Spec::Output& output,
             const std::optional<typename Spec::Output>& seen) {
  { spec.initial() } -> std::same_as<typename Spec::State>;
  { spec.step(state, input, output) } -> std::same_as<std::optional<typename Spec::State>>;
  { spec.outcomes(state, input) } -> std::same_as<std::vector<typename Spec::State>>;
  { spec.hash(state) } -> std::same_as<std::uint64_t>;
  { spec.describe(input, seen) } -> std::same_as<std::string>;
  { spec.describe_state(state) } -> std::same_as<std::string>;
};

/// Optional: `key_of(input)`, a totally ordered key. Promises that the object is one object for
/// each key, independent of the others: State is then the state of one key. Each key is checked by
/// itself, which is exact because linearizability is local (Herlihy, Wing, TOPLAS 1990) and may be
/// exponentially faster (Horn, Kroening, FORTE 2015).
template <class Spec>
concept Partitioned = Specification<Spec> &&
    requires(const Spec& spec, const typename Spec::Input& input) {
  { spec.key_of(input) } -> std::totally_ordered;
};

/// Optional: `is_read_only(input, output)`. True promises that `step` with this answer never
/// changes a state, whichever it is. Such operations cost the search no branching.
template <class Spec>
concept KnowsReadOnly = Specification<Spec> &&
    requires(const Spec& spec, const typename Spec::Input& input,
             const typename Spec::Output& output) {
  { spec.is_read_only(input, output) } -> std::same_as<bool>;
};

template <Specification Spec>
using OperationOf = Operation<typename Spec::Input, typename Spec::Output>;

template <Specification Spec>
using HistoryBuilderOf = HistoryBuilder<typename Spec::Input, typename Spec::Output>;

}  // namespace rollcall
