#include "scenarios/store/store.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

class StoreFile : public testing::Test {
 protected:
  StoreFile() {
    std::string pattern = (fs::temp_directory_path() / "rollcall-store-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~StoreFile() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string file(const char* name = "a.db") const { return folder_ / name; }

 private:
  fs::path folder_;
};

Search search(const std::string& manager = "documented") {
  return {.scenario = "s",
          .file = "s.yaml",
          .content = "c0ffee",
          .manager = manager,
          .strategy = "random",
          .engine = "0.1.0",
          .base = ~std::uint64_t{0}};
}

Tally tally_of(IndexRange range, std::uint64_t failing, std::uint64_t steps) {
  Tally tally;
  if (range.first < failing) {
    tally.add({.range = {.first = range.first, .end = failing}, .steps = 100, .states = {1, 2}});
  }
  tally.add({.range = {.first = failing, .end = failing + 1},
             .steps = steps,
             .marks = {{"met", 1}},
             .states = {~std::uint64_t{0}},
             .failure = FailureReport{.signature = "sig",
                                      .invariant = "inv",
                                      .message = "msg",
                                      .steps = steps,
                                      .trace_hash = ~std::uint64_t{0} - failing}});
  if (failing + 1 < range.end) {
    tally.add({.range = {.first = failing + 1, .end = range.end}, .steps = 100, .pairs = {9}});
  }
  return tally;
}

const Dealing kAll({}, 1'000'000);

void add(Store& store, const Tally& tally, const char* origin = "o") {
  store.add(search(), origin, tally, tally);
}

std::string dump(const Store& store) {
  const Tally tally = store.load(search(), {}, kAll);
  std::string text = std::to_string(tally.steps()) + " steps\n";
  for (const auto& [first, end] : tally.tried().ranges()) {
    text += std::to_string(first) + ".." + std::to_string(end) + "\n";
  }
  for (const auto& [signature, failure] : tally.failures()) {
    text += signature + " " + std::to_string(failure.index) + " of " +
            std::to_string(failure.failed.count()) + "\n";
  }
  for (const auto& [name, count] : tally.marks()) {
    text += name + " " + std::to_string(count) + "\n";
  }
  return text + std::to_string(tally.states().size()) + " states\n" +
         std::to_string(store.totals().tried) + " tried\n" +
         std::to_string(store.totals().executions) + " executions\n";
}

TEST_F(StoreFile, KeepsWhatWasAdded) {
  {
    Store store(file());
    add(store, tally_of({.first = 0, .end = 100}, 40, 30));
    add(store, tally_of({.first = 100, .end = 150}, 120, 20));
    store.keep_decisions(search(), "sig", 120, "the file");
    store.keep_decisions(search(), "sig", 40, "of one that is not the smallest");
  }
  Store store(file());
  const Tally tally = store.load(search(), {}, kAll);
  EXPECT_EQ(tally.tried().ranges(), (std::map<std::uint64_t, std::uint64_t>{{0, 150}}));
  EXPECT_EQ(tally.steps(), 450U);
  EXPECT_EQ(tally.states(), (std::set<std::uint64_t>{1, 2, ~std::uint64_t{0}}));
  EXPECT_EQ(tally.pairs(), (std::set<std::uint64_t>{9}));
  EXPECT_EQ(tally.marks().at("met"), 2U);
  const FoundFailure& found = tally.failures().at("sig");
  EXPECT_EQ(found.failed.count(), 2U);
  EXPECT_EQ(found.index, 120U);
  EXPECT_EQ(found.report.trace_hash, ~std::uint64_t{0} - 120);
  const auto last = store.last_finding();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->decisions, "the file");
  EXPECT_EQ(last->search.base, ~std::uint64_t{0});
  EXPECT_TRUE(store.load(search("hardened"), {}, kAll).tried().empty());
}

TEST_F(StoreFile, TakesOneRangeForWhatTouches) {
  Store store(file());
  for (const std::uint64_t first : {10U, 30U, 20U, 5U, 12U}) {
    Tally tally;
    tally.add({.range = {.first = first, .end = first + 10}});
    add(store, tally);
  }
  EXPECT_EQ(store.load(search(), {}, kAll).tried().ranges(),
            (std::map<std::uint64_t, std::uint64_t>{{5, 40}}));
}

TEST_F(StoreFile, GivesAShardItsOwn) {
  Store store(file());
  add(store, tally_of({.first = 0, .end = 100}, 3, 30));
  const Dealing first({.index = 1, .count = 2}, 100);
  const Dealing second({.index = 2, .count = 2}, 100);
  EXPECT_EQ(store.load(search(), {}, first).tried().count(), first.count());
  EXPECT_EQ(store.load(search(), {}, first).failures().size(), 1U);
  EXPECT_EQ(store.load(search(), {}, second).tried().count(), second.count());
  EXPECT_EQ(store.load(search(), {}, second).failures().size(), 0U);
}

TEST_F(StoreFile, StopsAgainWhereItHasStopped) {
  Store store(file());
  add(store, tally_of({.first = 0, .end = 4}, 3, 30));
  EXPECT_EQ(store.load(search(), {.failures_max = 1}, kAll).stop(), Stop::kFailures);
  EXPECT_EQ(store.load(search(), {.failures_max = 2}, kAll).stop(), Stop::kNone);
}

TEST_F(StoreFile, MergingTwiceChangesNothing) {
  Store left(file("left.db"));
  add(left, tally_of({.first = 0, .end = 100}, 40, 30), "l");
  left.keep_decisions(search(), "sig", 40, "of 40");
  Store right(file("right.db"));
  add(right, tally_of({.first = 60, .end = 200}, 90, 20), "r");
  right.keep_decisions(search(), "sig", 90, "of 90");
  Store both(file("both.db"));
  both.merge(left);
  both.merge(right);
  const std::string once = dump(both);
  both.merge(right);
  both.merge(left);
  EXPECT_EQ(dump(both), once);
  Store reverse(file("reverse.db"));
  reverse.merge(right);
  reverse.merge(left);
  EXPECT_EQ(dump(reverse), once);
  EXPECT_EQ(both.load(search(), {}, kAll).tried().count(), 200U);  // 60 to 99 counts once
  EXPECT_EQ(both.last_finding()->decisions, "of 90");
  EXPECT_EQ(reverse.last_finding()->decisions, "of 90");
  Store merged_again(file("again.db"));
  merged_again.merge(both);
  merged_again.merge(reverse);
  EXPECT_EQ(dump(merged_again), once);
}

TEST_F(StoreFile, ForgetsWhatDoesNotReplay) {
  Store store(file());
  add(store, tally_of({.first = 0, .end = 100}, 40, 30));
  store.forget(search(), "another");
  EXPECT_EQ(store.totals().findings, 1U);
  store.forget(search(), "sig");
  const Tally tally = store.load(search(), {}, kAll);
  EXPECT_TRUE(tally.failures().empty());
  EXPECT_EQ(tally.tried().ranges(), (std::map<std::uint64_t, std::uint64_t>{{0, 40}, {41, 100}}));
}

TEST_F(StoreFile, SeveralProcessesWriteToOne) {
  static_cast<void>(Store(file()).base_seed(1));
  constexpr std::uint64_t kProcesses = 4;
  constexpr std::uint64_t kAdditions = 20;
  for (std::uint64_t process = 0; process < kProcesses; ++process) {
    if (fork() == 0) {
      Store store(file());
      for (std::uint64_t i = 0; i < kAdditions; ++i) {
        const std::uint64_t first = (i * kProcesses + process) * 10;
        add(store, tally_of({.first = first, .end = first + 10}, first + 5, 20),
            std::to_string(process).c_str());
      }
      _exit(0);
    }
  }
  for (std::uint64_t process = 0; process < kProcesses; ++process) {
    int status = 0;
    ASSERT_GT(wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  const Tally tally = Store(file()).load(search(), {}, kAll);
  EXPECT_EQ(tally.tried().ranges(),
            (std::map<std::uint64_t, std::uint64_t>{{0, kProcesses * kAdditions * 10}}));
  EXPECT_EQ(tally.failures().at("sig").failed.count(), kProcesses * kAdditions);
}

TEST_F(StoreFile, BaseIsDrawnOnce) {
  EXPECT_EQ(Store(file()).base_seed(~std::uint64_t{0} - 1), ~std::uint64_t{0} - 1);
  EXPECT_EQ(Store(file()).base_seed(7), ~std::uint64_t{0} - 1);
}

TEST_F(StoreFile, WhatIsNoStoreIsRefused) {
  EXPECT_THROW(Store(file("none.db"), Store::Access::kReadOnly), StoreError);
  EXPECT_THROW(Store(file("no/such/folder.db")), StoreError);
  std::ofstream(file("text.db")) << std::string(5000, 'x');
  EXPECT_THROW(Store(file("text.db")), StoreError);
  Database other(file("other.db"), false);
  other.execute("CREATE TABLE t(a)");
  EXPECT_THROW(Store(file("other.db")), StoreError);
}

}  // namespace
}  // namespace rollcall
