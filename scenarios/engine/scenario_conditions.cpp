#include "scenarios/engine/scenario_conditions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

constexpr std::array<Observable, 7> kObservables{{
    {"registered", "workers that have a record",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.live_record_count(); }},
    {"free", "workers whose record is in state free",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.free_count(); }},
    {"queued", "entries in the free queue",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.queue().size(); }},
    {"waiting", "jobs that wait; the documented manager keeps no list of them",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.waiting().size(); }},
    {"processes", "worker processes that run",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.live_process_count(); }},
    {"connections", "connections of the manager that are open",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.open_connection_count(); }},
    {"dispatched", "entries that have left the free queue so far",
     [](const PoolLedger& ledger) -> std::uint64_t { return ledger.dispatch_count(); }},
}};

constexpr std::array<EngineViolation, 3> kViolations{{
    {.name = "scenario-always", .statement = "what the scenario says of every moment"},
    {.name = "scenario-never", .statement = "what the scenario says of no moment does not happen"},
    {.name = "scenario-leads-to", .statement = "what the scenario says must follow does follow"},
}};

constexpr std::string_view kUnregistered = "unregistered";

bool compare(std::uint64_t left, Comparison::Sign sign, std::uint64_t right) {
  switch (sign) {
    case Comparison::Sign::kLess:
      return left < right;
    case Comparison::Sign::kAtMost:
      return left <= right;
    case Comparison::Sign::kEqual:
      return left == right;
    case Comparison::Sign::kUnequal:
      return left != right;
    case Comparison::Sign::kAtLeast:
      return left >= right;
    case Comparison::Sign::kMore:
      return left > right;
  }
  return false;
}

}  // namespace

std::span<const Observable> observables() { return kObservables; }

std::vector<std::string> observable_names() {
  std::vector<std::string> names;
  for (const Observable& observable : kObservables) {
    names.emplace_back(observable.name);
  }
  return names;
}

const std::vector<std::string>& state_names() {
  static const std::vector<std::string> names{"registering", "joining", "free",        "reserved",
                                              "busy",        "dead",    "unregistered"};
  return names;
}

std::span<const EngineViolation> condition_violations() { return kViolations; }

bool has_conditions(const Scenario& scenario) {
  return !scenario.always.empty() || !scenario.never.empty() || !scenario.leads_to.empty() ||
         std::any_of(scenario.sometimes.begin(), scenario.sometimes.end(),
                     [](const Sometimes& sometimes) { return sometimes.condition.has_value(); });
}

ScenarioConditions::ScenarioConditions(const Scenario& scenario, PoolLedger& ledger,
                                       InvariantPack& pack, bool judged)
    : scenario_(scenario), ledger_(ledger), pack_(pack), judged_(judged) {
  for (const LeadsTo& claim : scenario.leads_to) {
    awaited_.push_back({.claim = &claim, .since = std::nullopt});
  }
  if (judged_) {
    ledger.relate_rows();
  }
}

bool ScenarioConditions::after_step(World& world) {
  const bool answered = pack_.after_step(world);
  closed_ = closed_ || ledger_.closing();
  if (!closed_ && ledger_.judgeable()) {
    judge(world);
  }
  // Nothing need happen to the pool when a bound is over: then the next step asks.
  return answered && !(judged_ && !closed_ && awaits_in_time());
}

void ScenarioConditions::judge(World& world) {
  // Ids that were mentioned since the last time.
  for (auto next = static_cast<std::uint32_t>(known_.size()); next < ledger_.worker_count();
       ++next) {
    known_.emplace(ledger_.id_of(WorkerIndex{next}), WorkerIndex{next});
  }
  for (const Sometimes& sometimes : scenario_.sometimes) {
    if (sometimes.condition && holds(*sometimes.condition)) {
      world.mark(sometimes.mark, true);
    }
  }
  if (!judged_) {
    return;
  }
  for (const Condition& condition : scenario_.always) {
    if (!holds(condition)) {
      world.report("scenario-always",
                   fmt::format("'{}' does not hold: {}", condition.text, state_text()));
    }
  }
  for (const Condition& condition : scenario_.never) {
    if (holds(condition)) {
      world.report("scenario-never", fmt::format("'{}' holds: {}", condition.text, state_text()));
    }
  }
  for (Awaited& awaited : awaited_) {
    judge(world, awaited);
  }
}

void ScenarioConditions::judge(World& world, Awaited& awaited) const {
  const LeadsTo& claim = *awaited.claim;
  if (holds(claim.to)) {
    // In time or not: what comes too late was missing before.
    if (!is_late(world, awaited)) {
      awaited.since.reset();
      return;
    }
  } else if (!awaited.since && holds(claim.from)) {
    awaited.since = world.now();
  }
  if (is_late(world, awaited)) {
    world.report("scenario-leads-to",
                 fmt::format("'{}' held at {}, and '{}' did not follow within {}: {}",
                             claim.from.text, to_text(awaited.since->time_since_epoch()),
                             claim.to.text, to_text(*claim.within), state_text()));
  }
}

bool ScenarioConditions::awaits_in_time() const {
  return std::any_of(awaited_.begin(), awaited_.end(),
                     [](const Awaited& awaited) { return awaited.since && awaited.claim->within; });
}

void ScenarioConditions::finish(World& world) {
  if (!judged_) {
    return;
  }
  for (const Awaited& awaited : awaited_) {
    const LeadsTo& claim = *awaited.claim;
    // With a bound that is not over yet nothing is known; the documented pool comes to its end at
    // once.
    const bool over = awaited.since && (!claim.within || is_late(world, awaited));
    if (over) {
      world.report(
          "scenario-leads-to",
          fmt::format("'{}' held at {}, and '{}' never followed: {}", claim.from.text,
                      to_text(awaited.since->time_since_epoch()), claim.to.text, state_text()));
    }
  }
}

bool ScenarioConditions::is_late(const World& world, const Awaited& awaited) {
  const std::optional<Duration>& within = awaited.claim->within;
  return awaited.since && within && world.now() - *awaited.since > *within &&
         world.early_timers() == 0;
}

bool ScenarioConditions::holds(const Condition& condition) const {
  for (const auto& term : condition.terms) {
    if (!std::visit([this](const auto& one) { return holds(one); }, term)) {
      return false;
    }
  }
  return true;
}

bool ScenarioConditions::holds(const Comparison& comparison) const {
  const std::uint64_t left = kObservables.at(comparison.left).count(ledger_);
  const auto* const number = std::get_if<std::uint32_t>(&comparison.right);
  const std::uint64_t right =
      number != nullptr ? *number
                        : kObservables.at(std::get<std::size_t>(comparison.right)).count(ledger_);
  return compare(left, comparison.sign, right);
}

bool ScenarioConditions::holds(const WorkerIs& wanted) const {
  const auto found = known_.find(scenario_.workers[wanted.worker].id);
  const RecordId record =
      found == known_.end() ? RecordId::kNone : ledger_.worker(found->second).current;
  const std::string_view state =
      record == RecordId::kNone ? kUnregistered : ledger_.text(ledger_.record(record).state);
  return (state == wanted.state) != wanted.negated;
}

// "registered 3, free 1, queued 1, ..."
std::string ScenarioConditions::state_text() const {
  std::string text;
  for (const Observable& observable : kObservables) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", observable.name,
                        observable.count(ledger_));
  }
  return text;
}

}  // namespace rollcall
