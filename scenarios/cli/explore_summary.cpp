#include "scenarios/cli/explore_summary.hpp"

#include "sim/strategy/explore.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace rollcall {
namespace {

std::string plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool was_cut_by(const ExplorationReport& report, std::string_view what) {
  return std::find(report.cut_by.begin(), report.cut_by.end(), what) != report.cut_by.end();
}

std::string heading(const ExplorationReport& report, const Style& style) {
  const std::string word = report.executions == 0 ? paint("NO RESULT", Tone::kBad, style)
                           : report.expected      ? paint("as expected", Tone::kGood, style)
                                                  : paint("UNEXPECTED", Tone::kBad, style);
  return fmt::format("{}  {}, {} manager\n", word, report.scenario, report.manager);
}

std::string bounds_text(const ExplorationReport& report) {
  if (report.complete) {
    return fmt::format("  by {}: complete\n", report.strategy);
  }
  std::string text = fmt::format("  by {}: incomplete, cut by {}\n", report.strategy,
                                 fmt::join(report.cut_by, ", "));
  if (was_cut_by(report, "depth")) {
    text += fmt::format("  depth: {}\n", plural(report.depth, "step"));
  }
  return text;
}

// Each invariant that was violated, and below it the distinct ways in which it was.
std::string violations_text(const ExplorationReport& report) {
  std::string text;
  for (const auto& [invariant, count] : report.violations) {
    text += fmt::format("  violated: {} in {}\n", invariant, plural(count, "execution"));
    for (const ExploredFindingReport& finding : report.findings) {
      if (finding.invariant == invariant) {
        text += fmt::format(
            "    {} in {}\n      {}\n", finding.signature, plural(finding.count, "execution"),
            finding.replay.empty() ? "no decisions were kept" : "replay: " + finding.replay);
      }
    }
  }
  if (report.findings_not_kept > 0) {
    text += fmt::format("  {} violate in other ways, of which no decisions were kept\n",
                        plural(report.findings_not_kept, "execution"));
  }
  return text;
}

}  // namespace

std::string estimate_text(std::uint64_t estimate) {
  if (estimate == 0) {
    return "";
  }
  return estimate >= kEstimateMost ? "of more than 10^12" : fmt::format("of about {}", estimate);
}

std::string nothing_ended(const ExplorationReport& report) {
  if (report.executions > 0) {
    return "";
  }
  std::string why = "raise --executions";
  if (was_cut_by(report, "depth")) {
    why =
        fmt::format("{} cut at --depth {} steps: raise --depth",
                    report.cut == 1 ? "one was" : fmt::format("{} were", report.cut), report.depth);
  } else if (was_cut_by(report, "time")) {
    why = "the time was over: raise --time";
  } else if (was_cut_by(report, "interrupt")) {
    why = "it was interrupted";
  }
  return "no execution came to its end: " + why;
}

std::string summary_text(const ExplorationReport& report, std::uint64_t estimate,
                         const Style& style) {
  std::string text = heading(report, style) + bounds_text(report);
  text += fmt::format("  {}, {} blocked, {} cut, {} in {:.2f} s\n",
                      plural(report.executions, "execution"), report.blocked, report.cut,
                      plural(report.steps, "step"), report.seconds);
  if (report.variants > 1) {
    text += fmt::format("  {} with and without a fault\n", plural(report.variants, "variant"));
  }
  if (!report.complete && estimate > report.executions + report.blocked) {
    text += fmt::format("  {} in all, blocked ones included (a guess)\n", estimate_text(estimate));
  }
  text += violations_text(report);
  if (report.executions == 0) {
    text += fmt::format("  {}\n", nothing_ended(report));
  } else if (report.violations.empty()) {
    text += report.complete ? "  no violation\n"
                            : "  no violation in what was explored; what was cut is unknown\n";
  }
  for (const std::string& what : report.fixed) {
    text += fmt::format("  fixed: {}\n", what);
  }
  return text;
}

}  // namespace rollcall
