#include "scenarios/cli/command_tree.hpp"
#include "scenarios/language/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

std::string unknown(std::string_view kind, const std::string& word,
                    const std::vector<std::string>& known) {
  const std::string near = suggest(word, known);
  return fmt::format("unknown {} '{}'", kind, word) +
         (near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
}

}  // namespace

std::vector<std::string> flag_names(const CommandWords& command) {
  std::vector<std::string> names;
  for (const ArgumentWords& argument : command.arguments) {
    names.insert(names.end(), argument.names.begin(), argument.names.end());
  }
  return names;
}

std::string usage_hint(const CommandWords& app, const std::string& command,
                       const std::vector<std::string>& given) {
  std::vector<std::string> known = flag_names(app);
  std::vector<std::string> commands;
  for (const CommandWords& one : app.commands) {
    commands.push_back(one.name);
    if (one.name == command) {
      known = flag_names(one);
    }
  }
  if (command.empty() && !given.empty() && !given.front().starts_with('-')) {
    return unknown("command", given.front(), commands);
  }
  for (const std::string& word : given) {
    const std::string flag = word.substr(0, word.find('='));
    const bool is_known = std::find(known.begin(), known.end(), flag) != known.end();
    if (flag.starts_with("--") && flag.size() > 2 && !is_known) {
      return unknown("flag", flag, known);
    }
  }
  return "";
}

}  // namespace rollcall
