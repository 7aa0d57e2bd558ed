#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace rollcall {

/// One flag, or what a command takes without a flag.
struct ArgumentWords {
  std::vector<std::string> names;  // "-v", "--verbose"; none: it is taken by position
  std::string about;
  std::string value;                 // what it takes: "FILE|DIR"; "": nothing
  std::vector<std::string> choices;  // if only these words can be given
  [[nodiscard]] bool takes_path() const { return value.find("FILE") != std::string::npos; }
};

/// A command line's words as data: for completions and suggestions, without CLI11.
struct CommandWords {
  std::string name;
  std::string about;
  std::vector<ArgumentWords> arguments;
  std::vector<CommandWords> commands;
};

/// The words of an application and its subcommands, hidden ones left out.
[[nodiscard]] CommandWords command_tree(const CLI::App& app);

/// All names of its flags.
[[nodiscard]] std::vector<std::string> flag_names(const CommandWords& command);

/// "unknown flag '--stratgy', did you mean '--strategy'?" for the first of the given words that is
/// no command or flag; "" if that is not what is wrong. `command` is the one chosen, "" if none is.
[[nodiscard]] std::string usage_hint(const CommandWords& app, const std::string& command,
                                     const std::vector<std::string>& given);

}  // namespace rollcall
