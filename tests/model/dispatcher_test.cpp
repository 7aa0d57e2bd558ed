// What the table of defects cannot hold: the crossing of connections order by order, panics, and
// the ends of the queue.
#include "tests/model/pool.hpp"

#include <gtest/gtest.h>

namespace rollcall::pool_test {
namespace {

constexpr std::string_view kFirst = "register w #1";
constexpr std::string_view kSecond = "register w #2";
const WorkerInfo kAt1{.id = "w", .ip = "a", .port = 1};
const WorkerInfo kAt2{.id = "w", .ip = "a", .port = 2};

struct Ordered {
  std::vector<std::string> order;
  std::string violates;  // "": connections match
  std::string state;
};

TEST(DocumentedManager, ConnectionsCrossInTheseOrdersOnly) {
  const std::vector<Ordered> cases{
      {{"register w #1: published", "register w #2: published", "register w #1: attached",
        "register w #2: attached"},
       "connection-matches-record",  // for a time
       "w r2 free a:2 via c2 to a:2, queued 2 pulled 0 running 0; queue: r2 r2"},
      {{"register w #1: published", "register w #2: published", "register w #2: attached",
        "register w #1: attached", "register w #1: freed", "register w #2: freed"},
       "connection-matches-record",  // to the end
       "w r2 free a:2 via c1 to a:1, queued 2 pulled 0 running 0; queue: r2 r2"},
      {{"register w #1: published", "register w #1: attached", "register w #2: published",
        "register w #2: attached", "register w #1: freed"},
       "",
       "w r2 free a:2 via c2 to a:2, queued 2 pulled 0 running 0; queue: r2 r2"},
      {{"register w #2: freed", "register w #1: published"},
       "",
       "w r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; queue: r1 r2"},
  };
  World world;
  RandomWalk strategy;
  for (const Ordered& expected : cases) {
    for (const bool judging : {false, true}) {
      PoolLedger ledger(world);
      const Invariant* const asked = &kConnectionMatchesRecord;
      const JudgingList judged(std::span(&asked, 1));
      InvariantPack pack(ledger, judged);
      const RunOptions options{
          .strategy = strategy, .check = judging ? &pack : nullptr, .order = expected.order};
      const RunResult result = play(world, options, {.dispatchers = 0}, ledger, [](Pool& pool) {
        pool.register_worker(kFirst, kAt1);
        pool.register_worker(kSecond, kAt2);
      });
      if (judging) {
        EXPECT_EQ(result.violation ? result.violation->invariant : "", expected.violates);
      } else {
        EXPECT_EQ(result.order_error, "");
        EXPECT_EQ(state_text(ledger), expected.state);
      }
    }
  }
}

const std::vector<std::string> kNilConnection{"register w #1: published",
                                              "register w #1: attached",
                                              "register w #2: published",
                                              "register w #1: freed",
                                              "dispatcher 1: pulled",
                                              "dispatcher 1: marked",
                                              "job 1: called",
                                              "register w #2: attached"};

void nil_connection(Pool& pool) {
  pool.submit(1, milliseconds(1));
  pool.register_worker(kFirst, kAt1);
  pool.register_worker(kSecond, kAt2);
}

TEST(DocumentedManager, ARecordFreedByAnotherCallIsCalledWithoutConnection) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const RunResult result =
      play(world, {.strategy = strategy, .order = kNilConnection}, {}, ledger, nil_connection);
  ASSERT_TRUE(result.violation.has_value()) << result.order_error;
  EXPECT_EQ(result.violation->invariant, "panic");
  EXPECT_EQ(result.violation->message, "task 'job 1' panicked: nil pointer dereference");
  EXPECT_EQ(result.violation->act, "read worker connection");
  EXPECT_EQ(state_text(ledger), "w r2 busy a:2 via none, queued 0 pulled 0 running 1; queue:");
}

TEST(DocumentedManager, ARecordFreedWithoutConnectionIsConvictedBeforeTheCall) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const Invariant* const asked = &kConnectionMatchesRecord;
  const JudgingList judged(std::span(&asked, 1));
  InvariantPack pack(ledger, judged);
  const RunOptions options{.strategy = strategy, .check = &pack, .order = kNilConnection};
  const RunResult result = play(world, options, {}, ledger, nil_connection);
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->message, "worker w is free and has no connection");
  EXPECT_EQ(result.violation->task_name, "register w #1");
}

// The worker is busy with job 1 when it publishes again; the completion frees the new record.
TEST(DocumentedManager, ACompletionFreesARecordThatIsStillRegistering) {
  const std::vector<std::string> order{"job 1: called", "register w #2: published",
                                       "job 1: finished", "job 2: called",
                                       "register w #2: attached"};
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const RunResult result =
      play(world, {.strategy = strategy, .order = order}, {}, ledger, [](Pool& pool) {
        pool.register_worker(kFirst, kAt1);
        pool.submit(1, milliseconds(1));
        pool.submit(2, milliseconds(1));
        pool.register_worker(kSecond, kAt2);
      });
  ASSERT_TRUE(result.violation.has_value()) << result.order_error;
  EXPECT_EQ(result.violation->message, "task 'job 2' panicked: nil pointer dereference");
}

TEST(DocumentedManager, AcknowledgesAWorkerThatItDrops) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  std::vector<bool> answers;
  play(world, {.strategy = strategy}, {.free_capacity = 1, .dispatchers = 0}, ledger,
       [&](Pool& pool) {
         pool.register_worker(kFirst, kAt1);
         pool.register_worker("register v #1", {"v", "b", 1});
         pool.let_pass(milliseconds(1));
         answers = pool.answers();
       });
  EXPECT_EQ(answers, (std::vector<bool>{true, true}));
  EXPECT_EQ(ledger.queue().size(), 1U);
}

TEST(DocumentedManager, AnswersARefusedTargetWithAnErrorAndADeadRecord) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  std::vector<bool> answers;
  play(world, {.strategy = strategy}, {}, ledger, [&](Pool& pool) {
    pool.register_worker(kFirst, {"w", "bad host", 1});
    pool.let_pass(milliseconds(1));
    answers = pool.answers();
  });
  EXPECT_EQ(answers, std::vector<bool>{false});
  EXPECT_EQ(state_text(ledger),
            "w r1 dead bad host:1 via none, queued 0 pulled 0 running 0; queue:");
}

TEST(Dispatcher, TakesWorkersInTheOrderInWhichTheyBecameFree) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  play(world, {.strategy = strategy}, {}, ledger, [](Pool& pool) {
    pool.register_worker("register v #1", {"v", "b", 1});
    pool.let_pass(milliseconds(1));
    pool.register_worker(kFirst, kAt1);
    pool.let_pass(milliseconds(1));
    pool.submit(1, milliseconds(20));
    pool.let_pass(milliseconds(1));
    EXPECT_EQ(pool.state(),
              "v r1 busy b:1 via c1 to b:1, queued 0 pulled 0 running 1; "
              "w r2 free a:1 via c2 to a:1, queued 1 pulled 0 running 0; queue: r2");
    pool.submit(2, milliseconds(1));  // while v still runs job 1
    pool.let_pass(milliseconds(10));
    EXPECT_EQ(pool.state(),
              "v r1 busy b:1 via c1 to b:1, queued 0 pulled 0 running 1; "
              "w r2 free a:1 via c2 to a:1, queued 1 pulled 0 running 0; queue: r2");
  });
}

TEST(Dispatcher, WaitsForAWorkerThatComesLater) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const RunResult result = play(world, {.strategy = strategy}, {}, ledger, [](Pool& pool) {
    pool.submit(1, milliseconds(5));
    pool.let_pass(milliseconds(100));
    pool.register_worker(kFirst, kAt1);
  });
  EXPECT_FALSE(result.violation.has_value());
  EXPECT_EQ(result.end, Time{milliseconds(105)});
}

// Unbuffered, a push meets a parked dispatcher; the dispatchers go on in any order afterwards.
TEST(Dispatcher, AnUnbufferedQueueHandsWorkersToParkedDispatchers) {
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    PoolLedger ledger(world);
    const RunOptions options{.seed = seed, .strategy = strategy};
    const PoolOptions pool_options{.free_capacity = 0, .dispatchers = 2};
    const RunResult result = play(world, options, pool_options, ledger, [](Pool& pool) {
      pool.submit(1, milliseconds(5));
      pool.submit(2, milliseconds(5));
      pool.let_pass(milliseconds(1));
      pool.register_worker(kFirst, kAt1);
      pool.register_worker("register v #1", {"v", "b", 1});
      pool.let_pass(milliseconds(1));
      EXPECT_TRUE(pool.state().ends_with("; queue:")) << pool.state();
      EXPECT_EQ(pool.state().find("running 0"), std::string::npos) << pool.state();
    });
    EXPECT_FALSE(result.violation.has_value());
  }
}

}  // namespace
}  // namespace rollcall::pool_test
