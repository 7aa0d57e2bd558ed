#pragma once

#include "scenarios/hunt/blocks.hpp"
#include "scenarios/hunt/index_set.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall {

/// One of several hunts that share the seeds of one.
struct Shard {
  std::uint32_t index = 1;  // from 1
  std::uint32_t count = 1;

  friend bool operator==(const Shard&, const Shard&) = default;
};

/// "2/8"; "" if there is but one.
[[nodiscard]] std::string to_text(const Shard& shard);

/// "2/8". nullopt if it is not two numbers with 1 <= index <= count.
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);

/// A shard, and what named it: a flag or variables.
struct FoundShard {
  Shard shard;
  std::string source;
};

/// What the variables of the environment say, the first that are there of: ROLLCALL_TOTAL_SHARDS
/// with ROLLCALL_SHARD_INDEX (from 0) or with the JOB_COMPLETION_INDEX (from 0) of an indexed
/// Kubernetes job; SLURM_ARRAY_TASK_ID, _COUNT and _MIN of a Slurm job array without gaps. nullopt
/// if none are. `variable` is getenv. Throws std::invalid_argument if they make no shard.
[[nodiscard]] std::optional<FoundShard> shard_of_environment(
    const char* (*variable)(const char* name));

/// Which indices of a hunt are a shard's: blocks are dealt round.
///
/// All shards together have each index once. They must agree about `seeds`, as the size of a block
/// follows from it: each shard gets eight blocks or more where there are enough seeds for that.
class Dealing {
 public:
  Dealing(Shard shard, std::uint64_t seeds);

  [[nodiscard]] bool has(std::uint64_t index) const;
  /// The shard's first run of indices at or after `from`, at most up to the end of a block.
  [[nodiscard]] std::optional<IndexRange> next(std::uint64_t from) const;
  /// Whether all of the range are this shard's.
  [[nodiscard]] bool has(const IndexRange& range) const;
  [[nodiscard]] const Shard& shard() const { return shard_; }
  /// Up to this size a block of indices (blocks.hpp) is one shard's.
  [[nodiscard]] std::uint64_t block_size() const { return shard_.count == 1 ? kBlockMax : block_; }
  /// How many indices are this shard's.
  [[nodiscard]] std::uint64_t count() const;

 private:
  Shard shard_;
  std::uint64_t seeds_;
  std::uint64_t block_;
};

}  // namespace rollcall
