// What the tables of a store hold: sets that only grow, and work done, counted by who did it.
#include "scenarios/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {

// Ranges do not touch: those that the new one touches become one with it.
void Store::add_ranges(const char* table, std::uint64_t owner, const IndexSet& set) {
  Statement before(database_, fmt::format("SELECT first, end FROM {} WHERE owner = ? AND first <= "
                                          "? ORDER BY first DESC LIMIT 1",
                                          table));
  Statement within(database_, fmt::format("SELECT max(end) FROM {} WHERE owner = ? AND first >= ? "
                                          "AND first <= ?",
                                          table));
  Statement erase(
      database_,
      fmt::format("DELETE FROM {} WHERE owner = ? AND first >= ? AND first <= ?", table));
  Statement insert(database_, fmt::format("INSERT INTO {} VALUES(?, ?, ?)", table));
  for (const auto& range : set.ranges()) {
    std::uint64_t first = range.first;
    std::uint64_t end = range.second;
    if (before.bind(owner).bind(first).step() && before.number(1) >= first) {
      first = before.number(0);
      end = std::max(end, before.number(1));
    }
    before.run();
    if (within.bind(owner).bind(first).bind(end).step()) {
      end = std::max(end, within.number(0));
    }
    within.run();
    erase.bind(owner).bind(first).bind(end).run();
    insert.bind(owner).bind(first).bind(end).run();
  }
}

IndexSet Store::ranges(const char* table, std::uint64_t owner) const {
  IndexSet set;
  Statement row(database_, fmt::format("SELECT first, end FROM {} WHERE owner = ?", table));
  row.bind(owner);
  while (row.step()) {
    set.add({.first = row.number(0), .end = row.number(1)});
  }
  return set;
}

// The smaller one is kept, with its decision file.
void Store::add_failure(std::uint64_t search, const FoundFailure& failure,
                        std::string_view decisions) {
  const FailureReport& report = failure.report;
  Statement(database_,
            "INSERT INTO finding(search, signature, invariant, message, steps, trace_hash, "
            "smallest, decisions) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET "
            "message = ?4, steps = ?5, trace_hash = ?6, smallest = ?7, decisions = ?8 WHERE "
            "(steps, smallest) > (?5, ?7) OR (smallest = ?7 AND decisions = '')")
      .bind(search)
      .bind(report.signature)
      .bind(report.invariant)
      .bind(report.message)
      .bind(report.steps)
      .bind(report.trace_hash)
      .bind(failure.index)
      .bind(decisions)
      .run();
  Statement id(database_, "SELECT id FROM finding WHERE search = ? AND signature = ?");
  if (id.bind(search).bind(report.signature).step()) {
    add_ranges("failed", id.number(0), failure.failed);
  }
}

void Store::forget(const Search& search, const std::string& signature) {
  Transaction transaction(database_);
  const std::uint64_t id = id_for(search);
  for (const FailureRow& row : failures_of(id)) {
    if (row.failure.report.signature != signature) {
      continue;
    }
    IndexSet tried = ranges("tried", id);
    for (const auto& [first, end] : row.failure.failed.ranges()) {
      tried.subtract({.first = first, .end = end});
    }
    Statement(database_, "DELETE FROM tried WHERE owner = ?").bind(id).run();
    add_ranges("tried", id, tried);
    Statement(database_, "DELETE FROM failed WHERE owner = ?").bind(row.id).run();
    Statement(database_, "DELETE FROM finding WHERE id = ?").bind(row.id).run();
  }
  transaction.commit();
}

std::vector<Store::FailureRow> Store::failures_of(std::uint64_t search) const {
  std::vector<FailureRow> failures;
  Statement row(database_,
                "SELECT id, signature, invariant, message, steps, trace_hash, smallest, decisions "
                "FROM finding WHERE search = ?");
  row.bind(search);
  while (row.step()) {
    failures.push_back({.id = row.number(0),
                        .failure = {.report = {.signature = row.text(1),
                                               .invariant = row.text(2),
                                               .message = row.text(3),
                                               .steps = row.number(4),
                                               .trace_hash = row.number(5)},
                                    .index = row.number(6),
                                    .failed = ranges("failed", row.number(0))},
                        .decisions = row.text(7)});
  }
  return failures;
}

void Store::add_numbers(std::uint64_t search, std::uint64_t kind,
                        const std::set<std::uint64_t>& numbers) {
  Statement insert(database_, "INSERT OR IGNORE INTO met VALUES(?, ?, ?)");
  for (const std::uint64_t number : numbers) {
    insert.bind(search).bind(kind).bind(number).run();
  }
}

void Store::add_work(std::uint64_t search, std::string_view origin, const Tally& news) {
  Statement(database_,
            "INSERT INTO work VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET executions = "
            "executions + ?3, steps = steps + ?4, virtual_ns = virtual_ns + ?5")
      .bind(search)
      .bind(origin)
      .bind(news.tried().count())
      .bind(news.steps())
      .bind(news.virtual_ns())
      .run();
  Statement mark(database_,
                 "INSERT INTO mark VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET count = count "
                 "+ ?4");
  for (const auto& [name, count] : news.marks()) {
    mark.bind(search).bind(origin).bind(name).bind(count).run();
  }
}

void Store::merge(const Store& other) {
  Transaction transaction(database_);
  Statement rows(other.database_,
                 "SELECT id, scenario, file, content, manager, strategy, engine, base, "
                 "nothing_new_for FROM search");
  while (rows.step()) {
    const std::uint64_t other_id = rows.number(0);
    const std::uint64_t id = id_for({.scenario = rows.text(1),
                                     .file = rows.text(2),
                                     .content = rows.text(3),
                                     .manager = rows.text(4),
                                     .strategy = rows.text(5),
                                     .engine = rows.text(6),
                                     .base = rows.number(7)});
    add_ranges("tried", id, other.ranges("tried", other_id));
    for (const FailureRow& row : other.failures_of(other_id)) {
      add_failure(id, row.failure, row.decisions);
    }
    Statement met(other.database_, "SELECT kind, number FROM met WHERE search = ?");
    Statement insert(database_, "INSERT OR IGNORE INTO met VALUES(?, ?, ?)");
    met.bind(other_id);
    while (met.step()) {
      insert.bind(id).bind(met.number(0)).bind(met.number(1)).run();
    }
    merge_work(id, other, other_id);
  }
  Statement base(other.database_, "SELECT value FROM meta WHERE key = 'base'");
  if (base.step()) {
    Statement(database_, "INSERT OR IGNORE INTO meta VALUES('base', ?)").bind(base.number(0)).run();
  }
  transaction.commit();
}

// One origin's numbers only grow, so the larger ones are the later ones.
void Store::merge_work(std::uint64_t search, const Store& other, std::uint64_t other_search) {
  Statement work(other.database_,
                 "SELECT origin, executions, steps, virtual_ns FROM work WHERE search = ?");
  Statement add(database_,
                "INSERT INTO work VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET executions "
                "= max(executions, ?3), steps = max(steps, ?4), virtual_ns = max(virtual_ns, ?5)");
  work.bind(other_search);
  while (work.step()) {
    add.bind(search).bind(work.text(0)).bind(work.number(1)).bind(work.number(2));
    add.bind(work.number(3)).run();
  }
  Statement mark(other.database_, "SELECT origin, name, count FROM mark WHERE search = ?");
  Statement add_mark(database_,
                     "INSERT INTO mark VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET count = "
                     "max(count, ?4)");
  mark.bind(other_search);
  while (mark.step()) {
    add_mark.bind(search).bind(mark.text(0)).bind(mark.text(1)).bind(mark.number(2)).run();
  }
}

}  // namespace rollcall
