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
  std::uint32_t early_timers = 0;   // besides what the strategy's name says
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
  std::optional<std::uint64_t> seeds;  // a scenario and manager
  std::optional<Duration> time;        // of the wall clock, in all
  std::uint32_t findings_max = 1;      // 0: no limit
  bool keep_going = false;             // the same as no limit
  std::uint64_t stable_for = 0;        // executions without news; 0: no limit
  std::uint32_t jobs = 0;              // processes; 0: one a core
  std::string shard;                   // "2/8"
  std::string store;                   // a file; "": none
  bool failed = false;                 // only what the store has as failing
  ProgressWish progress = ProgressWish::kAuto;
};

struct ExploreFlags {
  CommonOptions common;  // its strategy is dpor or dfs; "": dpor, unless a bound wants dfs
  std::string bound;     // "preemptions=2"
  std::optional<std::uint64_t> depth;  // steps of an execution; see profiled_depth()
  std::optional<std::uint64_t> executions;
  std::optional<Duration> time;    // of the wall clock
  std::uint32_t faults = 1;        // random ones in an execution
  std::uint32_t early_timers = 0;  // see Strategy::early_timers
  std::size_t jobs = 0;            // 0: as many as there are cores
  std::string out = "reports/out";
  ProgressWish progress = ProgressWish::kAuto;
};

struct ReplayFlags {
  CommonOptions common;
  bool last = false;  // the newest finding of the store
  std::string store;
  bool bisect = false;
  bool verify = false;                      // again in a fresh process
  std::optional<std::uint64_t> emit_trace;  // that process: lines, and stacks in another order
  std::string decisions;                    // a decision file, instead of a seed
};

struct ShrinkFlags {
  CommonOptions common;
  Duration time = std::chrono::minutes(1);  // of the wall clock
  std::string output;                       // "": a fresh name in `folder`
  std::string folder = "reports/out";
  ProgressWish progress = ProgressWish::kAuto;
};

struct MergeFlags {
  std::string into;
  std::vector<std::string> stores;
  bool json = false;
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

struct ExplainFlags {
  std::string code;  // "": all
  bool json = false;
};

struct NewFlags {
  std::string target;  // a name, or a file that does not exist
};

/// The subcommands. Results go to standard output, all else to standard error.
[[nodiscard]] ExitCode run_command(const RunFlags& flags);
[[nodiscard]] ExitCode hunt_command(const HuntFlags& flags);
[[nodiscard]] ExitCode explore_command(const ExploreFlags& flags);
[[nodiscard]] ExitCode replay_command(const ReplayFlags& flags);
[[nodiscard]] ExitCode merge_command(const MergeFlags& flags);
[[nodiscard]] ExitCode shrink_command(const ShrinkFlags& flags);
[[nodiscard]] ExitCode check_command(const CheckFlags& flags);
[[nodiscard]] ExitCode list_command(const ListFlags& flags);
[[nodiscard]] ExitCode explain_command(const ExplainFlags& flags);
[[nodiscard]] ExitCode new_command(const NewFlags& flags);
[[nodiscard]] ExitCode schema_command();

/// What `list` can list.
[[nodiscard]] std::vector<std::string> list_topics();

/// Reads the command line, runs the subcommand, and turns every error into its exit code.
[[nodiscard]] int run_app(int argument_count, char** arguments);

}  // namespace rollcall
