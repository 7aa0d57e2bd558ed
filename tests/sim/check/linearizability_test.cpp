// Histories right and wrong, written down by hand.
#include "sim/check/linearizability.hpp"

#include "sim/check/fifo_queue.hpp"
#include "sim/check/key_value.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

using Kv = KeyValue;
using KvHistory = HistoryBuilderOf<KeyValue>;

LinearizabilityResult<Kv::State> check(const KvHistory& history) {
  return check_linearizability(KeyValue(), history.operations());
}

// One client's operation from its invocation to its return, with nothing between.
void call(KvHistory& history, std::uint64_t client, Kv::Input input, Kv::Output output) {
  history.invoke(client, std::move(input));
  history.respond(client, output);
}

void expect_fails_at(const KvHistory& history, std::size_t operation, std::size_t event) {
  const auto result = check(history);
  ASSERT_EQ(result.verdict, Linearizability::kFails);
  EXPECT_EQ(result.failure->operation, operation);
  EXPECT_EQ(result.failure->event, event);
  EXPECT_TRUE(result.failure->is_shortest);
  EXPECT_TRUE(result.order.empty());
}

TEST(Linearizability, HoldsOfNothing) {
  const auto result = check(KvHistory());
  EXPECT_EQ(result.verdict, Linearizability::kHolds);
  EXPECT_EQ(result.event_count, 0U);
}

TEST(Linearizability, GivesTheOrderThatProvesIt) {
  KvHistory history;
  history.invoke(1, Kv::write("x", 1));
  history.invoke(2, Kv::write("x", 2));
  history.invoke(3, Kv::read("x"));
  history.respond(3, Kv::found(2));
  call(history, 3, Kv::read("x"), Kv::found(1));
  history.respond(1, Kv::done());
  history.respond(2, Kv::done());
  const auto result = check(history);
  EXPECT_EQ(result.verdict, Linearizability::kHolds);
  EXPECT_EQ(result.order, (std::vector<std::size_t>{1, 2, 0, 3}));
}

TEST(Linearizability, AStaleReadBreaksIt) {
  KvHistory history;
  call(history, 1, Kv::write("x", 1), Kv::done());
  call(history, 1, Kv::write("x", 2), Kv::done());
  call(history, 2, Kv::read("x"), Kv::found(1));
  call(history, 2, Kv::read("x"), Kv::found(2));
  expect_fails_at(history, 2, 5);
}

TEST(Linearizability, AReadMayBeOldWhileTheWriteIsOpenButNotAfterANewOne) {
  KvHistory history;
  call(history, 1, Kv::write("x", 1), Kv::done());
  history.invoke(1, Kv::write("x", 2));
  call(history, 2, Kv::read("x"), Kv::found(1));
  call(history, 2, Kv::read("x"), Kv::found(2));
  EXPECT_EQ(check(history).verdict, Linearizability::kHolds);
  call(history, 2, Kv::read("x"), Kv::found(1));
  history.respond(1, Kv::done());
  expect_fails_at(history, 4, 8);
}

TEST(Linearizability, ALostUpdateBreaksIt) {
  KvHistory history;
  call(history, 1, Kv::write("x", 0), Kv::done());
  history.invoke(1, Kv::cas("x", 0, 1));
  history.invoke(2, Kv::cas("x", 0, 2));
  history.respond(1, Kv::done());
  history.respond(2, Kv::done());
  expect_fails_at(history, 2, 5);
}

TEST(Linearizability, AReadFromTheFutureBreaksIt) {
  KvHistory history;
  call(history, 1, Kv::read("x"), Kv::found(1));
  call(history, 2, Kv::write("x", 1), Kv::done());
  expect_fails_at(history, 0, 1);
}

TEST(Linearizability, APendingWriteMayBeSeenOrNot) {
  KvHistory history;
  history.invoke(1, Kv::write("x", 1));
  call(history, 2, Kv::read("x"), Kv::found(std::nullopt));
  EXPECT_EQ(check(history).order, (std::vector<std::size_t>{1}));
  call(history, 2, Kv::read("x"), Kv::found(1));
  EXPECT_EQ(check(history).order, (std::vector<std::size_t>{1, 0, 2}));
  call(history, 2, Kv::read("x"), Kv::found(std::nullopt));
  expect_fails_at(history, 3, 6);
}

TEST(Linearizability, AWriteGivenUpTakesEffectOnceAtAnyLaterTime) {
  KvHistory history;
  history.invoke(1, Kv::write("x", 1));
  history.give_up(1);
  call(history, 1, Kv::write("x", 2), Kv::done());
  call(history, 1, Kv::read("x"), Kv::found(1));
  EXPECT_EQ(check(history).verdict, Linearizability::kHolds);
  call(history, 1, Kv::write("x", 3), Kv::done());
  call(history, 1, Kv::read("x"), Kv::found(1));
  expect_fails_at(history, 4, 8);
}

TEST(Linearizability, AnUnknownCasMayHaveSwapped) {
  for (const std::int64_t seen : {0, 1, 2}) {
    KvHistory history;
    call(history, 1, Kv::write("x", 0), Kv::done());
    history.invoke(1, Kv::cas("x", 0, 1));
    history.give_up(1);
    call(history, 2, Kv::read("x"), Kv::found(seen));
    EXPECT_EQ(check(history).verdict == Linearizability::kHolds, seen != 2) << seen;
  }
}

TEST(Linearizability, AnUnknownEraseExplainsAnAbsentKeyOfItsOwnOnly) {
  KvHistory history;
  call(history, 1, Kv::write("x", 1), Kv::done());
  call(history, 1, Kv::write("y", 1), Kv::done());
  history.invoke(2, Kv::erase("x"));
  call(history, 1, Kv::cas("x", 1, 2), Kv::done(false));
  EXPECT_EQ(check(history).verdict, Linearizability::kHolds);
  call(history, 1, Kv::cas("y", 1, 2), Kv::done(false));
  expect_fails_at(history, 4, 8);
}

// The read of client 2 needs the open cas; that it will answer no is known later only.
TEST(Linearizability, ThePrefixEndsWhereTheEventsSoFarFailNotTheOnesToCome) {
  KvHistory history;
  call(history, 1, Kv::write("x", 0), Kv::done());
  history.invoke(1, Kv::cas("x", 0, 1));
  call(history, 2, Kv::read("x"), Kv::found(1));
  call(history, 2, Kv::read("x"), Kv::found(1));
  history.respond(1, Kv::done(false));
  expect_fails_at(history, 1, 7);
  const auto result = check(history);
  ASSERT_EQ(result.failure->orders.size(), 1U);
  EXPECT_EQ(result.failure->orders.front().state, 1);
  EXPECT_EQ(result.failure->orders.front().operations.size(), 4U);
}

TEST(Linearizability, TheFirstFailureOfAllKeysIsTold) {
  KvHistory history;
  for (const char* key : {"a", "b", "c"}) {
    call(history, 1, Kv::write(key, 1), Kv::done());
  }
  call(history, 1, Kv::read("c"), Kv::found(2));
  call(history, 1, Kv::read("b"), Kv::found(2));
  call(history, 1, Kv::read("a"), Kv::found(2));
  expect_fails_at(history, 3, 7);
}

TEST(Linearizability, TellsTheStatesThatTheOrdersBeforeLeadTo) {
  KvHistory history;
  history.invoke(1, Kv::write("x", 1));
  history.invoke(2, Kv::write("x", 2));
  history.respond(1, Kv::done());
  history.respond(2, Kv::done());
  call(history, 1, Kv::read("x"), Kv::found(3));
  const auto result = check(history);
  ASSERT_EQ(result.failure->orders.size(), 2U);
  EXPECT_EQ(result.failure->orders[0].state, 2);
  EXPECT_EQ(result.failure->orders[1].state, 1);
}

TEST(Linearizability, TimesOfAnyClockCountAndTiesAreConcurrent) {
  std::vector<OperationOf<KeyValue>> operations(2);
  operations[0] = {.client = 1,
                   .input = Kv::read("x"),
                   .invoked = -50,
                   .response = {{.output = Kv::found(1), .returned = -20}}};
  operations[1] = {.client = 2,
                   .input = Kv::write("x", 1),
                   .invoked = -20,
                   .response = {{.output = Kv::done(), .returned = -20}}};
  EXPECT_EQ(check_linearizability(KeyValue(), operations).verdict, Linearizability::kHolds);
  operations[1].invoked = -19;
  operations[1].response->returned = 900;
  EXPECT_EQ(check_linearizability(KeyValue(), operations).verdict, Linearizability::kFails);
}

TEST(Linearizability, RefusesAReturnBeforeItsInvocation) {
  std::vector<OperationOf<KeyValue>> operations(1);
  operations[0] = {.client = 7,
                   .input = Kv::read("x"),
                   .invoked = 5,
                   .response = {{.output = Kv::found(1), .returned = 4}}};
  try {
    static_cast<void>(check_linearizability(KeyValue(), operations));
    FAIL() << "accepted";
  } catch (const HistoryError& error) {
    EXPECT_STREQ(error.what(), "operation 1 (client 7): returned at 4, before it was invoked at 5");
  }
}

TEST(Linearizability, AQueueKeepsTheOrderOfItsEnqueues) {
  HistoryBuilderOf<FifoQueue> history;
  const auto call_queue = [&](std::uint64_t client, FifoQueue::Input input,
                              FifoQueue::Output output) {
    history.invoke(client, input);
    history.respond(client, output);
  };
  history.invoke(1, {.value = 1});
  call_queue(2, {.value = 2}, {});
  call_queue(2, {}, {.value = 1});
  EXPECT_EQ(check_linearizability(FifoQueue(), history.operations()).verdict,
            Linearizability::kHolds);
  call_queue(2, {}, {});
  EXPECT_EQ(check_linearizability(FifoQueue(), history.operations()).verdict,
            Linearizability::kFails);
}

// Writes of different values, all open, and a read of none of them: about 2^writes sets of writes.
void add_hard_key(KvHistory& history, const std::string& key, std::uint64_t writes,
                  std::uint64_t first_client) {
  for (std::uint64_t i = 0; i < writes; ++i) {
    history.invoke(first_client + i, Kv::write(key, static_cast<std::int64_t>(i)));
  }
  call(history, first_client + writes, Kv::read(key), Kv::found(99));
  for (std::uint64_t i = 0; i < writes; ++i) {
    history.respond(first_client + i, Kv::done());
  }
}

TEST(Linearizability, IsUndecidedWhenTheLimitIsReached) {
  KvHistory history;
  add_hard_key(history, "x", 16, 0);
  const auto limited =
      check_linearizability(KeyValue(), history.operations(), {.configurations_max = 1000});
  EXPECT_EQ(limited.verdict, Linearizability::kUndecided);
  EXPECT_LE(limited.configuration_count, 1000U);
  call(history, 17, Kv::read("y"), Kv::found(1));
  const auto failed =
      check_linearizability(KeyValue(), history.operations(), {.configurations_max = 1000});
  EXPECT_EQ(failed.verdict, Linearizability::kFails);
  EXPECT_FALSE(failed.failure->is_shortest) << "x may have failed before y did";
}

// Fifty clients on six keys, of which the last is refuted by two operations.
TEST(Linearizability, AnEasilyRefutedKeyIsNotKeptWaitingByHardOnes) {
  KvHistory history;
  for (std::uint64_t key = 0; key < 5; ++key) {
    add_hard_key(history, "hard" + std::to_string(key), 24, key * 25);
  }
  call(history, 125, Kv::write("easy", 1), Kv::done());
  call(history, 125, Kv::read("easy"), Kv::found(2));
  const auto result = check(history);
  ASSERT_EQ(result.verdict, Linearizability::kFails);
  EXPECT_LT(result.configuration_count, 200'000U) << "a hard key alone visits 4,000,000 and more";
  EXPECT_EQ(result.failure->operation, history.operations().size() - 1);
  EXPECT_FALSE(result.failure->is_shortest);
  ASSERT_EQ(result.undecided.size(), 5U);
  for (std::size_t key = 0; key < 5; ++key) {
    EXPECT_EQ(result.undecided[key].operation, key * 25);
    EXPECT_EQ(result.undecided[key].operation_count, 25U);
  }
}

// Every key is refuted in the first round; the first to fail in the history is found all the same.
TEST(Linearizability, TheVerdictComesFirstAndThenTheShortestPrefix) {
  KvHistory history;
  call(history, 100, Kv::read("early"), Kv::found(1));
  add_hard_key(history, "hard", 12, 0);
  call(history, 100, Kv::read("late"), Kv::found(1));
  const auto result = check(history);
  ASSERT_EQ(result.verdict, Linearizability::kFails);
  EXPECT_EQ(result.failure->operation, 0U);
  EXPECT_TRUE(result.failure->is_shortest);
  EXPECT_TRUE(result.undecided.empty());
}

// The prefix before the refuted read cuts the hard key's reads off, so that it holds there.
TEST(Linearizability, AKeyThatIsUndecidedAsAWholeMayBeDecidedInThePrefix) {
  KvHistory history;
  call(history, 100, Kv::read("easy"), Kv::found(1));
  add_hard_key(history, "hard", 24, 0);
  const auto result = check(history);
  ASSERT_EQ(result.verdict, Linearizability::kFails);
  EXPECT_EQ(result.failure->operation, 0U);
  EXPECT_TRUE(result.failure->is_shortest);
  EXPECT_TRUE(result.undecided.empty());
}

TEST(Linearizability, SaysWhichKeysAreUndecided) {
  KvHistory history;
  call(history, 100, Kv::read("quick"), Kv::found(std::nullopt));
  add_hard_key(history, "x", 16, 0);
  add_hard_key(history, "y", 17, 20);
  const auto result =
      check_linearizability(KeyValue(), history.operations(), {.configurations_max = 5000});
  EXPECT_EQ(result.verdict, Linearizability::kUndecided);
  EXPECT_EQ(result.undecided,
            (std::vector<UndecidedKey>{
                {.operation = 1, .operation_count = 17, .configuration_count = 5000},
                {.operation = 18, .operation_count = 18, .configuration_count = 5000}}));
}

// Equal operations that nothing tells apart: every subset of 40 would be too many.
TEST(Linearizability, InterchangeableOperationsAreNotPermuted) {
  for (const bool known : {false, true}) {
    HistoryBuilderOf<FifoQueue> history;
    for (std::uint64_t client = 0; client < 40; ++client) {
      history.invoke(client, {.value = 1});
    }
    history.invoke(40, {});
    history.respond(40, {.value = 2});
    for (std::uint64_t client = 0; known && client < 40; ++client) {
      history.respond(client, {});
    }
    const auto result = check_linearizability(FifoQueue(), history.operations());
    EXPECT_EQ(result.verdict, Linearizability::kFails);
    EXPECT_LT(result.configuration_count, 1000U);
  }
}

// Only the last of the writes of unknown outcome matters, so sets of them need not be told apart.
TEST(Linearizability, UnknownWritesOfDifferentValuesCostNoSubsets) {
  KvHistory history;
  for (std::uint64_t client = 0; client < 100; ++client) {
    history.invoke(client, Kv::write("x", static_cast<std::int64_t>(client)));
  }
  call(history, 100, Kv::read("x"), Kv::found(99));
  call(history, 100, Kv::read("x"), Kv::found(500));
  const auto result = check(history);
  EXPECT_EQ(result.verdict, Linearizability::kFails);
  EXPECT_LT(result.configuration_count, 2000U);
}

}  // namespace
}  // namespace rollcall
