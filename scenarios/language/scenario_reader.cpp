#include "scenarios/language/scenario_reader.hpp"

#include "scenarios/language/parameters.hpp"
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
  if (version &&
      (!version->is_scalar() || version->node().quoted || version->node().scalar != "1")) {
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
  map.read("regressions", scenario.regressions, [&](const YamlValue& value) {
    return std::optional(read_regressions(value, vocabulary, scenario));
  });
}

// One byte more than a file may have is enough to refuse it.
std::string read_bytes(const std::string& path) {
  constexpr std::size_t kBytesMax = (1 << 20) + 1;
  const auto fail = [&](const std::string& reason) {
    Problems(path, "").fail({}, {"E001", fmt::format("cannot read the file: {}", reason), ""});
  };
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    fail("it is a directory");
  }
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    fail("it is no regular file");  // Opening a pipe may wait for ever.
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

// The same problems, of the instance that has them.
InputError told_of(const InputError& error, const std::string& instance) {
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.message += fmt::format(" (with {})", instance);
  }
  return InputError(std::move(diagnostics), error.source());
}

Scenario read_root(const YamlNode& root, const Vocabulary& vocabulary, Problems& problems,
                   Scenario scenario) {
  const StrictMap map(YamlValue(root, "", problems),
                      {"rollcall", "name", "about", "from", "tags", "runs", "params", "manager",
                       "workers", "network", "clock", "jobs", "steps", "order", "faults", "heal",
                       "swarm", "expect", "regressions"});
  read_head(map, scenario);
  read_body(map, vocabulary, scenario);
  return scenario;
}

// One combination of the parameters' values.
Scenario read_instance(const YamlNode& root, Parameters& parameters, std::size_t combination,
                       const Vocabulary& vocabulary, Problems problems, Scenario scenario) {
  const bool plain = scenario.text.find('$') == std::string::npos;
  const std::size_t before = problems.count();
  const YamlNode filled = plain ? root : parameters.filled_in(root, combination, problems);
  if (problems.count() > before) {
    problems.throw_if_any();  // What lacks its value would be told a second time.
  }
  if (combination == 0) {
    parameters.report_unused(problems);
  }
  scenario = read_root(filled, vocabulary, problems, std::move(scenario));
  problems.throw_if_any();
  const std::string values = parameters.name_of(combination);
  if (!values.empty()) {
    scenario.name += "@" + values;
    scenario.text += fmt::format("\n# {}\n", values);
    scenario.parameters = parameters.values_of(combination);
  }
  return scenario;
}

std::size_t size_of(const Scenario& scenario) {
  std::size_t count = scenario.workers.size();
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      count += branch.actions.size();
    }
  }
  return count;
}

}  // namespace

std::vector<Scenario> read_instances(std::string file_name, std::string text,
                                     const Vocabulary& vocabulary) {
  constexpr std::size_t kSizeMax = 1'000'000;         // as many as one scenario may have
  constexpr std::size_t kTextSizeBytesMax = 1 << 25;  // of all copies of the text
  Scenario empty;
  empty.file = std::move(file_name);
  empty.text = std::move(text);
  Problems problems(empty.file, empty.text);
  YamlNode root = parse_yaml(empty.text, problems);
  Parameters parameters(root, problems);
  const std::size_t count = parameters.combination_count();
  std::vector<Scenario> instances;
  std::size_t size = 0;
  for (std::size_t combination = 0; combination < count; ++combination) {
    try {
      instances.push_back(
          read_instance(root, parameters, combination, vocabulary, problems, empty));
    } catch (const InputError& error) {
      throw count == 1 ? error : told_of(error, parameters.name_of(combination));
    }
    size += size_of(instances.back());
    if (count > 1 && (size > kSizeMax || count * empty.text.size() > kTextSizeBytesMax)) {
      problems.fail({}, {"E504", "all combinations together are too much to hold",
                         "give fewer values, or plan fewer workers and actions"});
    }
  }
  return instances;
}

std::vector<Scenario> read_instances_file(const std::string& path, const Vocabulary& vocabulary) {
  return read_instances(path, read_bytes(path), vocabulary);
}

Scenario read_scenario(std::string file_name, std::string text, const Vocabulary& vocabulary) {
  return std::move(read_instances(std::move(file_name), std::move(text), vocabulary).front());
}

Scenario read_scenario_file(const std::string& path, const Vocabulary& vocabulary) {
  return read_scenario(path, read_bytes(path), vocabulary);
}

}  // namespace rollcall
