#include "scenarios/language/scenario_reader.hpp"

#include "scenarios/language/problems.hpp"
#include "scenarios/language/sections.hpp"
#include "scenarios/language/source_text.hpp"
#include "scenarios/language/strict_map.hpp"
#include "scenarios/language/yaml_reader.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace rollcall {
namespace {

constexpr std::int64_t kRunsMax = 1'000'000;

void read_version(const StrictMap& map) {
  const std::optional<YamlValue> version = map.require("rollcall");
  if (version && !(version->is_scalar() && version->node().scalar == "1")) {
    version->report({"E213", "unsupported version of the language", "write 'rollcall: 1'"});
  }
}

void read_head(const StrictMap& map, Scenario& scenario) {
  const auto text = [](const YamlValue& value) { return value.text(); };
  const auto texts = [](const YamlValue& value) { return std::optional(value.texts()); };
  const auto runs = [](const YamlValue& value) { return value.integer({1, kRunsMax}); };
  const auto kebab_case = [](const YamlValue& value) { return value.kebab_case(); };
  read_version(map);
  map.read_required("name", scenario.name, kebab_case);
  map.read_required("about", scenario.about, text);
  map.read("from", scenario.from, texts);
  map.read("tags", scenario.tags, texts);
  map.read("runs", scenario.runs, runs);
}

void read_world(const StrictMap& map, Selectors& selectors, Scenario& scenario) {
  map.read("network", scenario.network,
           [](const YamlValue& value) { return std::optional(read_network(value)); });
  map.read("clock", scenario.clock,
           [](const YamlValue& value) { return std::optional(read_clock(value)); });
  map.read("faults", scenario.faults,
           [&](const YamlValue& value) { return std::optional(read_faults(value, selectors)); });
  map.read("heal", scenario.heal,
           [](const YamlValue& value) { return std::optional(read_heal_section(value)); });
  map.read("swarm", scenario.swarm, [](const YamlValue& value) { return value.boolean(); });
}

void read_body(const StrictMap& map, const Vocabulary& vocabulary, Scenario& scenario) {
  const auto manager = [](const YamlValue& value) { return std::optional(read_manager(value)); };
  const auto jobs = [](const YamlValue& value) { return std::optional(read_jobs(value)); };
  map.read("manager", scenario.manager, manager);
  const std::optional<YamlValue> workers = map.require("workers");
  const bool has_workers = workers && read_workers(*workers, scenario);
  map.read("jobs", scenario.jobs, jobs);
  Selectors selectors(has_workers ? &scenario.workers : nullptr);
  const auto steps = [&](const YamlValue& value) {
    return std::optional(read_steps(value, selectors, vocabulary));
  };
  map.read_required("steps", scenario.steps, steps);
  read_world(map, selectors, scenario);
  // A task that is missing because of an earlier problem is no second problem.
  const bool is_planned = map.value().problems().empty();
  const SourceText source(scenario.text);
  const OrderContext context{vocabulary, source, is_planned ? &scenario : nullptr};
  const auto order = [&](const YamlValue& value) {
    return std::optional(read_order(value, context));
  };
  map.read("order", scenario.order, order);
  if (const std::optional<YamlValue> expect = map.require("expect")) {
    read_expect(*expect, vocabulary, scenario);
  }
}

// One byte more than a file may have is enough to refuse it.
std::string read_bytes(const std::string& path) {
  constexpr std::size_t kBytesMax = (1 << 20) + 1;
  const auto fail = [&](const std::string& reason) {
    Problems(path, "").fail({}, {"E001", fmt::format("cannot read the file: {}", reason), ""});
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail("it is a directory");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    fail(std::generic_category().message(errno));
  }
  std::string bytes(kBytesMax, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) {
    fail(std::generic_category().message(errno));
  }
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

}  // namespace

Scenario read_scenario(std::string file_name, std::string text, const Vocabulary& vocabulary) {
  Scenario scenario;
  scenario.file = std::move(file_name);
  scenario.text = std::move(text);
  Problems problems(scenario.file, scenario.text);
  const YamlNode root = parse_yaml(scenario.text, problems);
  const StrictMap map(
      YamlValue(root, "", problems),
      {"rollcall", "name", "about", "from", "tags", "runs", "manager", "workers", "network",
       "clock", "jobs", "steps", "order", "faults", "heal", "swarm", "expect"});
  read_head(map, scenario);
  read_body(map, vocabulary, scenario);
  problems.throw_if_any();
  return scenario;
}

Scenario read_scenario_file(const std::string& path, const Vocabulary& vocabulary) {
  return read_scenario(path, read_bytes(path), vocabulary);
}

}  // namespace rollcall
