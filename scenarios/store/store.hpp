#pragma once

#include "scenarios/hunt/blocks.hpp"
#include "scenarios/hunt/shard.hpp"
#include "scenarios/hunt/tally.hpp"
#include "scenarios/store/database.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What a hunt is about. Executions of the same search and index are the same.
struct Search {
  std::string scenario;  // its name and its file: for people
  std::string file;
  std::string content;  // hash of the file's bytes
  std::string manager;
  std::string strategy;
  std::string engine;      // version and build of the program that plays
  std::uint64_t base = 0;  // seed i is mix(base, i)
};

/// A finding as the store has it.
struct StoredFinding {
  Search search;
  FoundFailure failure;
  std::string decisions;  // the decision file of the smallest; "" if there is none
};

/// What a hunt has counted since the store was told: as a tally of its own, and by blocks.
class News {
 public:
  explicit News(const Dealing& dealing)
      : joined_max_(dealing.block_size()), blocks_(dealing.block_size()) {}

  void add(const Segment& segment) {
    tally_.add(segment);
    blocks_.add(count_of(segment));
  }
  [[nodiscard]] bool empty() const { return tally_.tried().empty(); }
  [[nodiscard]] const HuntTally& tally() const { return tally_; }
  [[nodiscard]] const CountedBlocks& blocks() const { return blocks_; }
  /// Blocks up to this size are not another shard's.
  [[nodiscard]] std::uint64_t joined_max() const { return joined_max_; }

 private:
  std::uint64_t joined_max_;
  HuntTally tally_;
  CountedBlocks blocks_;
};

/// The file in which hunts keep what they have tried and found: FORMAT.md.
///
/// Failed indices, findings and coverage are sets; what was tried, with its steps, time and marks,
/// is counted by blocks, of which one holds another or they are disjoint. So adding the same twice
/// changes nothing, each seed counts once, and hunts that go on at the same time, as jobs, shards
/// or machines, may share a file or merge theirs afterwards.
/// Survives a kill at any moment. Throws StoreError.
class Store {
 public:
  enum class Access { kReadOnly, kReadWrite };

  explicit Store(const std::string& file, Access access = Access::kReadWrite);

  /// The base seed that hunts of this file use unless told otherwise: `drawn` if it is new.
  [[nodiscard]] std::uint64_t base_seed(std::uint64_t drawn);

  /// What is known of a search, in whole blocks of these indices; empty if nothing is.
  [[nodiscard]] HuntTally load(const Search& search, StopRules rules, const Dealing& dealing) const;

  /// Adds what `news` has; `all` is the hunt's own tally, of which how long there was nothing new
  /// is kept, for its shard.
  void add(const Search& search, const Shard& shard, const News& news, const HuntTally& all);

  /// The decision file of a finding's smallest failure, if that is still the one with `index`.
  void keep_decisions(const Search& search, const std::string& signature, std::uint64_t index,
                      std::string_view decisions);

  /// Takes back a finding that does not replay, and that the blocks with its indices were tried:
  /// they are played again.
  void forget(const Search& search, const std::string& signature);

  /// The findings of one scenario and manager (by content and name), the newest last.
  [[nodiscard]] std::vector<StoredFinding> findings(std::string_view content,
                                                    std::string_view manager,
                                                    std::string_view strategy) const;
  [[nodiscard]] std::optional<StoredFinding> last_finding() const;

  struct Totals {
    std::uint64_t searches = 0;
    std::uint64_t tried = 0;  // distinct seeds
    std::uint64_t steps = 0;  // of their executions
    std::uint64_t findings = 0;
  };
  [[nodiscard]] Totals totals() const;

  /// Adds all that another store has but how long there was nothing new, which is a hunt's own.
  /// Doing it again changes nothing.
  void merge(const Store& other);

 private:
  void require_format() const;
  [[nodiscard]] std::optional<std::uint64_t> id_of(const Search& search) const;
  std::uint64_t id_for(const Search& search);
  void add_failed(std::uint64_t finding, const IndexSet& set);
  [[nodiscard]] IndexSet failed(std::uint64_t finding) const;
  void add_blocks(std::uint64_t search, const CountedBlocks& news, std::uint64_t joined_max);
  void erase_blocks(std::uint64_t search, const IndexRange& range);
  void insert_blocks(std::uint64_t search, const CountedBlocks& blocks);
  static constexpr IndexRange kAllIndices{.first = 0, .end = ~std::uint64_t{0} >> 1};  // SQLite's
  [[nodiscard]] CountedBlocks blocks(std::uint64_t search,
                                     const IndexRange& range = kAllIndices) const;
  void add_failure(std::uint64_t search, const FoundFailure& failure, std::string_view decisions);
  void add_numbers(std::uint64_t search, std::uint64_t kind,
                   const std::set<std::uint64_t>& numbers);
  /// From `column` on: scenario, file, content, manager, strategy, engine, base.
  [[nodiscard]] static Search search_in(const Statement& row, int column);
  /// Those of rows that an SQL condition holds for; "": all.
  [[nodiscard]] std::vector<StoredFinding> findings(std::string_view condition) const;

  Database database_;
};

}  // namespace rollcall
