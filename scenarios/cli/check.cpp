// `rollcall check`: reads scenario files and says what is wrong with them, all of it.
#include "reports/json.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/regressions.hpp"

#include <fmt/format.h>

namespace rollcall {

ExitCode check_command(const CheckFlags& flags) {
  const auto scenarios = read_scenarios(flags.paths);
  if (scenarios.empty()) {
    log_error("nothing to check: no .yaml file among the paths");
    return ExitCode::kNothingRan;
  }
  for (const auto& scenario : scenarios) {
    for (const Regression& regression : scenario->regressions) {
      static_cast<void>(read_decisions(*scenario, regression));
    }
  }
  for (const auto& scenario : scenarios) {
    const std::vector<JsonField> fields{{"file", scenario->file}, {"scenario", scenario->name}};
    print(flags.json ? to_json("check", fields) + "\n" : fmt::format("ok  {}\n", scenario->file));
  }
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
