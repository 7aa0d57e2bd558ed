#pragma once

#include "scenarios/cli/options.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace rollcall {

/// What the command line may say, of all subcommands. What several of them share is kept as it was
/// written until settle().
struct Flags {
  RunFlags run;
  HuntFlags hunt;
  ExploreFlags explore;
  ReplayFlags replay;
  MergeFlags merge;
  ShrinkFlags shrink;
  CheckFlags check;
  ListFlags list;
  ExplainFlags explain;
  NewFlags new_file;
  std::string shell;
  std::string seed;
  std::string time;
  std::string color = "auto";
  std::string progress = "auto";
};

/// The commands, their flags and their help. `flags` must outlive it, and is filled as it parses.
[[nodiscard]] std::unique_ptr<CLI::App> make_app(Flags& flags);

/// Gives the subcommands their share of what was parsed.
void settle(Flags& flags);

}  // namespace rollcall
