#include "scenarios/engine/search.hpp"

#include "sim/base/random.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

bool expected_violation(const Player& player, const Violation& violation) {
  const Expectation* expectation = player.expectation();
  return expectation != nullptr && expectation->violates == violation.invariant;
}

// "register w12 #3" and "register w1 #1" are of one kind: the first word.
std::string task_kind(const std::string& task_name) {
  return task_name.substr(0, task_name.find(' '));
}

void add_finding(HuntResult& result, const Player& player, std::uint64_t seed, RunResult run) {
  std::string signature = signature_of(*run.violation);
  const auto same =
      std::find_if(result.findings.begin(), result.findings.end(),
                   [&](const Finding& finding) { return finding.signature == signature; });
  if (same != result.findings.end()) {
    ++same->count;
    return;
  }
  const bool expected = expected_violation(player, *run.violation);
  std::string invariant = run.violation->invariant;
  result.findings.push_back({.signature = std::move(signature),
                             .invariant = std::move(invariant),
                             .count = 1,
                             .first = {.seed = seed, .result = std::move(run)},
                             .expected = expected});
}

}  // namespace

Duration sum(Duration left, Duration right) {
  return right > Duration::max() - left ? Duration::max() : left + right;
}

std::uint64_t execution_seed(std::uint64_t base, std::uint64_t index) { return mix(base, index); }

std::vector<std::string> unseen_marks(const Player& player) {
  std::vector<std::string> unseen;
  const auto& counts = player.marks().counts();
  for (const Sometimes& wanted : player.scenario().sometimes) {
    const auto found = counts.find(wanted.mark);
    if (found == counts.end() || found->second == 0) {
      unseen.push_back(wanted.mark);
    }
  }
  return unseen;
}

Verdict run_scenario(Player& player, std::uint64_t base, std::uint32_t runs) {
  Verdict verdict;
  for (std::uint32_t index = 0; index < runs; ++index) {
    const std::uint64_t seed = execution_seed(base, index);
    RunResult result = player.play(seed);
    verdict.executions = index + 1;
    verdict.steps += result.steps;
    const bool decided = result.violation.has_value() || !result.order_error.empty();
    if (index == 0 || decided) {
      verdict.execution = {.seed = seed, .result = std::move(result)};
    }
    if (decided) {
      break;
    }
  }
  const RunResult& result = verdict.execution.result;
  const Expectation* expectation = player.expectation();
  const bool conviction = result.violation && expected_violation(player, *result.violation);
  if (!result.order_error.empty() && (conviction || !result.violation)) {
    verdict.kind = Verdict::Kind::kError;  // Never a pass, even if something was convicted.
  } else if (result.violation) {
    verdict.kind = Verdict::Kind::kViolation;
    verdict.expected = conviction;
  } else {
    verdict.expected = expectation == nullptr || expectation->violates.empty();
    if (verdict.expected) {
      verdict.unseen = unseen_marks(player);
      verdict.expected = verdict.unseen.empty();
    }
  }
  return verdict;
}

std::string signature_of(const Violation& violation) {
  std::string signature = violation.invariant;
  if (violation.task != TaskId::kNone) {
    signature += " at " + task_kind(violation.task_name) + ": " + violation.act;
  }
  return signature;
}

HuntResult hunt_scenario(Player& player, std::uint64_t base, const HuntLimits& limits) {
  HuntResult result;
  for (std::uint64_t index = 0; index < limits.seeds; ++index) {
    if (index % 64 == 0 && limits.out_of_time && limits.out_of_time(result)) {
      break;
    }
    const std::uint64_t seed = execution_seed(base, index);
    RunResult run = player.play(seed);
    ++result.executions;
    result.steps += run.steps;
    result.virtual_time = sum(result.virtual_time, run.end.time_since_epoch());
    if (run.violation) {
      add_finding(result, player, seed, std::move(run));
    } else if (!run.order_error.empty()) {
      result.order_error = std::move(run.order_error);
      result.order_error_seed = seed;
      break;
    }
    if (limits.findings_max != 0 && result.findings.size() >= limits.findings_max) {
      break;
    }
  }
  return result;
}

RunResult record(Player& player, std::uint64_t seed, std::optional<std::uint64_t> expected_hash,
                 Trace& trace) {
  RunResult recorded = player.play(seed, &trace);
  const RunResult replayed = player.replay(seed, trace);
  const std::uint64_t first_hash = expected_hash.value_or(recorded.trace_hash);
  for (const std::uint64_t hash : {recorded.trace_hash, replayed.trace_hash}) {
    if (hash != first_hash || replayed.diverged) {
      throw Nondeterminism{.scenario = player.scenario().name,
                           .manager = player.manager(),
                           .seed = seed,
                           .first_hash = first_hash,
                           .second_hash = hash};
    }
  }
  return recorded;
}

}  // namespace rollcall
