// `rollcall hunt`: searches seeds until a bound, and groups what it finds.
#include "reports/json.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/progress.hpp"
#include "scenarios/cli/select.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <random>

namespace rollcall {
namespace {

// The base of a hunt is the one number that comes from outside; it is printed, and given again with
// --seed.
std::uint64_t drawn_base() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

FindingReport report_of(const Player& player, const Finding& finding) {
  return {.scenario = player.scenario().name,
          .manager = player.manager(),
          .signature = finding.signature,
          .invariant = finding.invariant,
          .count = finding.count,
          .first_seed = finding.first.seed,
          .expected = finding.expected,
          .replay = replay_line(player, finding.first.seed)};
}

void show(Player& player, const Finding& finding, const CommonOptions& options) {
  if (options.json) {
    // Recorded and compared all the same: a finding that does not replay must not be reported as
    // one.
    Trace trace;
    static_cast<void>(record(player, finding.first.seed, finding.first.result.trace_hash, trace));
    print(to_json(report_of(player, finding)) + "\n");
    return;
  }
  const Style style = style_of(STDOUT_FILENO, options.color);
  print(explain(player, finding.first, style));
  print(fmt::format("seen in {} execution{}: {}{}\n\n", finding.count,
                    finding.count == 1 ? "" : "s", finding.signature,
                    finding.expected ? " (expected)" : ""));
}

std::string marks_text(const HuntReport& report) {
  std::string text;
  for (const auto& [name, count] : report.sometimes) {
    text += fmt::format("{}{} {}", text.empty() ? "met: " : ", ", name, count);
  }
  return text.empty() ? text : text + "\n";
}

std::string summary_text(const HuntReport& report) {
  return marks_text(report) +
         fmt::format(
             "{} executions, {} steps, {} of virtual time in {:.1f} s ({:.0f} executions a "
             "second), "
             "{} distinct failure{}, stopped by {}, base seed {}\n",
             report.executions, report.steps, to_text(report.virtual_time), report.seconds,
             report.seconds > 0 ? static_cast<double>(report.executions) / report.seconds : 0.0,
             report.findings, report.findings == 1 ? "" : "s", report.stopped_by,
             seed_text(report.base_seed));
}

// One hunt over all players: what it adds up to, and what was not as expected.
class Hunt {
 public:
  Hunt(const HuntFlags& flags, std::uint64_t base)
      : flags_(flags), clock_(flags.progress, flags.time) {
    report_.base_seed = base;
    report_.stopped_by = "seeds";
  }

  void play(Player& player) {
    const auto out_of_time = [&](const HuntResult& so_far) {
      return clock_.tick(player.scenario().name, report_.executions + so_far.executions,
                         report_.findings + so_far.findings.size());
    };
    const HuntResult result = hunt_scenario(
        player, report_.base_seed,
        {.seeds = flags_.seeds, .findings_max = flags_.findings_max, .out_of_time = out_of_time});
    add(result);
    for (const auto& [name, count] : player.marks().counts()) {
      report_.sometimes[name] += count;
    }
    for (const Finding& finding : result.findings) {
      show(player, finding, flags_.common);
    }
    judge(player, result);
  }

  ExitCode finish() {
    report_.seconds = clock_.seconds();
    print(flags_.common.json ? to_json(report_) + "\n" : summary_text(report_));
    if (HuntClock::interrupted()) {
      return ExitCode::kInterrupted;
    }
    if (report_.executions == 0) {
      log_error("nothing ran: the time was over at once");
      return ExitCode::kNothingRan;
    }
    if (any_unexpected_) {
      return ExitCode::kViolation;
    }
    return any_error_ ? ExitCode::kInput : ExitCode::kAsExpected;
  }

 private:
  void add(const HuntResult& result) {
    report_.executions += result.executions;
    report_.steps += result.steps;
    report_.virtual_time = sum(report_.virtual_time, result.virtual_time);
    report_.findings += result.findings.size();
    if (HuntClock::interrupted()) {
      report_.stopped_by = "interrupt";
    } else if (result.executions < flags_.seeds) {
      report_.stopped_by = result.findings.empty() ? "time" : "max-failures";
    }
  }

  void judge(const Player& player, const HuntResult& result) {
    const std::string& file = player.scenario().file;
    const std::string& wanted = player.expectation()->violates;
    bool found = wanted.empty();
    for (const Finding& finding : result.findings) {
      found = found || finding.expected;
      any_unexpected_ = any_unexpected_ || !finding.expected;
    }
    if (!result.order_error.empty()) {
      any_error_ = true;
      log_error(fmt::format("{}: seed {}: {}", file, seed_text(result.order_error_seed),
                            result.order_error));
    } else if (result.executions == 0) {
      log_warning(fmt::format("{}: not played", file));
    } else if (const std::vector<std::string> unseen = unseen_marks(player);
               wanted.empty() && result.findings.empty() && !unseen.empty()) {
      any_unexpected_ = true;
      log_warning(fmt::format("{}: never saw {} in {} executions", file, fmt::join(unseen, ", "),
                              result.executions));
    } else if (!found && result.findings.empty()) {
      any_unexpected_ = true;
      log_warning(fmt::format("{}: expected {}, not found in {} executions", file, wanted,
                              result.executions));
    }
  }

  const HuntFlags& flags_;
  HuntClock clock_;
  HuntReport report_;
  bool any_unexpected_ = false;
  bool any_error_ = false;
};

}  // namespace

ExitCode hunt_command(const HuntFlags& flags) {
  const auto scenarios = read_scenarios(flags.common.paths);
  const auto players = make_players(scenarios, flags.common.manager, flags.common.strategy);
  if (players.empty()) {
    log_error(nothing_selected(flags.common.manager));
    return ExitCode::kNothingRan;
  }
  const std::uint64_t base = flags.common.seed ? *flags.common.seed : drawn_base();
  Hunt hunt(flags, base);
  log_info("base seed " + seed_text(base));
  for (const auto& player : players) {
    hunt.play(*player);
  }
  return hunt.finish();
}

}  // namespace rollcall
