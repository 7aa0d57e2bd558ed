// What the tables of a store hold: sets that only grow, and counts by blocks of indices.
#include "scenarios/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
// Ranges do not touch: those that the new one touches become one with it.
void Store::add_failed(std::uint64_t finding, const IndexSet& set) {
  Statement before(database_,
                   "SELECT first, end FROM failed WHERE finding = ? AND first <= ? ORDER BY first "
                   "DESC LIMIT 1");
  Statement within(database_,
                   "SELECT max(end) FROM failed WHERE finding = ? AND first >= ? AND first <= ?");
  Statement erase(database_, "DELETE FROM failed WHERE finding = ? AND first >= ? AND first <= ?");
  Statement insert(database_, "INSERT INTO failed VALUES(?, ?, ?)");
  for (const auto& range : set.ranges()) {
    std::uint64_t first = range.first;
    std::uint64_t end = range.second;
    if (before.bind(finding).bind(first).step() && before.number(1) >= first) {
      first = before.number(0);
      end = std::max(end, before.number(1));
    }
    before.run();
    if (within.bind(finding).bind(first).bind(end).step()) {
      end = std::max(end, within.number(0));
    }
    within.run();
    erase.bind(finding).bind(first).bind(end).run();
    insert.bind(finding).bind(first).bind(end).run();
  }
}

IndexSet Store::failed(std::uint64_t finding) const {
  IndexSet set;
  Statement row(database_, "SELECT first, end FROM failed WHERE finding = ?");
  row.bind(finding);
  while (row.step()) {
    set.add({.first = row.number(0), .end = row.number(1)});
  }
  return set;
}

// Those that begin in a range.
CountedBlocks Store::blocks(std::uint64_t search, const IndexRange& range) const {
  std::map<std::uint64_t, BlockCount> found;
  Statement row(database_,
                "SELECT first, end, steps, virtual_ns FROM tried WHERE search = ? AND first >= ? "
                "AND first < ?");
  row.bind(search).bind(range.first).bind(range.end);
  while (row.step()) {
    found[row.number(0)] = {.range = {.first = row.number(0), .end = row.number(1)},
                            .steps = row.number(2),
                            .virtual_ns = row.number(3)};
  }
  Statement mark(database_,
                 "SELECT first, name, count FROM mark WHERE search = ? AND first >= ? AND first < "
                 "?");
  mark.bind(search).bind(range.first).bind(range.end);
  while (mark.step()) {
    found[mark.number(0)].marks[mark.text(1)] = mark.number(2);
  }
  CountedBlocks blocks(1);
  for (auto& [first, block] : found) {
    blocks.add(std::move(block));
  }
  return blocks;
}

// Block by block of the largest size, in which all others lie.
void Store::add_blocks(std::uint64_t search, const CountedBlocks& news, std::uint64_t joined_max) {
  for (auto next = news.all().begin(); next != news.all().end();) {
    const std::uint64_t first = next->first / kBlockMax * kBlockMax;
    const IndexRange largest{.first = first, .end = first + kBlockMax};
    CountedBlocks united(joined_max);
    united.add(blocks(search, largest));
    for (; next != news.all().end() && next->first < largest.end; ++next) {
      united.add(next->second);
    }
    erase_blocks(search, largest);
    insert_blocks(search, united);
  }
}

void Store::erase_blocks(std::uint64_t search, const IndexRange& range) {
  for (const char* const table : {"tried", "mark"}) {
    Statement(database_,
              fmt::format("DELETE FROM {} WHERE search = ? AND first >= ? AND first < ?", table))
        .bind(search)
        .bind(range.first)
        .bind(range.end)
        .run();
  }
}

void Store::insert_blocks(std::uint64_t search, const CountedBlocks& blocks) {
  Statement row(database_, "INSERT INTO tried VALUES(?, ?, ?, ?, ?)");
  Statement mark(database_, "INSERT INTO mark VALUES(?, ?, ?, ?)");
  for (const auto& [first, block] : blocks.all()) {
    row.bind(search).bind(first).bind(block.range.end).bind(block.steps).bind(block.virtual_ns);
    row.run();
    for (const auto& [name, count] : block.marks) {
      mark.bind(search).bind(first).bind(name).bind(count).run();
    }
  }
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
    add_failed(id.number(0), failure.failed);
  }
}

void Store::forget(const Search& search, const std::string& signature) {
  Transaction transaction(database_);
  const std::uint64_t id = id_for(search);
  Statement row(database_, "SELECT id FROM finding WHERE search = ? AND signature = ?");
  if (row.bind(id).bind(signature).step()) {
    const std::uint64_t finding = row.number(0);
    const IndexSet gone = failed(finding);
    const CountedBlocks counted = blocks(id);
    for (const auto& [first, block] : counted.all()) {
      IndexSet range;
      range.add(block.range);
      if (!gone.common(range).empty()) {
        erase_blocks(id, block.range);
      }
    }
    Statement(database_, "DELETE FROM failed WHERE finding = ?").bind(finding).run();
    Statement(database_, "DELETE FROM finding WHERE id = ?").bind(finding).run();
  }
  transaction.commit();
}

void Store::add_numbers(std::uint64_t search, std::uint64_t kind,
                        const std::set<std::uint64_t>& numbers) {
  Statement insert(database_, "INSERT OR IGNORE INTO met VALUES(?, ?, ?)");
  for (const std::uint64_t number : numbers) {
    insert.bind(search).bind(kind).bind(number).run();
  }
}

void Store::merge(const Store& other) {
  Transaction transaction(database_);
  std::map<std::uint64_t, std::uint64_t> ids;  // of searches here, by those there
  Statement rows(other.database_,
                 "SELECT id, scenario, file, content, manager, strategy, engine, base FROM search");
  while (rows.step()) {
    const std::uint64_t id = id_for(search_in(rows, 1));
    ids[rows.number(0)] = id;
    add_blocks(id, other.blocks(rows.number(0)), 1);
  }
  for (const StoredFinding& found : other.findings("")) {
    add_failure(id_for(found.search), found.failure, found.decisions);
  }
  Statement met(other.database_, "SELECT search, kind, number FROM met");
  Statement insert(database_, "INSERT OR IGNORE INTO met VALUES(?, ?, ?)");
  while (met.step()) {
    insert.bind(ids.at(met.number(0))).bind(met.number(1)).bind(met.number(2)).run();
  }
  Statement base(other.database_, "SELECT value FROM meta WHERE key = 'base'");
  if (base.step()) {
    Statement(database_, "INSERT OR IGNORE INTO meta VALUES('base', ?)").bind(base.number(0)).run();
  }
  transaction.commit();
}

}  // namespace rollcall
