// `rollcall replay`: plays one seed again, recorded, and once more from its recorded decisions.
#include "reports/json.hpp"
#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/hunt_plan.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/replay_decisions.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/cli/verify.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace rollcall {
namespace {

std::string text_of(const Player& player, const Execution& execution, const Trace& trace,
                    const CommonOptions& options) {
  const Style style = style_of(STDOUT_FILENO, options.color);
  const RunResult& result = execution.result;
  std::string text = result.violation ? explain(player, execution, trace, options.verbose, style)
                     : result.order_error.empty() ? "holds: no violation under this seed\n"
                                                  : "error: " + result.order_error + "\n";
  return text +
         fmt::format("trace hash {}, {} steps\n", hash_text(result.trace_hash), result.steps);
}

ExitCode emit_trace(Player& player, std::uint64_t seed, std::uint64_t shift) {
  permute_stacks(player, shift);
  Trace trace;
  const RunResult result = player.play(seed, &trace);
  print(fmt::format("{}\n", fmt::join(execution_lines(trace, result), "\n")));
  return ExitCode::kAsExpected;
}

// Whether a fresh process plays the same; says so.
bool verify(const Player& player, const Execution& execution, const Trace& trace, bool json) {
  const std::string difference =
      verify_in_fresh_process(player, execution.seed, execution_lines(trace, execution.result));
  if (!difference.empty()) {
    log_error(fmt::format("not deterministic: {} on {}, seed {}: {}", player.scenario().name,
                          player.manager(), seed_text(execution.seed), difference));
  } else if (!json) {
    print("verified: a fresh process with other addresses plays the same\n");
  }
  return difference.empty();
}

StoredFinding last_finding(const std::string& store) {
  std::optional<StoredFinding> found = Store(store, Store::Access::kReadOnly).last_finding();
  if (!found) {
    throw BadInput{.text = fmt::format("rollcall: error: {} has no finding\n", store),
                   .problem_count = 1};
  }
  return std::move(*found);
}

// As if it had been asked for by file, manager, strategy and seed.
ReplayFlags flags_of(const StoredFinding& found, ReplayFlags flags) {
  const Search& search = found.search;
  const std::size_t values = search.scenario.find('@');  // of its parameters
  flags.common.paths = {search.file +
                        (values == std::string::npos ? "" : search.scenario.substr(values))};
  flags.common.manager = search.manager;
  flags.common.strategy = search.strategy;
  const std::uint64_t content = std::strtoull(search.content.c_str(), nullptr, 16);
  flags.common.seed = hunt_seed(search.strategy, content, search.base, found.failure.index);
  log_info(fmt::format("{}: {}", search.file, found.failure.report.signature));
  return flags;
}

// What has changed since, so that the same seeds have other executions; "" if nothing has.
std::string change_since(const StoredFinding& found, const Player& player) {
  const Search now = search_of(player, 0);
  if (found.search.content != now.content) {
    return now.file + " has changed since that was found";
  }
  return found.search.engine == now.engine ? "" : "another build of rollcall found that";
}

ExitCode show_death(const Player& player, std::uint64_t seed, const FailureReport& death,
                    const CommonOptions& options) {
  const Execution execution{.seed = seed, .result = result_of(death)};
  const bool expected = player.expectation()->violates == death.invariant;
  print(options.json
            ? to_json(report_of(player, execution, expected)) + "\n"
            : death_screen(player, death, "seed " + seed_text(seed), replay_line(player, seed),
                           style_of(STDOUT_FILENO, options.color)));
  return ExitCode::kViolation;
}

ExitCode show_execution(Player& player, std::uint64_t seed, const ReplayFlags& flags) {
  Trace trace;
  const Execution execution{.seed = seed, .result = record(player, seed, std::nullopt, trace)};
  const RunResult& result = execution.result;
  const std::string& wanted = player.expectation()->violates;
  const bool expected = result.violation ? result.violation->invariant == wanted : wanted.empty();
  print(flags.common.json ? to_json(report_of(player, execution, expected)) + "\n"
                          : text_of(player, execution, trace, flags.common));
  if (flags.verify && !verify(player, execution, trace, flags.common.json)) {
    return ExitCode::kNondeterminism;
  }
  if (result.violation) {
    return ExitCode::kViolation;
  }
  return result.order_error.empty() ? ExitCode::kAsExpected : ExitCode::kInput;
}

ExitCode refuse_to_verify() {
  log_error("--verify plays a seed again in a fresh process, and these are decisions");
  return ExitCode::kInput;
}

}  // namespace

ExitCode replay_command(const ReplayFlags& given) {
  const std::optional<StoredFinding> last =
      given.last ? std::optional(last_finding(given.store)) : std::nullopt;
  const ReplayFlags flags = last ? flags_of(*last, given) : given;
  if (!flags.decisions.empty() || is_decision_file(flags.common.paths.front())) {
    return flags.verify ? refuse_to_verify() : replay_decisions_command(flags);
  }
  if (!flags.common.seed) {
    log_error("which execution? give its --seed, or a decision file; try: rollcall replay --help");
    return ExitCode::kInput;
  }
  // Of odd size and early, so that all that follows lies elsewhere.
  const std::vector<char> heap_shift(flags.emit_trace ? 123'457 : 0);
  const auto scenarios = read_scenarios(flags.common.paths);
  const auto players = make_players(scenarios, flags.common.manager, strategy_of(flags.common));
  if (players.empty()) {
    log_error(nothing_selected(flags.common.manager));
    return ExitCode::kNothingRan;
  }
  if (players.size() > 1) {
    log_error(
        fmt::format("a seed belongs to one scenario and manager, and {} are selected; name one "
                    "file, and --manager if it speaks of several",
                    players.size()));
    return ExitCode::kInput;
  }
  Player& player = *players.front();
  if (const std::string change = last ? change_since(*last, player) : ""; !change.empty()) {
    log_warning(change +
                (last->decisions.empty() ? "" : ": its decisions are played, not its seed"));
    if (!last->decisions.empty()) {
      return flags.verify ? refuse_to_verify() : replay_stored_decisions(flags, last->decisions);
    }
  }
  const std::uint64_t seed = *flags.common.seed;
  if (flags.emit_trace) {
    return emit_trace(player, seed, *flags.emit_trace);
  }
  if (const auto death = death_of([&] {
        Trace trace;
        static_cast<void>(record(player, seed, std::nullopt, trace));
      })) {
    if (flags.verify) {
      log_warning("not verified: a crash leaves no steps to compare");
    }
    return show_death(player, seed, *death, flags.common);
  }
  return show_execution(player, seed, flags);
}

}  // namespace rollcall
