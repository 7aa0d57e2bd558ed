#pragma once

// The sections of a scenario file, one reader each; scenario_reader.cpp puts them together.
// All report what is wrong to the problems of the value they are given, and read on.

#include "scenarios/language/scenario.hpp"
#include "scenarios/language/scenario_reader.hpp"
#include "scenarios/language/source_text.hpp"
#include "scenarios/language/strict_map.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollcall {

[[nodiscard]] ManagerOptions read_manager(const YamlValue& value);

/// The workers, `{n}` filled in; nullopt if they cannot be told.
[[nodiscard]] std::optional<std::vector<WorkerSpec>> read_workers(const YamlValue& value);

[[nodiscard]] JobsSpec read_jobs(const YamlValue& value);

/// The steps, unrolled and numbered. `workers` is null if they cannot be told: then the steps are
/// checked as far as that goes.
[[nodiscard]] std::vector<Step> read_steps(const YamlValue& value,
                                           const std::vector<WorkerSpec>* workers);

/// What an `order:` may speak of. `planned` is null if the file's problems leave it open.
struct OrderContext {
  const Vocabulary& vocabulary;
  const SourceText& source;
  const Scenario* planned = nullptr;
};
[[nodiscard]] std::vector<OrderPoint> read_order(const YamlValue& value,
                                                 const OrderContext& context);

[[nodiscard]] std::vector<Expectation> read_expect(const YamlValue& value,
                                                   const Vocabulary& vocabulary);

}  // namespace rollcall
