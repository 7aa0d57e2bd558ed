#pragma once

#include "scenarios/engine/coverage.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/segment.hpp"
#include "scenarios/hunt/worker_pool.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
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
  // An execution's numbers, and the marks of all so far as of its end.
  struct Counted {
    std::uint64_t steps = 0;
    std::uint64_t virtual_ns = 0;
    std::vector<std::uint64_t> marks = {};  // by place in Seat::marks; those beyond: 0
  };
  struct Seat {
    Player* player;
    Coverage coverage;
    // The player's own, whose places stay, in the order in which they were met first.
    std::vector<const std::pair<const std::string, std::uint64_t>*> marks;
    Counted before;             // the last execution that is in a segment
    std::vector<Counted> open;  // those that are in none yet
  };

  void play_one(Seat& seat, std::uint64_t seed, Segment& segment);
  static void count(Seat& seat, const RunResult& result);
  static void cut(Seat& seat, Segment last, std::vector<Segment>& segments);

  std::vector<Seat> seats_;
  SeedOf seed_of_;
};

}  // namespace rollcall
