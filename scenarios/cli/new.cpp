// `rollcall new`: writes a commented scenario to start from.
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/values.hpp"
#include "sim/base/write_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

// {0}: the path of the schema, {1}: the name.
constexpr const char* kStarter = R"(# yaml-language-server: $schema={0}
# A scenario: what happens to a pool of workers, and what is expected of it. Editors that read the
# line above complete and explain its keys. `rollcall check` says what is wrong with a file,
# `rollcall run` plays it, `rollcall hunt` searches for more.
rollcall: 1
name: {1}
about: A worker that is in the pool registers once more, while jobs come in.
tags: [starter]
runs: 50                             # executions in `rollcall run`, each under a seed of its own

workers: {{count: 3}}                  # w1, w2 and w3
jobs: {{count: 5, every: 10ms, duration: 5ms..20ms}}    # a range is drawn from, for each job

steps:                               # in order of time, which is virtual
  - at: 0s
    register: w*                     # all of them; also w2, w[1..2], or a list
  - at: 100ms
    race:                            # branches start together: their interleavings are searched
      - register: w1
      - register: w2

expect:                              # for each manager: `holds`, or what it violates
  hardened: holds                    # `rollcall list managers` shows them all
  documented: {{violates: no-duplicate-free-worker}}
)";

BadInput refusal(std::string message, const std::string& hint) {
  return {.text = fmt::format("rollcall: error: {}\n{}", message,
                              hint.empty() ? "" : fmt::format("hint: {}\n", hint)),
          .problem_count = 1};
}

// A name stands for a file of that name, here.
fs::path file_of(const std::string& target) {
  const fs::path path(target);
  const bool is_file =
      path.has_parent_path() || path.extension() == ".yaml" || path.extension() == ".yml";
  return is_file ? path : fs::path(target + ".yaml");
}

// The schema that lies nearest above the file, as seen from it; beside it if there is none.
std::string schema_path(const fs::path& file, bool& found) {
  std::error_code error;
  const fs::path folder = fs::absolute(file, error).lexically_normal().parent_path();
  for (fs::path above = folder;; above = above.parent_path()) {
    for (const fs::path& schema : {above / "schema.json", above / "scenarios" / "schema.json"}) {
      if (fs::is_regular_file(schema, error)) {
        found = true;
        return schema.lexically_relative(folder).generic_string();
      }
    }
    if (above == above.root_path()) {
      found = false;
      return "schema.json";
    }
  }
}

// Not over a file that exists, even one that comes to exist meanwhile.
void write_starter(const fs::path& file, const std::string& text) {
  try {
    write_new_file(file.string(), text);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::file_exists) {
      throw;
    }
    throw refusal(fmt::format("{} exists already", file.string()),
                  "choose another name, or remove it");
  }
}

}  // namespace

ExitCode new_command(const NewFlags& flags) {
  const fs::path file = file_of(flags.target);
  const std::string name = file.stem().string();
  if (!is_kebab_case(name)) {
    throw refusal(fmt::format("{} is no name of a scenario", quote_word(name)),
                  "write lower-case words and digits joined by '-'");
  }
  bool has_schema = false;
  const std::string schema = schema_path(file, has_schema);
  write_starter(file, fmt::format(kStarter, schema, name));
  print(fmt::format("wrote {0}\nnext: rollcall run {0}\n", file.string()));
  if (!has_schema) {
    print(fmt::format("for editors: rollcall schema > {}\n",
                      (file.parent_path() / "schema.json").string()));
  }
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
