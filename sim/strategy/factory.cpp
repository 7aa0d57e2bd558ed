#include "sim/strategy/factory.hpp"

#include "sim/strategy/auto.hpp"
#include "sim/strategy/pct.hpp"
#include "sim/strategy/pos.hpp"
#include "sim/strategy/random.hpp"
#include "sim/strategy/round_robin.hpp"
#include "sim/strategy/starve.hpp"
#include "sim/strategy/surw.hpp"

#include <algorithm>
#include <array>

namespace rollcall {

namespace {

using Maker = std::unique_ptr<Strategy> (*)(const Profile&);

template <std::uint32_t kDepth>
std::unique_ptr<Strategy> make_pct(const Profile& profile) {
  return std::make_unique<Pct>(kDepth, profile.decisions);
}

template <typename Unprofiled>
std::unique_ptr<Strategy> make_plain(const Profile&) {
  return std::make_unique<Unprofiled>();
}

constexpr std::array kEntries{
    StrategyEntry{"auto", "each seed draws one of pct, pos, surw, starve and random", true},
    StrategyEntry{"random", "each enabled task is equally likely at each decision"},
    StrategyEntry{"pct", "random priorities, two changes: bugs of depth 3 (PCT)", true},
    StrategyEntry{"pct-2", "the same with one change: bugs of depth 2", true},
    StrategyEntry{"pct-5", "the same with four changes: bugs of depth 5", true},
    StrategyEntry{"pos", "random priorities of ops, drawn anew after each race (POS)"},
    StrategyEntry{"surw", "the ops on one object in a uniformly random order (SURW)", true},
    StrategyEntry{"urw", "all ops in a uniformly random order (URW)", true},
    StrategyEntry{"starve", "one task runs only when no other can"},
    StrategyEntry{"round-robin", "one step each in turn; the same for all seeds"},
};

// In the order of kEntries.
constexpr std::array<Maker, kEntries.size()> kMakers{
    [](const Profile& profile) -> std::unique_ptr<Strategy> {
      return std::make_unique<Auto>(profile);
    },
    &make_plain<RandomWalk>,
    &make_pct<3>,
    &make_pct<2>,
    &make_pct<5>,
    &make_plain<Pos>,
    [](const Profile& profile) -> std::unique_ptr<Strategy> {
      return std::make_unique<Surw>(profile);
    },
    [](const Profile& profile) -> std::unique_ptr<Strategy> {
      return std::make_unique<Surw>(profile, Surw::Domain::kEverything);
    },
    &make_plain<Starve>,
    &make_plain<RoundRobin>,
};

}  // namespace

std::span<const StrategyEntry> all_strategies() { return kEntries; }

bool uses_profile(std::string_view name) {
  return std::any_of(kEntries.begin(), kEntries.end(), [&](const StrategyEntry& entry) {
    return entry.name == name && entry.profiled;
  });
}

std::unique_ptr<Strategy> make_strategy(std::string_view name, const Profile& profile) {
  for (std::size_t i = 0; i < kEntries.size(); ++i) {
    if (kEntries[i].name == name) {
      return kMakers[i](profile);
    }
  }
  return nullptr;
}

}  // namespace rollcall
