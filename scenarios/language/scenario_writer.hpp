#pragma once

#include "scenarios/language/scenario.hpp"

#include <string>

namespace rollcall {

/// The scenario as a file that reads back as the same, positions and comments apart. What has its
/// default is left out, `repeat` is written out in full.
[[nodiscard]] std::string to_yaml(const Scenario& scenario);

/// One action as a key and a value: "pause: {host: w2, for: 4s}".
[[nodiscard]] std::string to_yaml(const Scenario& scenario, const Action& action);

/// One step as an entry of `steps:`, without its label: "  - at: 1s\n    pause: w2\n".
[[nodiscard]] std::string to_yaml(const Scenario& scenario, const Step& step);

/// One entry of `faults:`: "crash: {host: w2, rate: 1/20s, restart_after: 1s}".
[[nodiscard]] std::string to_yaml(const Scenario& scenario, const Weather& weather);

}  // namespace rollcall
