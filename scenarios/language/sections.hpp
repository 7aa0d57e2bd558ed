#pragma once

// The sections of a scenario file, one reader each; scenario_reader.cpp puts them together.
// All report what is wrong to the problems of the value they are given, and read on.

#include "scenarios/language/scenario.hpp"
#include "scenarios/language/scenario_reader.hpp"
#include "scenarios/language/selectors.hpp"
#include "scenarios/language/source_text.hpp"
#include "scenarios/language/strict_map.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollcall {

[[nodiscard]] ManagerOptions read_manager(const YamlValue& value);

/// The workers, `{n}` filled in, and what they were made of, into the scenario. False if they
/// cannot be told: then there are none.
[[nodiscard]] bool read_workers(const YamlValue& value, Scenario& scenario);

[[nodiscard]] JobsSpec read_jobs(const YamlValue& value);

[[nodiscard]] NetworkSpec read_network(const YamlValue& value);
[[nodiscard]] ClockSpec read_clock(const YamlValue& value);

/// The steps, unrolled and numbered.
[[nodiscard]] std::vector<Step> read_steps(const YamlValue& value, Selectors& selectors,
                                           const Vocabulary& vocabulary);

[[nodiscard]] std::vector<Weather> read_faults(const YamlValue& value, Selectors& selectors);
[[nodiscard]] HealSpec read_heal_section(const YamlValue& value);

/// The faults that weather can bring, and the calls that faults can pick.
[[nodiscard]] const std::vector<std::string>& fault_names();
[[nodiscard]] const std::vector<std::string>& method_names();

/// What an `order:` may speak of. `planned` is null if the file's problems leave it open.
struct OrderContext {
  const Vocabulary& vocabulary;
  const SourceText& source;
  const Scenario* planned = nullptr;
};
[[nodiscard]] std::vector<OrderPoint> read_order(const YamlValue& value,
                                                 const OrderContext& context);

/// `regressions:`; `scenario` has its `expect` already.
[[nodiscard]] std::vector<Regression> read_regressions(const YamlValue& value,
                                                       const Vocabulary& vocabulary,
                                                       const Scenario& scenario);

/// Reads `expect:` into the scenario.
void read_expect(const YamlValue& value, const Vocabulary& vocabulary, Scenario& scenario);

}  // namespace rollcall
