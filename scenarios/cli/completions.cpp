#include "scenarios/cli/completions.hpp"

#include "sim/base/ensure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace rollcall {
namespace {

using Words = std::vector<std::string>;

// In single quotes, for all three shells: what stands in them is taken as it is.
std::string in_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  }
  return quoted + "'";
}

std::string in_quotes(const Words& words) {
  return in_quotes(fmt::format("{}", fmt::join(words, " ")));
}

Words command_names(const CommandWords& app) {
  Words names;
  for (const CommandWords& command : app.commands) {
    names.push_back(command.name);
  }
  return names;
}

// The words that can be given by position.
Words plain_words(const CommandWords& command) {
  Words words;
  for (const ArgumentWords& argument : command.arguments) {
    if (argument.names.empty()) {
      words.insert(words.end(), argument.choices.begin(), argument.choices.end());
    }
  }
  return words;
}

// --- bash ---

// What follows a flag that takes something: its choices, or (a file, a number) the shell's matter.
std::string bash_values(const CommandWords& command) {
  std::string cases;
  for (const ArgumentWords& argument : command.arguments) {
    if (argument.names.empty() || argument.value.empty()) {
      continue;
    }
    Words patterns;
    for (const std::string& name : argument.names) {
      patterns.push_back(command.name + ":" + name);
    }
    const std::string does = argument.choices.empty()
                                 ? "return"
                                 : fmt::format("words={}; flags=''", in_quotes(argument.choices));
    cases += fmt::format("    {}) {} ;;\n", fmt::join(patterns, "|"), does);
  }
  return cases;
}

std::string bash_script(const CommandWords& app) {
  std::string lists = fmt::format("    '') words={} flags={} ;;\n", in_quotes(command_names(app)),
                                  in_quotes(flag_names(app)));
  std::string values;
  for (const CommandWords& command : app.commands) {
    lists += fmt::format("    {}) words={} flags={} ;;\n", command.name,
                         in_quotes(plain_words(command)), in_quotes(flag_names(command)));
    values += bash_values(command);
  }
  return fmt::format(R"(# bash completion of {0}, made by `{0} completions bash`.
_{0}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} index
  local command='' words='' flags=''
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; ++index)); do
    case ${{COMP_WORDS[index]}} in
      {1}) command=${{COMP_WORDS[index]}}; break ;;
    esac
  done
  # --flag=value comes as three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  case $command in
{2}  esac
  case $command:$previous in
{3}  esac
  if [[ $word == -* ]]; then words=$flags; fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}}
complete -o bashdefault -o default -F _{0} {0}
)",
                     app.name, fmt::join(command_names(app), "|"), lists, values);
}

// --- zsh ---

// In a spec ':' and ']' mean something.
std::string zsh_text(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    escaped += letter == ':' || letter == '[' || letter == ']' ? "\\" : "";
    escaped += letter;
  }
  return escaped;
}

std::string zsh_action(const ArgumentWords& argument) {
  const std::string hint = zsh_text(argument.value.empty() ? "value" : argument.value);
  if (!argument.choices.empty()) {
    return fmt::format(":{}:({})", hint, fmt::join(argument.choices, " "));
  }
  return fmt::format(":{}:{}", hint, argument.takes_path() ? "_files" : " ");
}

std::string zsh_specs(const CommandWords& command) {
  std::string specs;
  for (const ArgumentWords& argument : command.arguments) {
    if (argument.names.empty()) {
      specs += fmt::format(" \\\n        {}", in_quotes("*" + zsh_action(argument)));
    }
    for (const std::string& name : argument.names) {
      const std::string value = argument.value.empty() ? "" : zsh_action(argument);
      specs +=
          fmt::format(" \\\n        {}",
                      in_quotes(fmt::format("{}[{}]{}", name, zsh_text(argument.about), value)));
    }
  }
  return specs;
}

std::string zsh_script(const CommandWords& app) {
  std::string commands;
  std::string cases;
  for (const CommandWords& command : app.commands) {
    commands += fmt::format("    {}\n",
                            in_quotes(fmt::format("{}:{}", command.name, zsh_text(command.about))));
    cases += fmt::format("    {})\n      _arguments{} ;;\n", command.name, zsh_specs(command));
  }
  return fmt::format(R"(#compdef {0}
# zsh completion of {0}, made by `{0} completions zsh`.
_{0}() {{
  local -a commands=(
{1}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((--CURRENT))
  case $command in
{2}  esac
}}
if [[ $funcstack[1] == _{0} ]]; then _{0} "$@"; else compdef _{0} {0}; fi
)",
                     app.name, commands, cases);
}

// --- fish ---

std::string fish_flag(const std::string& app, const std::string& when,
                      const ArgumentWords& argument) {
  std::string line = fmt::format("complete -c {} -n {}", app, in_quotes(when));
  for (const std::string& name : argument.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!argument.value.empty()) {
    line += argument.takes_path() ? " -r" : " -x";
  }
  if (!argument.choices.empty()) {
    line += " -a " + in_quotes(argument.choices);
  }
  return fmt::format("{} -d {}\n", line, in_quotes(argument.about));
}

std::string fish_script(const CommandWords& app) {
  std::string script =
      fmt::format("# fish completion of {0}, made by `{0} completions fish`.\n", app.name);
  for (const CommandWords& command : app.commands) {
    script += fmt::format("complete -c {} -f -n __fish_use_subcommand -a {} -d {}\n", app.name,
                          command.name, in_quotes(command.about));
  }
  for (const CommandWords& command : app.commands) {
    const std::string when = "__fish_seen_subcommand_from " + command.name;
    for (const ArgumentWords& argument : command.arguments) {
      const bool is_files = argument.names.empty() && argument.choices.empty();
      script += is_files ? "" : fish_flag(app.name, when, argument);
    }
  }
  return script;
}

struct Shell {
  const char* name;
  std::string (*script)(const CommandWords& app);
};

constexpr std::array<Shell, 3> kShells{
    {{"bash", &bash_script}, {"fish", &fish_script}, {"zsh", &zsh_script}}};

}  // namespace

std::vector<std::string> completion_shells() {
  Words names;
  for (const Shell& shell : kShells) {
    names.emplace_back(shell.name);
  }
  return names;
}

std::string completion_script(std::string_view shell, const CommandWords& words) {
  for (const Shell& known : kShells) {
    if (known.name == shell) {
      return known.script(words);
    }
  }
  ensure(false, "a script is asked for a shell that is known");
  return "";
}

}  // namespace rollcall
