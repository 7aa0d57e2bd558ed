// From the command line to the subcommand, and from every error to its exit code.
#include "reports/result.hpp"
#include "scenarios/cli/command_line.hpp"
#include "scenarios/cli/command_tree.hpp"
#include "scenarios/cli/completions.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/hunt/death.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/store/database.hpp"
#include "sim/core/crash.hpp"
#include "sim/core/real_world.hpp"
#include "sim/core/watchdog.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace rollcall {
namespace {

ExitCode dispatch(const CLI::App& app, Flags& flags) {
  const std::string command = app.get_subcommands().front()->get_name();
  settle(flags);
  if (command == "run") {
    return run_command(flags.run);
  }
  if (command == "hunt") {
    set_log_quiet(flags.hunt.progress == ProgressWish::kNone);
    return hunt_command(flags.hunt);
  }
  if (command == "explore") {
    set_log_quiet(flags.explore.progress == ProgressWish::kNone);
    return explore_command(flags.explore);
  }
  if (command == "replay") {
    if (flags.replay.last ? flags.replay.store.empty() : flags.replay.common.paths.empty()) {
      throw CLI::RequiredError(flags.replay.last ? "--last: --store FILE" : "FILE, or --last,");
    }
    return replay_command(flags.replay);
  }
  if (command == "merge") {
    return merge_command(flags.merge);
  }
  if (command == "shrink") {
    return shrink_command(flags.shrink);
  }
  if (command == "check") {
    return check_command(flags.check);
  }
  if (command == "explain") {
    return explain_command(flags.explain);
  }
  if (command == "new") {
    return new_command(flags.new_file);
  }
  if (command == "schema") {
    return schema_command();
  }
  if (command == "completions") {
    print(completion_script(flags.shell, command_tree(app)));
    return ExitCode::kAsExpected;
  }
  return list_command(flags.list);
}

// CLI11 names the problem; we add what may have been meant and where to read on.
ExitCode usage_error(const CLI::App& app, const CLI::ParseError& error, int argument_count,
                     char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + argument_count);
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : chosen.front()->get_name();
  const std::string meant = usage_hint(command_tree(app), command, given);
  log_error(meant.empty() ? error.what() : meant);
  std::fprintf(stderr, "try: rollcall %s--help\n", command.empty() ? "" : (command + " ").c_str());
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
  } catch (const InputError& error) {
    std::fprintf(stderr, "%s", format(error).c_str());
    return ExitCode::kInput;
  } catch (const DecisionFileError& error) {
    log_error(fmt::format("{}{}", error.incompatible() ? "stale or incompatible trace: " : "",
                          error.what()));
    return error.incompatible() ? ExitCode::kStale : ExitCode::kInput;
  } catch (const StaleTrace& stale) {
    log_error(fmt::format("stale or incompatible trace: {}: {}", stale.file, stale.what));
    return ExitCode::kStale;
  } catch (const std::system_error& error) {
    log_error(error.what());
    return ExitCode::kInput;
  } catch (const StoreError& error) {
    log_error(fmt::format("store {}: {}", error.file, error.message));
    return ExitCode::kInput;
  } catch (const Nondeterminism& found) {
    log_error(fmt::format("not deterministic: {} on {}, seed {}, gave trace hashes {} and {}",
                          found.scenario, found.manager, seed_text(found.seed),
                          hash_text(found.first_hash), hash_text(found.second_hash)));
    return ExitCode::kNondeterminism;
  } catch (const WorkerBug& bug) {
    std::fputs(bug.last_words.c_str(), stderr);
    std::abort();
  }
}

}  // namespace

int run_app(int argument_count, char** arguments) {
  install_crash_report();
  std::signal(SIGUSR1, SIG_IGN);  // The commands that have a status to tell do so.
  guard_against_real_world();
  const Watchdog watchdog(std::chrono::seconds(30));  // A step takes less than a microsecond.
  Flags flags;
  const ExitCode code = guarded(flags, argument_count, arguments);
  const bool clear = code == ExitCode::kAsExpected || code == ExitCode::kViolation;
  return static_cast<int>(flags.replay.bisect && !clear ? ExitCode::kBisectSkip : code);
}

}  // namespace rollcall
