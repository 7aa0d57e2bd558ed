#pragma once

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

/// What an origin of Store::add() begins with, so that a shard knows its own work again: "2/8-".
[[nodiscard]] std::string origin_prefix(const Shard& shard);

/// A finding as the store has it.
struct StoredFinding {
  Search search;
  FoundFailure failure;
  std::string decisions;  // the decision file of the smallest; "" if there is none
};

/// The file in which hunts keep what they have tried and found: FORMAT.md.
///
/// Tried and failed indices, findings and coverage are sets, so adding the same twice changes
/// nothing, and hunts that go on at the same time, as jobs, shards or machines, may share a file or
/// merge theirs afterwards. Work done (executions, steps) is counted for each hunt that did it.
/// Survives a kill at any moment. Throws StoreError.
class Store {
 public:
  enum class Access { kReadOnly, kReadWrite };

  explicit Store(const std::string& file, Access access = Access::kReadWrite);

  /// The base seed that hunts of this file use unless told otherwise: `drawn` if it is new.
  [[nodiscard]] std::uint64_t base_seed(std::uint64_t drawn);

  /// What is known of a search, as far as it is of these indices; empty if nothing is.
  [[nodiscard]] Tally load(const Search& search, StopRules rules, const Dealing& dealing) const;

  /// Adds what `news` has, of a hunt that calls itself `origin`; `all` is the hunt's own tally, of
  /// which how long there was nothing new is kept.
  void add(const Search& search, std::string_view origin, const Tally& news, const Tally& all);

  /// The decision file of a finding's smallest failure, if that is still the one with `index`.
  void keep_decisions(const Search& search, const std::string& signature, std::uint64_t index,
                      std::string_view decisions);

  /// Takes back a finding that does not replay, and that its indices were tried: they are played
  /// again.
  void forget(const Search& search, const std::string& signature);

  /// All findings, those of one scenario and manager (by content and name), the newest last.
  [[nodiscard]] std::vector<StoredFinding> findings() const;
  [[nodiscard]] std::vector<StoredFinding> findings(std::string_view content,
                                                    std::string_view manager,
                                                    std::string_view strategy) const;
  [[nodiscard]] std::optional<StoredFinding> last_finding() const;

  struct Totals {
    std::uint64_t searches = 0;
    std::uint64_t tried = 0;  // distinct seeds
    std::uint64_t findings = 0;
    std::uint64_t executions = 0;  // work done: a seed that two hunts tried counts twice
  };
  [[nodiscard]] Totals totals() const;

  /// Adds all that another store has. Doing it again changes nothing.
  void merge(const Store& other);

 private:
  struct FailureRow {
    std::uint64_t id = 0;
    FoundFailure failure;
    std::string decisions;
  };

  void check_format(Access access);
  [[nodiscard]] std::optional<std::uint64_t> id_of(const Search& search) const;
  std::uint64_t id_for(const Search& search);
  void add_ranges(const char* table, std::uint64_t owner, const IndexSet& set);
  [[nodiscard]] IndexSet ranges(const char* table, std::uint64_t owner) const;
  void add_failure(std::uint64_t search, const FoundFailure& failure, std::string_view decisions);
  void add_numbers(std::uint64_t search, std::uint64_t kind,
                   const std::set<std::uint64_t>& numbers);
  void add_work(std::uint64_t search, std::string_view origin, const Tally& news);
  void merge_work(std::uint64_t search, const Store& other, std::uint64_t other_search);
  [[nodiscard]] std::vector<FailureRow> failures_of(std::uint64_t search) const;

  Database database_;
};

}  // namespace rollcall
