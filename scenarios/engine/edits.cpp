#include "scenarios/engine/edits.hpp"

#include <algorithm>
#include <functional>

namespace rollcall {
namespace {

using Erase = std::function<void(Scenario&, std::size_t first, std::size_t last)>;

// Blocks of halving sizes, the last ones first: what comes later hangs on what comes before.
Edits drop_blocks(std::size_t count, const Erase& erase) {
  Edits edits;
  for (std::size_t size = count; size > 0; size /= 2) {
    for (std::size_t last = count; last > 0; last -= std::min(size, last)) {
      const std::size_t first = last - std::min(size, last);
      edits.push_back([=](Scenario& scenario) { erase(scenario, first, last); });
    }
  }
  return edits;
}

template <typename Item>
void erase_from(std::vector<Item>& items, std::size_t first, std::size_t last) {
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(first),
              items.begin() + static_cast<std::ptrdiff_t>(last));
}

}  // namespace

const std::vector<Reduction>& all_reductions() {
  static const std::vector<Reduction> all{
      &drop_order,   &drop_faults,   &script_weather, &drop_steps,    &drop_branches,
      &drop_workers, &calm_world,    &fewer_jobs,     &usual_manager, &one_by_one,
      &drop_labels,  &plain_actions, &pin_ranges,     &round_times};
  return all;
}

Edits drop_faults(const Scenario& scenario, const Evidence& /*evidence*/) {
  return drop_blocks(scenario.faults.size(),
                     [](Scenario& changed, std::size_t first, std::size_t last) {
                       erase_from(changed.faults, first, last);
                     });
}

Edits drop_steps(const Scenario& scenario, const Evidence& /*evidence*/) {
  return drop_blocks(scenario.steps.size(), &erase_steps);
}

Edits drop_branches(const Scenario& scenario, const Evidence& /*evidence*/) {
  Edits edits;
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    const std::vector<Branch>& branches = scenario.steps[step].branches;
    for (const Edit& edit : drop_blocks(
             branches.size(), [step](Scenario&changed, std::size_t first, std::size_t last) {
               erase_from(changed.steps[step].branches, first, last);
               erase_what_is_empty(changed);
             })) {
      edits.push_back(edit);
    }
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
      for (const Edit& edit :
           drop_blocks(branches[branch].actions.size(),
                       [=](Scenario&changed, std::size_t first, std::size_t last) {
                         erase_from(changed.steps[step].branches[branch].actions, first, last);
                         erase_what_is_empty(changed);
                       })) {
        edits.push_back(edit);
      }
    }
  }
  return edits;
}

Edits drop_workers(const Scenario& scenario, const Evidence& /*evidence*/) {
  return drop_blocks(scenario.workers.size(), &erase_workers);
}

Edits drop_order(const Scenario& scenario, const Evidence& /*evidence*/) {
  return drop_blocks(scenario.order.size(),
                     [](Scenario& changed, std::size_t first, std::size_t last) {
                       erase_from(changed.order, first, last);
                     });
}

// A label that nobody waits for, and waiting that a time does as well.
Edits drop_labels(const Scenario& scenario, const Evidence& /*evidence*/) {
  Edits edits;
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    const bool awaited =
        std::any_of(scenario.steps.begin(), scenario.steps.end(),
                    [&](const Step& other) { return other.after && *other.after == step; });
    if (!awaited && !scenario.steps[step].label.empty()) {
      edits.push_back([step](Scenario& changed) { changed.steps[step].label.clear(); });
    }
    if (scenario.steps[step].after || scenario.steps[step].when) {
      edits.push_back([step](Scenario& changed) {
        Step moved = changed.steps[step];
        moved.after.reset();
        moved.when.reset();
        moved.at = {};
        for (std::size_t before = 0; before < step; ++before) {
          moved.at = std::max(moved.at, changed.steps[before].at + std::chrono::milliseconds(1));
        }
        changed.steps[step] = moved;
      });
    }
  }
  return edits;
}

}  // namespace rollcall
