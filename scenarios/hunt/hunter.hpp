#pragma once

#include "scenarios/hunt/shard.hpp"
#include "scenarios/hunt/tally.hpp"
#include "scenarios/hunt/worker_pool.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace rollcall {

/// Hunts one subject of a pool: deals its indices in batches, and adds up what comes back in order
/// of index.
///
/// Batches end in any order, and a death costs its batch, which is played again around the index
/// that killed; the tally sees neither. A process that was killed from outside costs no index: its
/// batch is played again, once. What was played beyond the stop is thrown away.
class Hunter {
 public:
  /// Asked ten times a second and after every few batches: whether to stop.
  using Tick = std::function<Stop(const HuntTally& tally)>;
  /// Told each segment that counts, after the tally was.
  using Counted = std::function<void(const Segment& segment)>;

  /// All must outlive this. What the tally has tried is not dealt again.
  Hunter(WorkerPool& pool, std::size_t subject, const Dealing& dealing, HuntTally& tally);

  /// Until all is played, a rule of the tally or `tick` says stop.
  [[nodiscard]] Stop hunt(const Tick& tick, const Counted& counted);

  /// Plays one index by itself; what it came to. Throws WorkerBug, as hunt() does.
  [[nodiscard]] Segment play_alone(std::uint64_t index);

 private:
  struct Part {
    std::uint64_t end = 0;
    std::optional<std::vector<Segment>> segments;  // once it is played
    std::size_t bytes = 0;                         // that they came in
  };

  [[nodiscard]] std::uint32_t idle_worker();
  [[nodiscard]] BatchEnd end_of(std::uint32_t worker);
  void deal(bool more);
  [[nodiscard]] std::optional<IndexRange> next_batch();
  void take(const BatchEnd& end);
  void split(const BatchEnd& end);
  void size_by(const BatchEnd& end);
  void count(const Counted& counted);

  WorkerPool& pool_;
  std::size_t subject_;
  const Dealing& dealing_;
  HuntTally& tally_;
  IndexSet tried_before_;
  std::uint64_t next_ = 0;                     // no index below is still to be dealt
  std::uint64_t batch_size_ = 1;               // a power of two
  std::map<std::uint64_t, Part> parts_;        // dealt and not yet counted, by first index
  std::size_t bytes_ahead_ = 0;                // of what waits to be counted
  std::vector<std::deque<IndexRange>> again_;  // by worker: rest of batches that killed its process
  std::set<std::uint64_t> killed_;  // indices that were played when that came from outside
};

}  // namespace rollcall
