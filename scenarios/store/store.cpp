#include "scenarios/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

constexpr std::uint64_t kFormat = 1;
// Kinds of met numbers.
constexpr std::uint64_t kStates = 0;
constexpr std::uint64_t kPairs = 1;

// FORMAT.md says what each is.
constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE search(id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, file TEXT NOT NULL,
  content TEXT NOT NULL, manager TEXT NOT NULL, strategy TEXT NOT NULL, engine TEXT NOT NULL,
  base INTEGER NOT NULL, nothing_new_for INTEGER NOT NULL DEFAULT 0,
  news_in_group INTEGER NOT NULL DEFAULT 0, UNIQUE(content, manager, strategy, engine, base));
CREATE TABLE tried(owner INTEGER, first INTEGER, end INTEGER NOT NULL,
  PRIMARY KEY(owner, first)) WITHOUT ROWID;
CREATE TABLE finding(id INTEGER PRIMARY KEY AUTOINCREMENT, search INTEGER NOT NULL,
  signature TEXT NOT NULL, invariant TEXT NOT NULL, message TEXT NOT NULL,
  steps INTEGER NOT NULL, trace_hash INTEGER NOT NULL, smallest INTEGER NOT NULL,
  decisions TEXT NOT NULL, UNIQUE(search, signature));
CREATE TABLE failed(owner INTEGER, first INTEGER, end INTEGER NOT NULL,
  PRIMARY KEY(owner, first)) WITHOUT ROWID;
CREATE TABLE met(search INTEGER, kind INTEGER, number INTEGER,
  PRIMARY KEY(search, kind, number)) WITHOUT ROWID;
CREATE TABLE work(search INTEGER, origin TEXT, executions INTEGER NOT NULL, steps INTEGER NOT NULL,
  virtual_ns INTEGER NOT NULL, PRIMARY KEY(search, origin)) WITHOUT ROWID;
CREATE TABLE mark(search INTEGER, origin TEXT, name TEXT, count INTEGER NOT NULL,
  PRIMARY KEY(search, origin, name)) WITHOUT ROWID;
)";

constexpr const char* kSearchColumns = "scenario, file, content, manager, strategy, engine, base";

Search search_in(const Statement& row, int first) {
  return {.scenario = row.text(first),
          .file = row.text(first + 1),
          .content = row.text(first + 2),
          .manager = row.text(first + 3),
          .strategy = row.text(first + 4),
          .engine = row.text(first + 5),
          .base = row.number(first + 6)};
}

std::uint64_t single_number(const Database& database, const char* sql) {
  Statement row(database, sql);
  return row.step() ? row.number(0) : 0;
}

}  // namespace

std::string origin_prefix(const Shard& shard) {
  return shard.count == 1 ? "" : to_text(shard) + "-";
}

Store::Store(const std::string& file, Access access)
    : database_(file, access == Access::kReadOnly) {
  if (access == Access::kReadWrite) {
    // Readers and one writer at a time; a killed process loses nothing that it has committed.
    try {
      database_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    } catch (const StoreError&) {
      // Another process is about to do it, or the file system cannot: it works without.
    }
    Transaction transaction(database_);
    if (single_number(database_, "PRAGMA user_version") == 0 &&
        single_number(database_, "SELECT count(*) FROM sqlite_schema") == 0) {
      database_.execute(kTables);
      database_.execute(fmt::format("PRAGMA user_version = {}", kFormat).c_str());
    }
    transaction.commit();
  }
  if (const auto format = single_number(database_, "PRAGMA user_version"); format != kFormat) {
    throw StoreError{.file = file,
                     .message = fmt::format("this is no store of format {}", kFormat)};
  }
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

Tally Store::load(const Search& search, StopRules rules, const Dealing& dealing) const {
  Tally tally(rules);
  const std::optional<std::uint64_t> id = id_of(search);
  if (!id) {
    return tally;
  }
  tally.tried_ = dealing.only_mine(ranges("tried", *id));
  for (FailureRow& row : failures_of(*id)) {
    row.failure.failed = dealing.only_mine(row.failure.failed);
    if (!row.failure.failed.empty()) {
      std::string signature = row.failure.report.signature;
      tally.failures_.emplace(std::move(signature), std::move(row.failure));
    }
  }
  Statement met(database_, "SELECT kind, number FROM met WHERE search = ?");
  met.bind(*id);
  while (met.step()) {
    (met.number(0) == kStates ? tally.states_ : tally.pairs_).insert(met.number(1));
  }
  const std::string origins =
      dealing.shard().count == 1 ? "*" : origin_prefix(dealing.shard()) + "*";
  Statement work(database_,
                 "SELECT sum(steps), sum(virtual_ns) FROM work WHERE search = ? AND origin GLOB ?");
  if (work.bind(*id).bind(origins).step()) {
    tally.steps_ = work.number(0);
    tally.virtual_ns_ = work.number(1);
  }
  Statement marks(database_,
                  "SELECT name, sum(count) FROM mark WHERE search = ? AND origin GLOB ? GROUP BY "
                  "name");
  marks.bind(*id).bind(origins);
  while (marks.step()) {
    tally.marks_[marks.text(0)] = marks.number(1);
  }
  Statement news(database_, "SELECT nothing_new_for, news_in_group FROM search WHERE id = ?");
  if (news.bind(*id).step()) {
    tally.nothing_new_for_ = news.number(0);
    tally.news_in_group_ = news.number(1) != 0;
  }
  tally.resume();
  return tally;
}

void Store::add(const Search& search, std::string_view origin, const Tally& news,
                const Tally& all) {
  Transaction transaction(database_);
  const std::uint64_t id = id_for(search);
  add_ranges("tried", id, news.tried());
  for (const auto& [signature, failure] : news.failures()) {
    add_failure(id, failure, "");
  }
  add_numbers(id, kStates, news.states());
  add_numbers(id, kPairs, news.pairs());
  add_work(id, origin, news);
  Statement(database_, "UPDATE search SET nothing_new_for = ?, news_in_group = ? WHERE id = ?")
      .bind(all.nothing_new_for_)
      .bind(std::uint64_t{all.news_in_group_ ? 1U : 0U})
      .bind(id)
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

std::vector<StoredFinding> Store::findings() const {
  std::vector<StoredFinding> found;
  Statement row(database_, fmt::format("SELECT finding.id, signature, invariant, message, steps, "
                                       "trace_hash, smallest, decisions, {} FROM finding JOIN "
                                       "search ON search.id = search ORDER BY finding.id",
                                       kSearchColumns));
  while (row.step()) {
    found.push_back({.search = search_in(row, 8),
                     .failure = {.report = {.signature = row.text(1),
                                            .invariant = row.text(2),
                                            .message = row.text(3),
                                            .steps = row.number(4),
                                            .trace_hash = row.number(5)},
                                 .index = row.number(6),
                                 .failed = ranges("failed", row.number(0))},
                     .decisions = row.text(7)});
  }
  return found;
}

std::vector<StoredFinding> Store::findings(std::string_view content, std::string_view manager,
                                           std::string_view strategy) const {
  std::vector<StoredFinding> found = findings();
  std::erase_if(found, [&](const StoredFinding& finding) {
    return finding.search.content != content || finding.search.manager != manager ||
           finding.search.strategy != strategy;
  });
  return found;
}

std::optional<StoredFinding> Store::last_finding() const {
  std::vector<StoredFinding> found = findings();
  return found.empty() ? std::nullopt : std::optional(std::move(found.back()));
}

Store::Totals Store::totals() const {
  return {.searches = single_number(database_, "SELECT count(*) FROM search"),
          .tried = single_number(database_, "SELECT sum(end - first) FROM tried"),
          .findings = single_number(database_, "SELECT count(*) FROM finding"),
          .executions = single_number(database_, "SELECT sum(executions) FROM work")};
}

}  // namespace rollcall
