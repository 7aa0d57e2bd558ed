#pragma once

#include "scenarios/engine/coverage.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/segment.hpp"
#include "scenarios/hunt/worker_pool.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// Which seed an index of a player's is.
using SeedOf = std::function<std::uint64_t(std::size_t player, std::uint64_t index)>;

/// What a worker process does: plays batches and cuts them into segments.
///
/// Made before the processes are, so that each has one of its own, as fresh as the others. The
/// players must outlive it.
class BatchPlayer {
 public:
  BatchPlayer(const std::vector<Player*>& players, SeedOf seed_of);

  [[nodiscard]] std::vector<Segment> play(const Batch& batch, const WorkerPool::Announce& announce);

 private:
  struct Seat {
    Player* player;
    Coverage coverage;
    std::map<std::string, std::uint64_t, std::less<>> marks;  // as of the last segment
  };

  void play_one(Seat& seat, std::uint64_t seed, Segment& segment);
  static void close(Seat& seat, Segment& segment);

  std::vector<Seat> seats_;
  SeedOf seed_of_;
};

}  // namespace rollcall
