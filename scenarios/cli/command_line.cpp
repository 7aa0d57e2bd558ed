// The commands, their flags and their help.
#include "scenarios/cli/command_line.hpp"

#include "reports/result.hpp"
#include "scenarios/cli/completions.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/hunt/shard.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/values.hpp"
#include "sim/base/random.hpp"
#include "sim/strategy/factory.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>
#include <system_error>

namespace rollcall {
namespace {

constexpr std::string_view kExitCodes =
    "Exit codes: 0 as expected, 1 violation (or an expected one not found), 2 usage or input,\n"
    "3 nondeterminism, 4 nothing ran, 5 a stale or incompatible trace, 130 interrupted,\n"
    "134 a bug of rollcall.\n";

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

// One of the names, or with early timers as well: pct+early-4.
CLI::Validator strategy_check() {
  const CLI::Validator member = CLI::IsMember(strategy_names());
  const auto check = [member](std::string& name) {
    return is_strategy(name) ? std::string() : member(name);
  };
  return {check, member.get_description()};
}

CLI::Option* add_paths(CLI::App& command, std::vector<std::string>& paths) {
  return command.add_option("paths", paths, "scenario files, or folders that hold some")
      ->type_name("FILE|DIR");
}

// Of everything that plays something.
void add_shared(CLI::App& command, CommonOptions& common, Flags& flags) {
  add_paths(command, common.paths)->required();
  command.add_option("--manager", common.manager, "only this manager")
      ->type_name("NAME")
      ->check(
          CLI::IsMember(manager_names()).description("{documented,hardened,documented+REPAIR}"));
  command.add_flag("--json", common.json, "one JSON object a line on standard output");
  command.add_option("--color", flags.color, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember(words(kColors)));
}

void add_time(CLI::App& command, Flags& flags, const std::string& more) {
  command.add_option("--time", flags.time, "stop after this much wall-clock time" + more)
      ->type_name("DURATION")
      ->check(check_duration);
}

void add_early_timers(CLI::App& command, std::uint32_t& count, std::uint32_t most) {
  command.add_option("--early-timers", count, "times that the clock goes on too soon; default 0")
      ->type_name("N")
      ->check(CLI::Range(0U, most));
}

template <typename Count>
CLI::Option* add_count(CLI::App& command, const char* name, Count& count, const std::string& help,
                       std::uint64_t most) {
  return command.add_option(name, count, help)
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, most));
}

void add_progress(CLI::App& command, Flags& flags) {
  command.add_option("--progress", flags.progress, "auto, bar, lines or none")
      ->type_name("HOW")
      ->check(CLI::IsMember(words(kProgress)));
}

void add_common(CLI::App& command, CommonOptions& common, Flags& flags,
                const std::string& seed_help) {
  add_shared(command, common, flags);
  command.add_option("--seed", flags.seed, seed_help)
      ->type_name("SEED")
      ->envname("ROLLCALL_SEED")
      ->check(check_seed);
  command.add_option("--strategy", common.strategy, "who goes next; default random")
      ->type_name("NAME")
      ->check(strategy_check());
  add_early_timers(command, common.early_timers, kEarlyTimersMax);
}

std::string footer(std::string_view examples) {
  return fmt::format("Examples:\n{}\n{}", examples, kExitCodes);
}

void add_run(CLI::App& app, Flags& flags) {
  CLI::App& command =
      *app.add_subcommand("run", "play each scenario over its runs, against its `expect`");
  add_common(command, flags.run.common, flags,
             "base seed; default 0, so that a run repeats itself");
  add_count(command, "--runs", flags.run.runs, "executions a scenario; default: what the file says",
            1'000'000'000);
  command.footer(
      footer("  rollcall run scenarios/\n"
             "  rollcall run scenarios/races/conn-crossing.yaml --runs 10000 --json\n"));
}

void add_stops(CLI::App& command, HuntFlags& hunt) {
  command
      .add_option("--max-failures", hunt.findings_max,
                  "distinct failures a scenario until it is left; default 1, 0: no limit")
      ->type_name("N");
  command.add_flag("--keep-going", hunt.keep_going, "the same as --max-failures 0");
  add_count(command, "--until-stable", hunt.stable_for,
            "stop a scenario after so many executions without a new state, pair or mark",
            1'000'000'000'000);
}

void add_sharing(CLI::App& command, HuntFlags& hunt) {
  add_count(command, "-j,--jobs", hunt.jobs, "processes that play; default: one a core", 1024)
      ->envname("ROLLCALL_JOBS");
  command
      .add_option("--shard", hunt.shard,
                  "this hunt's part of the seeds: 2/8; default: what the variables of a job array "
                  "say")
      ->type_name("I/N")
      ->check([](const std::string& text) {
        return parse_shard(text) ? "" : "'" + text + "' is no shard: 1/8 to 8/8 are those of eight";
      });
  command.add_option("--store", hunt.store, "go on where this file stands, and keep all in it")
      ->type_name("FILE")
      ->envname("ROLLCALL_STORE");
  command.add_flag("--failed", hunt.failed,
                   "play only seeds that the store has as failing, up to 1000 a finding");
}

void add_hunt(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand(
      "hunt", "search seeds for failures of what each scenario judges, and group them");
  HuntFlags& hunt = flags.hunt;
  add_common(command, hunt.common, flags, "base seed; default: drawn, and printed");
  add_count(command, "--seeds", hunt.seeds,
            "executions a scenario and manager; default 10000, or until --time or "
            "--until-stable end it",
            1'000'000'000'000);
  add_time(command, flags, ": 30s, 10m; each scenario is played at least once");
  add_stops(command, hunt);
  add_sharing(command, hunt);
  add_progress(command, flags);
  command.footer(
      footer("  rollcall hunt scenarios/races/ --time 10m --max-failures 0\n"
             "  rollcall hunt scenarios/ --seed $COMMIT --shard 2/8 --store 2.db --keep-going\n"));
}

constexpr std::string_view kExploreFooter =
    "What is explored: every order of the steps of all tasks; messages are delivered in every\n"
    "order (latency is 0), timers that are due at one instant fire in every order and before or\n"
    "after whatever else is done then; up to --faults of the random `faults`, each at any step of\n"
    "each moment of the script; draws of up to 64 values. The clock goes on where nothing else\n"
    "can, and up to --early-timers times where something could: all that was slow then, and\n"
    "the next timer or moment of the script, faults in it too, comes before it.\n"
    "What is fixed, and said in the output: durations at their least, no random loss, and that\n"
    "nothing is slow unless --early-timers says so.\n"
    "`dpor` plays one execution of each class that differs only in the order of steps that\n"
    "commute, `dfs` plays all; a bound on preemptions wants dfs.\n"
    "Without --depth a few random executions are played first: an execution is cut at four times\n"
    "the steps of the longest, at 10000 at least and 100000 at most. Where none comes to its end\n"
    "before it is cut, nothing is known, and the exit code is 4.\n"
    "All distinct violations are listed with the number of executions; the first execution of\n"
    "each is written to --out as a scenario and its decisions.\n";

void add_explore(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand(
      "explore", "all interleavings of one scenario up to bounds; complete or incomplete");
  ExploreFlags& explore = flags.explore;
  add_shared(command, explore.common, flags);
  command.get_option("paths")->expected(1)->type_name("FILE");
  explore.common.strategy = "";
  command.add_option("--strategy", explore.common.strategy, "dpor or dfs; default dpor")
      ->type_name("NAME")
      ->check(CLI::IsMember({"dpor", "dfs"}));
  command.add_option("--bound", explore.bound, "preemptions=N: at most N in an execution, by dfs")
      ->type_name("WHAT=N");
  add_count(command, "--depth", explore.depth, "steps of an execution; default from samples",
            10'000'000);
  add_count(command, "--executions", explore.executions, "stop after so many, blocked included",
            1'000'000'000'000);
  add_time(command, flags, ": 30s, 10m");
  command.add_option("--faults", explore.faults, "random faults in an execution; default 1")
      ->type_name("N")
      ->check(CLI::Range(0U, 8U));
  add_early_timers(command, explore.early_timers, 8U);
  add_count(command, "-j,--jobs", explore.jobs, "processes; default one a core", 1024)
      ->envname("ROLLCALL_JOBS");
  command.add_option("--out", explore.out, "folder for what is found; default reports/out")
      ->type_name("DIR");
  add_progress(command, flags);
  command.footer(
      fmt::format("{}\n{}", kExploreFooter,
                  footer("  rollcall explore scenarios/races/conn-crossing.yaml\n"
                         "  rollcall explore s.yaml --bound preemptions=2 --time 10m --json\n")));
}

void add_replay(CLI::App& app, Flags& flags) {
  CLI::App& command =
      *app.add_subcommand("replay", "play one execution again and explain its violation");
  add_common(command, flags.replay.common, flags, "the execution's seed, as it was printed");
  command.get_option("paths")->expected(1)->type_name("FILE");
  command.get_option("paths")->required(false);
  command.add_flag("--last", flags.replay.last, "the newest finding of --store, in place of both");
  command.add_option("--store", flags.replay.store, "a store that `hunt --store` has kept")
      ->type_name("FILE")
      ->envname("ROLLCALL_STORE");
  command.add_option("--decisions", flags.replay.decisions, "a decision file, instead of a seed")
      ->type_name("FILE")
      ->excludes(command.get_option("--seed"));
  command.add_flag("-v,--verbose", flags.replay.common.verbose, "all events, not the last ones");
  command.add_flag("--bisect", flags.replay.bisect,
                   "for git bisect run: exit 125 for all but 0 and 1");
  command.add_flag("--verify", flags.replay.verify,
                   "compare with a fresh process that has other addresses; exit 3 if it differs");
  command.add_option("--emit-trace", flags.replay.emit_trace, "that process")->group("");
  command.footer(
      footer("  rollcall replay scenarios/races/conn-crossing.yaml --seed 0x2a\n"
             "  rollcall replay --last --store hunt.db\n"
             "  rollcall replay s.yaml --decisions s.decisions\n"
             "  rollcall replay s.decisions\n"
             "  git bisect run rollcall replay s.yaml --seed 0x2a --bisect\n") +
      "Exits 1 whenever the violation is reproduced, expected or not, and 0 when it is not.\n");
}

void add_merge(CLI::App& app, Flags& flags) {
  CLI::App& command =
      *app.add_subcommand("merge", "add what the stores of several hunts have to one");
  command.add_option("into", flags.merge.into, "the store that gets it, made if it is not there")
      ->type_name("OUT")
      ->required();
  command.add_option("stores", flags.merge.stores, "those to add")->type_name("STORE")->required();
  command.add_flag("--json", flags.merge.json, "one JSON object a line on standard output");
  command.footer(footer("  rollcall merge night.db shard-*.db\n") +
                 "Merging the same store again changes nothing.\n");
}

void add_shrink(CLI::App& app, Flags& flags) {
  CLI::App& command = *app.add_subcommand(
      "shrink", "write the smallest scenario and schedule that still fail in the same way");
  ShrinkFlags& shrink = flags.shrink;
  add_common(command, shrink.common, flags,
             "the failing execution's seed; default: the scenario's own decision file");
  command.get_option("paths")->expected(1)->type_name("FILE");
  add_time(command, flags, "; default 60s");
  CLI::Option* const output =
      command.add_option("-o,--output", shrink.output, "the file to write, also over an old one")
          ->type_name("FILE");
  command
      .add_option("--out", shrink.folder, "where to write under a fresh name; default reports/out")
      ->type_name("DIR")
      ->excludes(output);
  add_progress(command, flags);
  command.footer(
      footer("  rollcall shrink scenarios/races/conn-crossing.yaml --seed 0x1\n"
             "  rollcall shrink s.yaml --seed 42 --strategy pct --time 5m -o smallest.yaml\n") +
      "Exits 1 when it is written and still fails, and 0 when the seed does not fail.\n");
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

// What helps to write scenarios and command lines.
void add_helpers(CLI::App& app, Flags& flags) {
  CLI::App& create = *app.add_subcommand("new", "write a commented scenario to start from");
  create.add_option("name", flags.new_file.target, "its name, or a file that is not there yet")
      ->type_name("NAME|FILE")
      ->required();
  create.footer(footer("  rollcall new my-first\n  rollcall new scenarios/races/my-race.yaml\n"));
  CLI::App& explain = *app.add_subcommand("explain", "what a diagnostic's code means");
  explain.add_option("code", flags.explain.code, "the code; without it: all of them")
      ->type_name("CODE");
  explain.add_flag("--json", flags.explain.json, "one JSON object a line on standard output");
  explain.footer(footer("  rollcall explain E104\n  rollcall explain\n"));
  CLI::App& schema = *app.add_subcommand("schema", "the JSON Schema of scenarios, for editors");
  schema.footer(footer("  rollcall schema > schema.json\n"));
  CLI::App& completions =
      *app.add_subcommand("completions", "a script that lets a shell complete command lines");
  completions.add_option("shell", flags.shell, "bash, fish or zsh")
      ->type_name("SHELL")
      ->required()
      ->check(CLI::IsMember(completion_shells()));
  completions.footer(
      footer("  source <(rollcall completions bash)\n"
             "  rollcall completions fish | source\n"));
}

}  // namespace

std::unique_ptr<CLI::App> make_app(Flags& flags) {
  auto app = std::make_unique<CLI::App>("Deterministic simulation and testing of worker pools.",
                                        "rollcall");
  app->set_version_flag("--version", std::string("rollcall ") + ROLLCALL_VERSION);
  app->require_subcommand(1);
  add_run(*app, flags);
  add_hunt(*app, flags);
  add_explore(*app, flags);
  add_replay(*app, flags);
  add_merge(*app, flags);
  add_shrink(*app, flags);
  add_check(*app, flags);
  add_list(*app, flags);
  add_helpers(*app, flags);
  app->set_help_all_flag("--help-all", "the help of all commands");
  app->footer(footer("  rollcall run scenarios/\n  rollcall hunt scenarios/ --time 10m\n") +
              "`rollcall COMMAND --help` says more; README.md is the way in.\n");
  return app;
}

void settle(Flags& flags) {
  if (!flags.seed.empty()) {
    const std::optional<std::uint64_t> seed = parse_seed(flags.seed);
    flags.run.common.seed = flags.hunt.common.seed = flags.replay.common.seed =
        flags.shrink.common.seed = seed;
  }
  flags.run.common.color = flags.hunt.common.color = flags.replay.common.color =
      flags.explore.common.color = flags.shrink.common.color = kColors.at(flags.color);
  flags.hunt.progress = flags.explore.progress = flags.shrink.progress =
      kProgress.at(flags.progress);
  if (!flags.time.empty()) {
    flags.shrink.time = std::get<Duration>(parse_duration(flags.time, Sign::kNotNegative));
    flags.hunt.time = flags.explore.time = flags.shrink.time;
  }
}

}  // namespace rollcall
