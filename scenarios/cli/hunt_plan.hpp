#pragma once

#include "scenarios/cli/options.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/batch_player.hpp"
#include "scenarios/hunt/shard.hpp"
#include "scenarios/store/store.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {

/// What a hunt will do, as its flags, the environment and the store say.
struct HuntPlan {
  std::unique_ptr<Store> store;  // null: none
  std::uint64_t base = 0;        // see hunt_seed()
  Shard shard;
  std::string shard_source;  // "": a flag, or none
  std::uint32_t jobs = 1;
  StopRules rules;
  SeedOf seed_of;
  std::vector<std::uint64_t> seed_counts;  // by player

  [[nodiscard]] Dealing dealing(std::size_t player) const { return {shard, seed_counts[player]}; }
  [[nodiscard]] std::string shard_text() const { return to_text(shard); }
};

/// Throws BadInput where flags contradict each other or need one more, StoreError. The players must
/// outlive the plan.
[[nodiscard]] HuntPlan make_plan(const HuntFlags& flags,
                                 const std::vector<std::unique_ptr<Player>>& players);

/// What a store knows a player's executions by.
[[nodiscard]] Search search_of(const Player& player, std::uint64_t base);

}  // namespace rollcall
