#include "scenarios/cli/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace rollcall {
namespace {

// CLI11 2.1.2 shows the words of an IsMember behind the type's name: "NAME:{auto,always,never}".
std::vector<std::string> choices_in(const std::string& type) {
  const std::size_t open = type.find('{');
  const std::size_t close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) {
    return {};
  }
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

ArgumentWords words_of(const CLI::Option& option) {
  ArgumentWords words;
  for (const std::string& name : option.get_snames()) {
    words.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    words.names.push_back("--" + name);
  }
  words.about = option.get_description();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    words.choices = choices_in(type);
    words.value = type.substr(0, type.find(':'));
  }
  return words;
}

}  // namespace

CommandWords command_tree(const CLI::App& app) {
  CommandWords words{
      .name = app.get_name(), .about = app.get_description(), .arguments = {}, .commands = {}};
  for (const CLI::Option* const option : app.get_options()) {
    if (!option->get_group().empty()) {
      words.arguments.push_back(words_of(*option));
    }
  }
  for (const CLI::App* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.commands.push_back(command_tree(*command));
  }
  return words;
}

}  // namespace rollcall
