#include "scenarios/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFormat = 2;
constexpr std::uint64_t kApplication = 0x526f6c6c;  // "Roll"
constexpr const char* kCountOfSearchTables =
    "SELECT count(*) FROM sqlite_schema WHERE name = 'search'";
// Kinds of met numbers.
constexpr std::uint64_t kStates = 0;
constexpr std::uint64_t kPairs = 1;

// FORMAT.md says what each is.
constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search(id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, file TEXT NOT NULL,
  content TEXT NOT NULL, manager TEXT NOT NULL, strategy TEXT NOT NULL, engine TEXT NOT NULL,
  base INTEGER NOT NULL, UNIQUE(content, manager, strategy, engine, base));
CREATE TABLE plateau(search INTEGER, shard TEXT, nothing_new_for INTEGER NOT NULL,
  news_in_group INTEGER NOT NULL, PRIMARY KEY(search, shard)) WITHOUT ROWID;
CREATE TABLE tried(search INTEGER, first INTEGER, end INTEGER NOT NULL, steps INTEGER NOT NULL,
  virtual_ns INTEGER NOT NULL, PRIMARY KEY(search, first)) WITHOUT ROWID;
CREATE TABLE mark(search INTEGER, first INTEGER, name TEXT, count INTEGER NOT NULL,
  PRIMARY KEY(search, first, name)) WITHOUT ROWID;
CREATE TABLE finding(id INTEGER PRIMARY KEY AUTOINCREMENT, search INTEGER NOT NULL,
  signature TEXT NOT NULL, invariant TEXT NOT NULL, message TEXT NOT NULL,
  steps INTEGER NOT NULL, trace_hash INTEGER NOT NULL, smallest INTEGER NOT NULL,
  decisions TEXT NOT NULL, UNIQUE(search, signature));
CREATE TABLE failed(finding INTEGER, first INTEGER, end INTEGER NOT NULL,
  PRIMARY KEY(finding, first)) WITHOUT ROWID;
CREATE TABLE met(search INTEGER, kind INTEGER, number INTEGER,
  PRIMARY KEY(search, kind, number)) WITHOUT ROWID;
)";

std::uint64_t single_number(const Database& database, const char* sql) {
  Statement row(database, sql);
  return row.step() ? row.number(0) : 0;
}

bool is_empty(const Database& database) {
  return single_number(database, "PRAGMA user_version") == 0 &&
         single_number(database, "SELECT count(*) FROM sqlite_schema") == 0;
}

// A file that has none yet gets all or, as on a full disk, stays empty.
void make_tables(Database& database) {
  Transaction transaction(database);
  if (is_empty(database)) {
    database.execute(kTables);
    database.execute(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplication, kFormat)
            .c_str());
  }
  transaction.commit();
}

}  // namespace

Store::Store(const std::string& file, Access access)
    : database_(file, access == Access::kReadOnly) {
  if (access == Access::kReadWrite && is_empty(database_)) {
    try {
      make_tables(database_);
    } catch (const StoreError&) {
      std::error_code none;
      if (database_.is_new() && fs::file_size(file, none) == 0) {
        fs::remove(file, none);
      }
      throw;
    }
  }
  require_format();  // Before anything is changed: the file may be somebody else's.
  if (access == Access::kReadOnly) {
    return;
  }
  // Readers and one writer at a time; a killed process loses nothing that it has committed.
  try {
    database_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  } catch (const StoreError&) {
    // Another process is about to do it, or the file system cannot: it works without.
  }
}

void Store::require_format() const {
  const std::uint64_t format = single_number(database_, "PRAGMA user_version");
  const bool is_ours = single_number(database_, "PRAGMA application_id") == kApplication;
  if (is_ours && format == kFormat) {
    return;
  }
  // Format 1 had no application_id yet.
  const bool is_older = format == 1 && single_number(database_, kCountOfSearchTables) == 1;
  throw StoreError{.file = database_.file(),
                   .message = is_older ? fmt::format("this is a store of format {}, of an older "
                                                     "rollcall; this one keeps format {}",
                                                     format, kFormat)
                                       : fmt::format("this is no store of format {}", kFormat)};
}

std::uint64_t Store::base_seed(std::uint64_t drawn) {
  Statement(database_, "INSERT OR IGNORE INTO meta VALUES('base', ?)").bind(drawn).run();
  return single_number(database_, "SELECT value FROM meta WHERE key = 'base'");
}

std::optional<std::uint64_t> Store::id_of(const Search& search) const {
  Statement row(database_,
                "SELECT id FROM search WHERE content = ? AND manager = ? AND strategy = ? AND "
                "engine = ? AND base = ?");
  row.bind(search.content).bind(search.manager).bind(search.strategy).bind(search.engine);
  row.bind(search.base);
  return row.step() ? std::optional(row.number(0)) : std::nullopt;
}

std::uint64_t Store::id_for(const Search& search) {
  Statement row(database_,
                "INSERT OR IGNORE INTO search(scenario, file, content, manager, "
                "strategy, engine, base) VALUES(?, ?, ?, ?, ?, ?, ?)");
  row.bind(search.scenario).bind(search.file).bind(search.content).bind(search.manager);
  row.bind(search.strategy).bind(search.engine).bind(search.base).run();
  return *id_of(search);
}

// Of a block that is not all the dealing's, what its part came to is not known: it is played again.
HuntTally Store::load(const Search& search, StopRules rules, const Dealing& dealing) const {
  HuntTally tally(rules);
  const std::optional<std::uint64_t> id = id_of(search);
  if (!id) {
    return tally;
  }
  const CountedBlocks counted = blocks(*id);
  for (const auto& [first, block] : counted.all()) {
    if (dealing.has(block.range)) {
      tally.count(block);
    }
  }
  for (StoredFinding& found : findings(fmt::format("WHERE search = {}", *id))) {
    found.failure.failed = found.failure.failed.common(tally.tried_);
    if (!found.failure.failed.empty()) {
      std::string signature = found.failure.report.signature;
      tally.failures_.emplace(std::move(signature), std::move(found.failure));
    }
  }
  Statement met(database_, "SELECT kind, number FROM met WHERE search = ?");
  met.bind(*id);
  while (met.step()) {
    (met.number(0) == kStates ? tally.states_ : tally.pairs_).insert(met.number(1));
  }
  Statement plateau(database_,
                    "SELECT nothing_new_for, news_in_group FROM plateau WHERE search = ? AND "
                    "shard = ?");
  if (plateau.bind(*id).bind(to_text(dealing.shard())).step()) {
    tally.nothing_new_for_ = plateau.number(0);
    tally.news_in_group_ = plateau.number(1) != 0;
  }
  tally.resume();
  return tally;
}

void Store::add(const Search& search, const Shard& shard, const News& news, const HuntTally& all) {
  Transaction transaction(database_);
  const std::uint64_t id = id_for(search);
  add_blocks(id, news.blocks(), news.joined_max());
  for (const auto& [signature, failure] : news.tally().failures()) {
    add_failure(id, failure, "");
  }
  add_numbers(id, kStates, news.tally().states());
  add_numbers(id, kPairs, news.tally().pairs());
  Statement(database_, "INSERT OR REPLACE INTO plateau VALUES(?, ?, ?, ?)")
      .bind(id)
      .bind(to_text(shard))
      .bind(all.nothing_new_for_)
      .bind(std::uint64_t{all.news_in_group_ ? 1U : 0U})
      .run();
  transaction.commit();
}

void Store::keep_decisions(const Search& search, const std::string& signature, std::uint64_t index,
                           std::string_view decisions) {
  if (const std::optional<std::uint64_t> id = id_of(search)) {
    Statement(
        database_,
        "UPDATE finding SET decisions = ? WHERE search = ? AND signature = ? AND smallest = ?")
        .bind(decisions)
        .bind(*id)
        .bind(signature)
        .bind(index)
        .run();
  }
}

Search Store::search_in(const Statement& row, int column) {
  return {.scenario = row.text(column),
          .file = row.text(column + 1),
          .content = row.text(column + 2),
          .manager = row.text(column + 3),
          .strategy = row.text(column + 4),
          .engine = row.text(column + 5),
          .base = row.number(column + 6)};
}

std::vector<StoredFinding> Store::findings(std::string_view condition) const {
  std::vector<StoredFinding> found;
  Statement row(database_,
                fmt::format("SELECT finding.id, signature, invariant, message, steps, trace_hash, "
                            "smallest, decisions, scenario, file, content, manager, strategy, "
                            "engine, base FROM finding JOIN search ON search.id = search {} ORDER "
                            "BY finding.id",
                            condition));
  while (row.step()) {
    found.push_back({.search = search_in(row, 8),
                     .failure = {.report = {.signature = row.text(1),
                                            .invariant = row.text(2),
                                            .message = row.text(3),
                                            .steps = row.number(4),
                                            .trace_hash = row.number(5)},
                                 .index = row.number(6),
                                 .failed = failed(row.number(0))},
                     .decisions = row.text(7)});
  }
  return found;
}

std::vector<StoredFinding> Store::findings(std::string_view content, std::string_view manager,
                                           std::string_view strategy) const {
  std::vector<StoredFinding> found = findings("");
  std::erase_if(found, [&](const StoredFinding& finding) {
    return finding.search.content != content || finding.search.manager != manager ||
           finding.search.strategy != strategy;
  });
  return found;
}

std::optional<StoredFinding> Store::last_finding() const {
  std::vector<StoredFinding> found = findings("");
  return found.empty() ? std::nullopt : std::optional(std::move(found.back()));
}

Store::Totals Store::totals() const {
  return {.searches = single_number(database_, "SELECT count(*) FROM search"),
          .tried = single_number(database_, "SELECT sum(end - first) FROM tried"),
          .steps = single_number(database_, "SELECT sum(steps) FROM tried"),
          .findings = single_number(database_, "SELECT count(*) FROM finding")};
}

}  // namespace rollcall
