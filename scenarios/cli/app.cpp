// The command line: flags, help, and the mapping of every error to its exit code.
#include "reports/result.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/values.hpp"
#include "sim/base/random.hpp"
#include "sim/core/crash.hpp"
#include "sim/core/real_world.hpp"
#include "sim/core/watchdog.hpp"
#include "sim/strategy/factory.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <system_error>

namespace rollcall {
namespace {

constexpr std::string_view kExitCodes =
    "Exit codes: 0 as expected, 1 violation (or an expected one not found), 2 usage or input,\n"
    "3 nondeterminism, 4 nothing ran, 130 interrupted, 134 a bug of rollcall.\n";

struct Flags {
  RunFlags run;
  HuntFlags hunt;
  ReplayFlags replay;
  CheckFlags check;
  ListFlags list;
  std::string seed;
  std::string time;
  std::string color = "auto";
  std::string progress = "auto";
};

// Words on the command line and what they mean.
const std::map<std::string, ColorWish> kColors{
    {"auto", ColorWish::kAuto}, {"always", ColorWish::kAlways}, {"never", ColorWish::kNever}};
const std::map<std::string, ProgressWish> kProgress{{"auto", ProgressWish::kAuto},
                                                    {"bar", ProgressWish::kBar},
                                                    {"lines", ProgressWish::kLines},
                                                    {"none", ProgressWish::kNone}};

template <typename Meaning>
std::vector<std::string> words(const std::map<std::string, Meaning>& meanings) {
  std::vector<std::string> known;
  for (const auto& [word, meaning] : meanings) {
    known.push_back(word);
  }
  return known;
}

// Decimal, 0x hex, or a 40-digit commit hash; nullopt if it is none of them.
std::optional<std::uint64_t> parse_seed(const std::string& text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  if (text.size() == 40 && text.find_first_not_of(kHexDigits) == std::string::npos) {
    return name_hash(text);
  }
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const char* const first = text.data() + (hex ? 2 : 0);
  const char* const last = text.data() + text.size();
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(first, last, seed, hex ? 16 : 10);
  return first != last && end == last && error == std::errc() ? std::optional(seed) : std::nullopt;
}

std::string check_seed(const std::string& text) {
  return parse_seed(text) ? ""
                          : "'" + text +
                                "' is no seed: write a decimal number below 2^64, 0x and "
                                "hexadecimal digits, or a commit hash of 40 digits";
}

std::string check_duration(const std::string& text) {
  const Parsed<Duration> parsed = parse_duration(text, Sign::kNotNegative);
  const Problem* problem = std::get_if<Problem>(&parsed);
  return problem == nullptr
             ? ""
             : problem->message + (problem->hint.empty() ? "" : "; " + problem->hint);
}

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const StrategyEntry& entry : all_strategies()) {
    names.emplace_back(entry.name);
  }
  return names;
}

CLI::Option* add_paths(CLI::App& command, std::vector<std::string>& paths) {
  return command.add_option("paths", paths, "scenario files, or folders that hold some")
      ->type_name("FILE|DIR");
}

void add_common(CLI::App& command, CommonOptions& common, Flags& flags,
                const std::string& seed_help) {
  add_paths(command, common.paths)->required();
  command.add_option("--manager", common.manager, "only this manager")
      ->type_name("NAME")
      ->check(CLI::IsMember(manager_names()));
  command.add_option("--seed", flags.seed, seed_help)
      ->type_name("SEED")
      ->envname("ROLLCALL_SEED")
      ->check(check_seed);
  command.add_option("--strategy", common.strategy, "who goes next; default random")
      ->type_name("NAME")
      ->check(CLI::IsMember(strategy_names()));
  command.add_flag("--json", common.json, "one JSON object a line on standard output");
  command.add_option("--color", flags.color, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember(words(kColors)));
}

std::string footer(std::string_view examples) {
  return fmt::format("Examples:\n{}\n{}", examples, kExitCodes);
}

void add_run(CLI::App& app, Flags& flags) {
  CLI::App& command =
      *app.add_subcommand("run", "play each scenario over its runs, against its `expect`");
  add_common(command, flags.run.common, flags,
             "base seed; default 0, so that a run repeats itself");
  command
      .add_option("--runs", flags.run.runs, "executions a scenario; default: what the file says")
      ->type_name("N")
      ->check(CLI::Range(1U, 1'000'000'000U));
  command.footer(
      footer("  rollcall run scenarios/\n"
             "  rollcall run scenarios/races/conn-crossing.yaml --runs 10000 --json\n"));
}

void add_hunt(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand(
      "hunt", "search seeds for failures of what each scenario judges, and group them");
  HuntFlags& hunt = flags.hunt;
  add_common(command, hunt.common, flags, "base seed; default: drawn, and printed");
  command.add_option("--seeds", hunt.seeds, "executions a scenario and manager; default 10000")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}));
  command.add_option("--time", flags.time, "stop after this much wall-clock time: 30s, 10m")
      ->type_name("DURATION")
      ->check(check_duration);
  command
      .add_option("--max-failures", hunt.findings_max,
                  "distinct failures a scenario until it is left; default 1, 0: no limit")
      ->type_name("N");
  command.add_option("--progress", flags.progress, "auto, bar, lines or none")
      ->type_name("HOW")
      ->check(CLI::IsMember(words(kProgress)));
  command.footer(
      footer("  rollcall hunt scenarios/races/ --time 10m --max-failures 0\n"
             "  rollcall hunt scenarios/races/conn-crossing.yaml --seeds 100000 --seed 42\n"));
}

void add_replay(CLI::App& app, Flags& flags) {
  CLI::App& command =
      *app.add_subcommand("replay", "play one execution again and explain its violation");
  add_common(command, flags.replay.common, flags, "the execution's seed, as it was printed");
  command.get_option("paths")->expected(1)->type_name("FILE");
  command.get_option("--seed")->required();
  command.add_flag("-v,--verbose", flags.replay.common.verbose, "all events, not the last ones");
  command.add_flag("--bisect", flags.replay.bisect,
                   "for git bisect run: exit 125 for all but 0 and 1");
  command.add_flag("--verify", flags.replay.verify,
                   "compare with a fresh process that has other addresses; exit 3 if it differs");
  command.add_option("--emit-trace", flags.replay.emit_trace, "that process")->group("");
  command.footer(
      footer("  rollcall replay scenarios/races/conn-crossing.yaml --seed 0x2a\n"
             "  git bisect run rollcall replay s.yaml --seed 0x2a --bisect\n") +
      "Exits 1 whenever the violation is reproduced, expected or not, and 0 when it is not.\n");
}

void add_check(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand("check", "validate scenario files, without playing them");
  add_paths(command, flags.check.paths)->required();
  command.add_flag("--json", flags.check.json, "one JSON object a line on standard output");
  command.footer(footer("  rollcall check scenarios/\n  rollcall check my-scenario.yaml\n"));
}

void add_list(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand("list", "what there is to name in scenarios and flags");
  command.add_option("what", flags.list.what, fmt::format("{}", fmt::join(list_topics(), ", ")))
      ->type_name("TOPIC")
      ->check(CLI::IsMember(list_topics()));
  command.add_option("paths", flags.list.paths, "with `scenarios`: where")->type_name("FILE|DIR");
  command.add_flag("--json", flags.list.json, "one JSON object a line on standard output");
  command.footer(
      footer("  rollcall list invariants\n  rollcall list scenarios scenarios/races/ --json\n"));
}

std::unique_ptr<CLI::App> make_app(Flags& flags) {
  auto app = std::make_unique<CLI::App>("Deterministic simulation and testing of worker pools.",
                                        "rollcall");
  app->set_version_flag("--version", std::string("rollcall ") + ROLLCALL_VERSION);
  app->require_subcommand(1);
  add_run(*app, flags);
  add_hunt(*app, flags);
  add_replay(*app, flags);
  add_check(*app, flags);
  add_list(*app, flags);
  app->footer(footer("  rollcall run scenarios/\n  rollcall hunt scenarios/ --time 10m\n") +
              "`rollcall COMMAND --help` says more; README.md is the way in.\n");
  return app;
}

ExitCode dispatch(const CLI::App& app, Flags& flags) {
  const std::string command = app.get_subcommands().front()->get_name();
  if (!flags.seed.empty()) {
    const std::optional<std::uint64_t> seed = parse_seed(flags.seed);
    flags.run.common.seed = flags.hunt.common.seed = flags.replay.common.seed = seed;
  }
  flags.run.common.color = flags.hunt.common.color = flags.replay.common.color =
      kColors.at(flags.color);
  flags.hunt.progress = kProgress.at(flags.progress);
  if (!flags.time.empty()) {
    flags.hunt.time = std::get<Duration>(parse_duration(flags.time, Sign::kNotNegative));
  }
  if (command == "run") {
    return run_command(flags.run);
  }
  if (command == "hunt") {
    set_log_quiet(flags.hunt.progress == ProgressWish::kNone);
    return hunt_command(flags.hunt);
  }
  if (command == "replay") {
    return replay_command(flags.replay);
  }
  if (command == "check") {
    return check_command(flags.check);
  }
  return list_command(flags.list);
}

// CLI11 names the problem; we add what may have been meant and where to read on.
ExitCode usage_error(const CLI::App& app, const CLI::ParseError& error, int argument_count,
                     char** arguments) {
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands({})) {
    commands.push_back(command->get_name());
  }
  const auto chosen = app.get_subcommands();
  std::string message = error.what();
  if (chosen.empty() && argument_count > 1 && arguments[1][0] != '-') {
    const std::string near = suggest(arguments[1], commands);
    message = fmt::format("unknown command '{}'", arguments[1]) +
              (near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
  }
  log_error(message);
  std::fprintf(stderr, "try: rollcall %s--help\n",
               chosen.empty() ? "" : (chosen.front()->get_name() + " ").c_str());
  return ExitCode::kInput;
}

ExitCode guarded(Flags& flags, int argument_count, char** arguments) {
  const std::unique_ptr<CLI::App> app = make_app(flags);
  try {
    if (argument_count == 1) {
      std::fputs(app->help().c_str(), stderr);
      return ExitCode::kInput;
    }
    app->parse(argument_count, arguments);
    return dispatch(*app, flags);
  } catch (const CLI::Success& success) {
    return static_cast<ExitCode>(app->exit(success));
  } catch (const CLI::ParseError& error) {
    return usage_error(*app, error, argument_count, arguments);
  } catch (const BadInput& bad) {
    std::fprintf(stderr, "%s", bad.text.c_str());
    return ExitCode::kInput;
  } catch (const std::system_error& error) {
    log_error(error.what());
    return ExitCode::kInput;
  } catch (const Nondeterminism& found) {
    log_error(fmt::format("not deterministic: {} on {}, seed {}, gave trace hashes {} and {}",
                          found.scenario, found.manager, seed_text(found.seed),
                          hash_text(found.first_hash), hash_text(found.second_hash)));
    return ExitCode::kNondeterminism;
  }
}

}  // namespace

int run_app(int argument_count, char** arguments) {
  install_crash_report();
  guard_against_real_world();
  const Watchdog watchdog(std::chrono::seconds(30));  // A step takes less than a microsecond.
  Flags flags;
  const ExitCode code = guarded(flags, argument_count, arguments);
  const bool clear = code == ExitCode::kAsExpected || code == ExitCode::kViolation;
  return static_cast<int>(flags.replay.bisect && !clear ? ExitCode::kBisectSkip : code);
}

}  // namespace rollcall
