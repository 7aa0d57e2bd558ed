#include "scenarios/engine/search.hpp"

#include "sim/base/random.hpp"

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

using Begins = std::function<void(std::uint64_t)>;

void say(const Begins& begins, std::uint64_t what) {
  if (begins) {
    begins(what);
  }
}

void play_regressions(const Player& player, std::uint64_t place, const Begins& begins,
                      Verdict& verdict) {
  for (const Regression& regression : player.scenario().regressions) {
    say(begins, place++);
    if (regression.manager == player.manager()) {
      Replayed replayed = replay_regression(player.scenario(), regression);
      const bool convicted = convicts(replayed, regression);
      verdict.regressions.push_back(
          {.regression = &regression, .replayed = std::move(replayed), .convicts = convicted});
    }
  }
}

void judge_regressions(const Player& player, Verdict& verdict) {
  const Expectation* const expectation = player.expectation();
  for (const RegressionVerdict& played : verdict.regressions) {
    const bool wanted = expectation != nullptr &&
                        expectation->violates == played.regression->violates && played.convicts;
    if (wanted && !verdict.expected && verdict.kind == Verdict::Kind::kHolds) {
      verdict.kind = Verdict::Kind::kViolation;
      verdict.expected = true;
      verdict.execution = {.seed = 0, .result = played.replayed.result};
      verdict.witness = played.regression;
    }
  }
}

}  // namespace

bool Verdict::passed() const {
  return expected && std::all_of(regressions.begin(), regressions.end(),
                                 [](const RegressionVerdict& played) { return played.convicts; });
}

bool Verdict::stale() const {
  return std::any_of(regressions.begin(), regressions.end(), [](const RegressionVerdict& played) {
    return !played.replayed.stale.empty();
  });
}

Duration sum(Duration left, Duration right) {
  return right > Duration::max() - left ? Duration::max() : left + right;
}

std::uint64_t execution_seed(std::uint64_t base, std::uint64_t index) { return mix(base, index); }

std::uint64_t hunt_seed(std::string_view strategy, std::uint64_t content, std::uint64_t base,
                        std::uint64_t index) {
  return index < kProfiledExecutions && uses_profile(strategy) ? profiled_seed(content, index)
                                                               : execution_seed(base, index);
}

std::vector<std::string> unseen_marks(
    const Scenario& scenario, const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  std::vector<std::string> unseen;
  for (const Sometimes& wanted : scenario.sometimes) {
    const auto found = counts.find(wanted.mark);
    if (found == counts.end() || found->second == 0) {
      unseen.push_back(wanted.mark);
    }
  }
  return unseen;
}

Verdict run_scenario(Player& player, std::uint64_t base, std::uint32_t runs, const Begins& begins) {
  Verdict verdict;
  for (std::uint32_t index = 0; index < runs; ++index) {
    const std::uint64_t seed = execution_seed(base, index);
    say(begins, index);
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
      verdict.unseen = unseen_marks(player.scenario(), player.marks().counts());
      verdict.expected = verdict.unseen.empty();
    }
  }
  play_regressions(player, runs, begins, verdict);
  judge_regressions(player, verdict);
  return verdict;
}

std::string signature_of(const Violation& violation) {
  std::string signature = violation.invariant;
  if (violation.task != TaskId::kNone) {
    signature += " at " + task_kind(violation.task_name) + ": " + violation.act;
  }
  return signature;
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
