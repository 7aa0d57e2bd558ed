// `rollcall merge`: what several hunts have tried and found, in one store.
#include "reports/json.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/store/store.hpp"

#include <fmt/format.h>

#include <array>

namespace rollcall {

ExitCode merge_command(const MergeFlags& flags) {
  // All are opened first: one that cannot be read leaves the result as it was.
  std::vector<std::unique_ptr<Store>> stores;
  for (const std::string& file : flags.stores) {
    stores.push_back(std::make_unique<Store>(file, Store::Access::kReadOnly));
  }
  Store into(flags.into);
  for (const auto& store : stores) {
    into.merge(*store);
  }
  const Store::Totals totals = into.totals();
  const std::array fields{JsonField{"file", flags.into},
                          JsonField{"searches", std::to_string(totals.searches)},
                          JsonField{"seeds", std::to_string(totals.tried)},
                          JsonField{"steps", std::to_string(totals.steps)},
                          JsonField{"findings", std::to_string(totals.findings)}};
  print(flags.json ? to_json("store", fields) + "\n"
                   : fmt::format("{}: {} distinct seeds tried in {} searches, {} steps, {} "
                                 "distinct failure{}\n",
                                 flags.into, totals.tried, totals.searches, totals.steps,
                                 totals.findings, totals.findings == 1 ? "" : "s"));
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
