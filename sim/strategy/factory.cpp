#include "sim/strategy/factory.hpp"

#include "sim/strategy/auto.hpp"
#include "sim/strategy/pct.hpp"
#include "sim/strategy/pos.hpp"
#include "sim/strategy/random.hpp"
#include "sim/strategy/round_robin.hpp"
#include "sim/strategy/sampler.hpp"
#include "sim/strategy/starve.hpp"
#include "sim/strategy/surw.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

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
    StrategyEntry{"auto", "each seed draws one of surw, urw, pos, pct, starve and random", true},
    StrategyEntry{"random", "each enabled task is equally likely at each decision"},
    StrategyEntry{"pct", "random priorities, two changes: bugs of depth 3 (PCT)", true},
    StrategyEntry{"pct-2", "the same with one change: bugs of depth 2", true},
    StrategyEntry{"pct-5", "the same with four changes: bugs of depth 5", true},
    StrategyEntry{"pos", "random priorities of ops, drawn anew after each race (POS)", true},
    StrategyEntry{"surw", "the ops on one object in a uniformly random order (SURW)", true},
    StrategyEntry{"urw", "all ops in a uniformly random order (URW)", true},
    StrategyEntry{"starve", "one task runs only when no other can", true},
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

constexpr std::string_view kEarlySuffix = "+early-";

// A name of make_strategy(), taken apart.
struct NameParts {
  std::size_t entry = 0;  // of kEntries
  std::uint32_t early_timers = 0;
};

// nullopt: not a number of early timers, as it is written.
std::optional<std::uint32_t> early_timers_of(std::string_view digits) {
  std::uint32_t count = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, count);
  const bool plain = error == std::errc{} && end == last && digits.front() != '0';
  return plain && count <= kEarlyTimersMax ? std::optional(count) : std::nullopt;
}

std::optional<NameParts> parts_of(std::string_view name) {
  NameParts parts;
  const std::size_t suffix = name.find(kEarlySuffix);
  if (suffix != std::string_view::npos) {
    const auto early_timers = early_timers_of(name.substr(suffix + kEarlySuffix.size()));
    if (!early_timers) {
      return std::nullopt;
    }
    parts.early_timers = *early_timers;
    name = name.substr(0, suffix);
  }
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const StrategyEntry& entry) { return entry.name == name; });
  parts.entry = static_cast<std::size_t>(found - kEntries.begin());
  return found == kEntries.end() ? std::nullopt : std::optional(parts);
}

}  // namespace

std::span<const StrategyEntry> all_strategies() { return kEntries; }

std::string with_early_timers(std::string_view name, std::uint32_t early_timers) {
  if (early_timers == 0) {
    return std::string(name);
  }
  std::string text(name.substr(0, name.find(kEarlySuffix)));
  return text.append(kEarlySuffix) + std::to_string(early_timers);
}

bool is_strategy(std::string_view name) { return parts_of(name).has_value(); }

bool uses_profile(std::string_view name) {
  const std::optional<NameParts> parts = parts_of(name);
  return parts && (kEntries[parts->entry].profiled || parts->early_timers > 0);
}

std::unique_ptr<Strategy> make_strategy(std::string_view name, const Profile& profile) {
  const std::optional<NameParts> parts = parts_of(name);
  if (!parts) {
    return nullptr;
  }
  std::unique_ptr<Strategy> strategy = kMakers[parts->entry](profile);
  const bool profiled = kEntries[parts->entry].profiled;
  if (!profiled && parts->early_timers == 0) {
    return strategy;  // Fair, and with nothing to see to.
  }
  return std::make_unique<Sampler>(std::move(strategy),
                                   Sampler::Options{.watched_after = profile.step_count,
                                                    .fair_after = fair_after(profile),
                                                    .early_timers = parts->early_timers,
                                                    .timed_steps = profile.timed_steps});
}

}  // namespace rollcall
