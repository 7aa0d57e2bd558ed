#pragma once

#include "scenarios/engine/failure_search.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace rollcall {

/// The fewest named points of a failing execution, in its order, that leave nothing to chance: with
/// them as `order:` every schedule that is tried fails. Empty where none is needed; nullopt where
/// points do not suffice.
///
/// All sets of up to a few points of a number of failing executions are tried, then all points of
/// one at once with what can be left out of them. Of the scenario's own order nothing is kept but
/// what is needed. `hint` is the schedule of a failing execution. No more than about so many
/// executions are played in all.
[[nodiscard]] std::optional<std::vector<OrderPoint>> order_that_suffices(
    const Scenario& scenario, const Schedule& hint, FailureSearch& search,
    std::uint64_t executions_max);

}  // namespace rollcall
