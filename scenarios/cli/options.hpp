#pragma once

#include "reports/terminal.hpp"
#include "scenarios/cli/exit_code.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

enum class ProgressWish { kAuto, kBar, kLines, kNone };

/// Flags that every subcommand takes that plays something.
struct CommonOptions {
  std::vector<std::string> paths;  // files and folders
  std::string manager;             // "": every manager the scenario speaks of
  std::optional<std::uint64_t> seed;
  std::string strategy = "random";  // one that make_strategy() knows
  bool json = false;
  bool verbose = false;
  ColorWish color = ColorWish::kAuto;
};

struct RunFlags {
  CommonOptions common;
  std::optional<std::uint32_t> runs;  // instead of the scenario's
};

struct HuntFlags {
  CommonOptions common;
  std::uint64_t seeds = 10'000;    // a scenario and manager
  std::optional<Duration> time;    // of the wall clock, in all
  std::uint32_t findings_max = 1;  // 0: no limit
  ProgressWish progress = ProgressWish::kAuto;
};

struct ReplayFlags {
  CommonOptions common;
  bool bisect = false;
  bool verify = false;                      // again in a fresh process
  std::optional<std::uint64_t> emit_trace;  // that process: lines, and stacks in another order
};

struct CheckFlags {
  std::vector<std::string> paths;
  bool json = false;
};

struct ListFlags {
  std::string what;                // "": all
  std::vector<std::string> paths;  // for scenarios
  bool json = false;
};

/// The subcommands. Results go to standard output, all else to standard error.
[[nodiscard]] ExitCode run_command(const RunFlags& flags);
[[nodiscard]] ExitCode hunt_command(const HuntFlags& flags);
[[nodiscard]] ExitCode replay_command(const ReplayFlags& flags);
[[nodiscard]] ExitCode check_command(const CheckFlags& flags);
[[nodiscard]] ExitCode list_command(const ListFlags& flags);

/// What `list` can list.
[[nodiscard]] std::vector<std::string> list_topics();

/// Reads the command line, runs the subcommand, and turns every error into its exit code.
[[nodiscard]] int run_app(int argument_count, char** arguments);

}  // namespace rollcall
