#include "scenarios/cli/hunt_findings.hpp"

#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/cli/verify.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/hunt/death.hpp"
#include "sim/trace/decision_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace rollcall {
namespace {

bool died(const FoundFailure& failure) { return failure.report.trace_hash == 0; }

// Where two executions of one seed part, in this process or from a fresh one.
std::string where_it_parts(Player& player, std::uint64_t seed) {
  Trace first;
  const RunResult first_result = player.play(seed, &first);
  const std::vector<std::string> lines = execution_lines(first, first_result);
  Trace second;
  const RunResult second_result = player.play(seed, &second);
  const std::string here = first_divergence(lines, execution_lines(second, second_result));
  if (!here.empty()) {
    return here;
  }
  const std::string elsewhere = verify_in_fresh_process(player, seed, lines);
  return elsewhere.empty() ? "two executions here and one in a fresh process are the same, and the "
                             "one that failed was not"
                           : elsewhere;
}

std::string decision_text(Player& player, std::uint64_t seed, const Trace& trace,
                          const RunResult& result) {
  const Transcript transcript = transcribe(trace, player.executor());
  if (transcript.stale) {
    return "";
  }
  DecisionFile file = decision_file(player,
                                    {.scenario = selection_of(player.scenario()),
                                     .invariant = result.violation->invariant,
                                     .trace_hash = result.trace_hash},
                                    transcript.schedule);
  file.header.insert(file.header.begin(),
                     {{"seed", seed_text(seed)}, {"strategy", std::string(player.strategy())}});
  return format(file);
}

}  // namespace

std::vector<FoundFailure> in_order(const HuntTally& tally) {
  std::vector<FoundFailure> failures;
  for (const auto& [signature, failure] : tally.failures()) {
    failures.push_back(failure);
  }
  std::sort(failures.begin(), failures.end(),
            [](const FoundFailure& left, const FoundFailure& right) {
              return left.failed.ranges().begin()->first < right.failed.ranges().begin()->first;
            });
  return failures;
}

ConfirmedFinding confirm(Player& player, Hunter& hunter, const FoundFailure& failure,
                         std::uint64_t seed, bool explains, ColorWish color) {
  ConfirmedFinding found{.failure = failure,
                         .expected = player.expectation()->violates == failure.report.invariant};
  const Style style = style_of(STDOUT_FILENO, color);
  if (was_killed(failure.report)) {
    found.screen = explains ? death_screen(player, failure.report, "seed " + seed_text(seed),
                                           replay_line(player, seed), style)
                            : "";
    return found;
  }
  if (died(failure)) {
    const Segment again = hunter.play_alone(failure.index);
    if (!again.failure || again.failure->signature != failure.report.signature) {
      found.divergence = fmt::format(
          "its process died ({}), and now it {}", failure.report.message,
          again.failure ? "ends in " + again.failure->signature : std::string("does not"));
    }
    found.screen = explains ? death_screen(player, failure.report, "seed " + seed_text(seed),
                                           replay_line(player, seed), style)
                            : "";
    return found;
  }
  Trace trace;
  try {
    const RunResult result = record(player, seed, failure.report.trace_hash, trace);
    const Execution execution{.seed = seed, .result = result};
    found.screen = explains ? explain(player, execution, trace, false, style) : "";
    found.decisions = decision_text(player, seed, trace, result);
  } catch (const Nondeterminism& parted) {
    found.divergence = fmt::format("trace hashes {} and {}; {}", hash_text(parted.first_hash),
                                   hash_text(parted.second_hash), where_it_parts(player, seed));
  }
  return found;
}

}  // namespace rollcall
