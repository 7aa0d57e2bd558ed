#include "scenarios/store/store.hpp"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
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

const Dealing kAll({}, 1'000'000);

// Executions as a search has them: what an index comes to is known.
void play(News& news, IndexRange range, std::uint64_t failing) {
  for (IndexRange part : {IndexRange{.first = range.first, .end = std::min(failing, range.end)},
                          IndexRange{.first = failing, .end = failing + 1},
                          IndexRange{.first = failing + 1, .end = range.end}}) {
    for (const IndexRange& block : blocks_of(part)) {
      Segment segment{.range = block,
                      .steps = 10 * block.count(),
                      .virtual_ns = block.count(),
                      .marks = {{"met", block.count()}},
                      .states = {1, ~std::uint64_t{0}},
                      .pairs = {9}};
      if (block.first == failing) {
        segment.failure = FailureReport{.signature = "sig",
                                        .invariant = "inv",
                                        .message = "msg",
                                        .steps = 1000 - failing,
                                        .trace_hash = ~std::uint64_t{0} - failing};
      }
      news.add(segment);
    }
  }
}

void add(Store& store, IndexRange range, std::uint64_t failing, const Dealing& dealing = kAll) {
  News news(dealing);
  play(news, range, failing);
  store.add(search(), dealing.shard(), news, news.tally());
}

std::string dump(const Store& store) {
  const HuntTally tally = store.load(search(), {}, kAll);
  std::string text = std::to_string(tally.steps()) + " steps, " +
                     std::to_string(tally.virtual_ns()) + " ns, " +
                     std::to_string(store.totals().steps) + " in all\n";
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
         std::to_string(store.totals().tried) + " tried\n";
}

TEST_F(StoreFile, KeepsWhatWasAdded) {
  {
    Store store(file());
    add(store, {.first = 0, .end = 100}, 40);
    add(store, {.first = 100, .end = 150}, 120);
    store.keep_decisions(search(), "sig", 120, "the file");
    store.keep_decisions(search(), "sig", 40, "of one that is not the smallest");
  }
  Store store(file());
  const HuntTally tally = store.load(search(), {}, kAll);
  EXPECT_EQ(tally.tried().ranges(), (std::map<std::uint64_t, std::uint64_t>{{0, 150}}));
  EXPECT_EQ(tally.steps(), 1500U);
  EXPECT_EQ(tally.states(), (std::set<std::uint64_t>{1, ~std::uint64_t{0}}));
  EXPECT_EQ(tally.pairs(), (std::set<std::uint64_t>{9}));
  EXPECT_EQ(tally.marks().at("met"), 150U);
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

TEST_F(StoreFile, CountsOnceWhatWasPlayedTwice) {
  Store store(file());
  add(store, {.first = 0, .end = 100}, 40);
  const std::string once = dump(store);
  add(store, {.first = 0, .end = 100}, 40);
  add(store, {.first = 17, .end = 71}, 40);
  EXPECT_EQ(dump(store), once);
  EXPECT_EQ(store.load(search(), {}, kAll).steps(), 1000U);
}

TEST_F(StoreFile, TakesOneRowForWhatIsWhole) {
  Store store(file());
  for (std::uint64_t first = 0; first < 2 * kBlockMax; first += 1000) {
    add(store, {.first = first, .end = std::min(first + 1000, 2 * kBlockMax)}, first);
  }
  Database database(file(), true);
  Statement rows(database, "SELECT count(*) FROM tried");
  ASSERT_TRUE(rows.step());
  EXPECT_EQ(rows.number(0), 2U);
}

TEST_F(StoreFile, GivesAShardItsOwn) {
  const Dealing first({.index = 1, .count = 2}, 100);
  const Dealing second({.index = 2, .count = 2}, 100);
  Store store(file());
  std::uint64_t from = 0;
  while (const auto range = first.next(from)) {
    add(store, *range, range->first, first);
    from = range->end;
  }
  const HuntTally mine = store.load(search(), {}, first);
  EXPECT_EQ(mine.tried().count(), first.count());
  EXPECT_EQ(mine.steps(), 10 * first.count());
  EXPECT_EQ(mine.failures().size(), 1U);
  EXPECT_TRUE(store.load(search(), {}, second).tried().empty());
  EXPECT_TRUE(store.load(search(), {}, second).failures().empty());
  // The part of a larger block is not known.
  add(store, {.first = 0, .end = 100}, 3);
  const HuntTally some = store.load(search(), {}, second);
  EXPECT_LT(some.tried().count(), second.count());
  EXPECT_EQ(some.steps(), 10 * some.tried().count());
  EXPECT_EQ(store.load(search(), {}, kAll).steps(), 1000U);
}

TEST_F(StoreFile, KeepsHowLongThereWasNothingNewForEachShard) {
  const Dealing first({.index = 1, .count = 2}, 10'000);
  const Dealing second({.index = 2, .count = 2}, 10'000);
  Store store(file());
  News one(first);
  play(one, {.first = 0, .end = 192}, 0);
  store.add(search(), first.shard(), one, one.tally());
  News other(second);
  play(other, {.first = 512, .end = 576}, 512);
  store.add(search(), second.shard(), other, other.tally());
  EXPECT_EQ(store.load(search(), {}, first).nothing_new_for(), one.tally().nothing_new_for());
  EXPECT_EQ(store.load(search(), {}, second).nothing_new_for(), 0U);
  EXPECT_EQ(one.tally().nothing_new_for(), 128U);
}

TEST_F(StoreFile, StopsAgainWhereItHasStopped) {
  Store store(file());
  add(store, {.first = 0, .end = 4}, 3);
  EXPECT_EQ(store.load(search(), {.failures_max = 1}, kAll).stop(), Stop::kFailures);
  EXPECT_EQ(store.load(search(), {.failures_max = 2}, kAll).stop(), Stop::kNone);
}

TEST_F(StoreFile, MergingTwiceChangesNothing) {
  Store left(file("left.db"));
  add(left, {.first = 0, .end = 100}, 40);
  left.keep_decisions(search(), "sig", 40, "of 40");
  Store right(file("right.db"));
  add(right, {.first = 60, .end = 200}, 90);
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
  const HuntTally tally = both.load(search(), {}, kAll);
  EXPECT_EQ(tally.tried().count(), 200U);  // 60 to 99 counts once,
  EXPECT_EQ(tally.steps(), 2000U);         // and so does all that is known of it.
  EXPECT_EQ(tally.virtual_ns(), 200U);
  EXPECT_EQ(tally.marks().at("met"), 200U);
  EXPECT_EQ(both.last_finding()->decisions, "of 90");
  EXPECT_EQ(reverse.last_finding()->decisions, "of 90");
  Store merged_again(file("again.db"));
  merged_again.merge(both);
  merged_again.merge(reverse);
  EXPECT_EQ(dump(merged_again), once);
}

TEST_F(StoreFile, ForgetsWhatDoesNotReplay) {
  Store store(file());
  add(store, {.first = 0, .end = 96}, 70);
  store.forget(search(), "another");
  EXPECT_EQ(store.totals().findings, 1U);
  store.forget(search(), "sig");
  const HuntTally tally = store.load(search(), {}, kAll);
  EXPECT_TRUE(tally.failures().empty());
  // With its block, of which the rest would be unknown.
  EXPECT_EQ(tally.tried().ranges(), (std::map<std::uint64_t, std::uint64_t>{{0, 64}}));
  EXPECT_EQ(tally.steps(), 640U);
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
        add(store, {.first = first, .end = first + 10}, first + 5);
      }
      _exit(0);
    }
  }
  for (std::uint64_t process = 0; process < kProcesses; ++process) {
    int status = 0;
    ASSERT_GT(wait(&status), 0);
    EXPECT_EQ(status, 0);
  }
  const HuntTally tally = Store(file()).load(search(), {}, kAll);
  EXPECT_EQ(tally.tried().ranges(),
            (std::map<std::uint64_t, std::uint64_t>{{0, kProcesses * kAdditions * 10}}));
  EXPECT_EQ(tally.failures().at("sig").failed.count(), kProcesses * kAdditions);
  EXPECT_EQ(tally.steps(), 10 * kProcesses * kAdditions * 10);
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

TEST_F(StoreFile, WhatIsSomebodyElsesStaysAsItIs) {
  for (const char* const version : {"0", "1", "2", "9"}) {
    const std::string other = file((std::string(version) + ".db").c_str());
    Database(other, false)
        .execute(("CREATE TABLE t(a); PRAGMA user_version = " + std::string(version)).c_str());
    EXPECT_THROW(Store store(other), StoreError) << version;
    const Database after(other, true);
    Statement mode(after, "PRAGMA journal_mode");
    ASSERT_TRUE(mode.step());
    EXPECT_EQ(mode.text(0), "delete") << version;
  }
}

// Root writes everywhere by its capabilities, which a process can give up.
bool give_up_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &header, none.data()) == 0;
}

TEST_F(StoreFile, IsReadWhereNothingCanBeWritten) {
  const std::string name = file("a#1.db");
  EXPECT_EQ(Store(name).base_seed(5), 5U);
  const fs::path folder = fs::path(name).parent_path();
  fs::permissions(folder, fs::perms(0555));
  const pid_t child = fork();
  if (child == 0) {
    if (!give_up_capabilities() || std::ofstream(file("new.db"))) {
      _exit(2);
    }
    try {
      _exit(Store(name, Store::Access::kReadOnly).totals().searches == 0 ? 0 : 1);
    } catch (const StoreError& error) {
      std::fprintf(stderr, "%s\n", error.message.c_str());
      _exit(3);
    }
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  fs::permissions(folder, fs::perms(0755));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace rollcall
