// How it works: an edit of the best scenario so far makes a candidate; if it is simpler and an
// execution of it fails, it becomes the best. When no edit helps any more, the schedule is shrunk,
// which may let edits help again.
//
// Why a fixpoint comes out: what one round makes of a scenario that fails for certain depends on
// its text alone, for its first failing execution does, too. Rounds go on while they help.
#include "scenarios/engine/shrink_scenario.hpp"

#include "scenarios/engine/order_of_points.hpp"
#include "scenarios/engine/regressions.hpp"
#include "scenarios/engine/scenario_cost.hpp"
#include "scenarios/language/scenario_writer.hpp"

#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

constexpr int kAlternationsMax = 6;  // of structure and schedule; two or three are usual
constexpr std::uint64_t kExecutionsOfOrder = 20'000;  // to find an order of points

// A scenario that says all that is needed to fail: by itself, or with decisions.
struct Fixed {
  Scenario scenario;
  std::optional<Schedule> decisions;
  Failing failing;

  [[nodiscard]] auto cost() const {
    return std::tuple(decisions.has_value(), cost_of(scenario),
                      decisions ? failing.preemption_count : 0);
  }
};

CaseSize size_of(const Scenario& scenario, std::uint64_t preemption_count) {
  const ScenarioCost cost = cost_of(scenario);
  return {.steps = cost.action_count,
          .workers = cost.worker_count,
          .jobs = cost.job_count,
          .faults = cost.faults,
          .preemptions = preemption_count};
}

// The failure without the order that holds it in place, and as simple as can be; else with it.
std::optional<Failing> without_order(const Scenario& scenario, FailureSearch& search) {
  std::optional<Failing> held = search.find(scenario, nullptr);
  if (!held || scenario.order.empty()) {
    return held;
  }
  Scenario free = scenario;
  free.order.clear();
  std::optional<Failing> failing = search.find(free, &held->evidence.schedule);
  return failing ? std::move(failing) : std::move(held);
}

// As what it is, if it is certain to fail.
std::optional<Fixed> fixed_as_it_is(const Scenario& scenario,
                                    const std::optional<Schedule>& decisions,
                                    FailureSearch& search) {
  const bool always = search.always(scenario);
  std::optional<Failing> failing;
  if (always) {
    failing = without_order(scenario, search);
  } else if (decisions) {
    failing = search.find_again(scenario, *decisions);
  }
  if (!failing) {
    return std::nullopt;
  }
  search.simplify(*failing);
  return Fixed{.scenario = scenario,
               .decisions = always ? std::nullopt : decisions,
               .failing = std::move(*failing)};
}

// From one failing scenario to one that no edit makes simpler.
class Round {
 public:
  Round(Failing first, FailureSearch& search) : best_(std::move(first)), search_(search) {
    accepted_.push_back(*best_.scenario);
  }

  Fixed play() {
    bool better = true;
    for (int count = 0; better && count < kAlternationsMax; ++count) {
      tried_.clear();
      better = reduce_to_fixpoint() || count == 0;
      if (better) {
        search_.simplify(best_);
      }
    }
    executions_of_order_max_ = search_.executions() + kExecutionsOfOrder;
    return fix();
  }

 private:
  bool attempt(const Scenario& candidate) {
    if (cost_of(candidate) >= cost_of(*best_.scenario) ||
        !tried_.insert(to_yaml(candidate)).second) {
      return false;
    }
    std::optional<Failing> found = search_.find(candidate, &best_.evidence.schedule);
    if (found) {
      best_ = std::move(*found);
      accepted_.push_back(*best_.scenario);
    }
    return found.has_value();
  }

  // After a success the edits are made anew, and tried from there on.
  bool reduce(Reduction reduction) {
    bool better = false;
    Edits edits = reduction(*best_.scenario, best_.evidence);
    for (std::size_t index = 0; index < edits.size();) {
      Scenario candidate = *best_.scenario;
      edits[index](candidate);
      if (attempt(candidate)) {
        better = true;
        edits = reduction(*best_.scenario, best_.evidence);
      } else {
        ++index;
      }
      if (search_.out_of_time()) {
        break;
      }
    }
    return better;
  }

  bool reduce_to_fixpoint() {
    bool any = false;
    for (bool better = true; better && !search_.out_of_time();) {
      better = false;
      for (const Reduction reduction : all_reductions()) {
        better = reduce(reduction) || better;
      }
      any = any || better;
    }
    return any;
  }

  // A setting more may be what makes an order suffice: the last ones that were dropped first.
  Fixed fix() {
    for (auto scenario = accepted_.rbegin(); scenario != accepted_.rend(); ++scenario) {
      if (search_.executions() > executions_of_order_max_ || !as_small(*scenario)) {
        break;
      }
      if (std::optional<Fixed> fixed = fix(*scenario)) {
        return std::move(*fixed);
      }
    }
    Scenario scenario = *best_.scenario;
    return {.scenario = std::move(scenario),
            .decisions = best_.evidence.schedule,
            .failing = std::move(best_)};
  }

  std::optional<Fixed> fix(Scenario scenario) {
    std::optional<std::vector<OrderPoint>> order =
        order_that_suffices(scenario, best_.evidence.schedule, search_, kExecutionsOfOrder / 4);
    if (!order) {
      return std::nullopt;
    }
    scenario.order = std::move(*order);
    polish(scenario);
    return fixed_as_it_is(scenario, std::nullopt, search_);
  }

  // What can go while every schedule still fails. What meets in an order stays together: the order
  // would hold it up until it meets.
  void polish(Scenario& scenario) {
    for (bool better = true; better && !search_.out_of_time();) {
      better = false;
      for (const Reduction reduction : all_reductions()) {
        const Edits edits = reduction == &one_by_one ? Edits() : reduction(scenario, {});
        for (const Edit& edit : edits) {
          Scenario candidate = scenario;
          edit(candidate);
          if (cost_of(candidate) < cost_of(scenario) && search_.always(candidate)) {
            scenario = std::move(candidate);
            better = true;
            break;
          }
        }
      }
    }
  }

  // As the best in all but what is written in a line.
  [[nodiscard]] bool as_small(const Scenario& scenario) const {
    const auto lines = [](const ScenarioCost& cost) {
      return std::tuple(cost.faults, cost.worker_count, cost.job_count, cost.action_count);
    };
    return lines(cost_of(scenario)) == lines(cost_of(*best_.scenario));
  }

  Failing best_;
  FailureSearch& search_;
  std::set<std::string> tried_;     // texts; of this best schedule
  std::vector<Scenario> accepted_;  // all that have been the best
  std::uint64_t executions_of_order_max_ = 0;
};

std::optional<Schedule> decisions_of(const Scenario& scenario, const FailureSearch& search) {
  for (const Regression& regression : scenario.regressions) {
    if (regression.manager == search.manager() && regression.violates == search.invariant()) {
      return read_decisions(scenario, regression).schedule;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ShrunkCase> shrink_scenario(const Scenario& original, const Schedule& first,
                                          FailureSearch& search) {
  const Scenario given = search.reduced_to_the_case(original);
  std::optional<Failing> failing = search.find_again(given, first);
  if (!failing) {
    return std::nullopt;
  }
  const CaseSize before = size_of(given, failing->preemption_count);
  std::optional<Fixed> best = fixed_as_it_is(given, decisions_of(original, search), search);
  if (!best) {
    best = Round(std::move(*failing), search).play();
  }
  for (bool better = true; better && !search.out_of_time();) {
    std::optional<Fixed> again = fixed_as_it_is(best->scenario, best->decisions, search);
    if (!again) {
      break;
    }
    Fixed next = Round(std::move(again->failing), search).play();
    better = next.cost() < best->cost();
    if (better) {
      best = std::move(next);
    }
  }
  return ShrunkCase{.scenario = std::move(best->scenario),
                    .decisions = std::move(best->decisions),
                    .result = std::move(best->failing.result),
                    .before = before,
                    .after = size_of(*best->failing.scenario, best->failing.preemption_count),
                    .executions = search.executions(),
                    .complete = !search.out_of_time()};
}

}  // namespace rollcall
