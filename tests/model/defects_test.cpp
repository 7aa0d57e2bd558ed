// The defects of the documented manager, each by the shortest schedule that shows it.
//
// A schedule is a script of tasks and an order of their points. It is played twice: with nothing
// judged the pool must be in the stated state when the script looks; with one invariant judged that
// one must convict, under several seeds, for the order leaves nothing to chance. Defects whose
// invariant does not exist yet are shown by their state alone.
#include "tests/model/pool.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace rollcall::pool_test {
namespace {

using documented::FailedCall;

struct Schedule {
  const char* defect;
  PoolOptions pool_options;
  std::vector<std::string> order;
  std::function<std::string(Pool&)> play;  // returns the state where the defect shows
  const char* state;
  const char* convicted_by;  // "": no invariant yet
};

void PrintTo(const Schedule& value, std::ostream* out) { *out << value.defect; }

const WorkerInfo kA1{.id = "a", .ip = "a", .port = 1};
const WorkerInfo kA2{.id = "a", .ip = "a", .port = 2};
const WorkerInfo kB1{.id = "b", .ip = "b", .port = 1};
const WorkerInfo kRefused{.id = "a", .ip = "bad host", .port = 1};
constexpr std::string_view kFirst = "register a #1";
constexpr std::string_view kSecond = "register a #2";
constexpr std::string_view kOther = "register b #1";
constexpr Duration kMoment = milliseconds(1);

// One after the other, each to its end.
void enlist(Pool& pool, std::string_view task, const WorkerInfo& info) {
  pool.register_worker(task, info);
  pool.let_pass(kMoment);
}

class DocumentedDefect : public testing::TestWithParam<Schedule> {};

TEST_P(DocumentedDefect, ShowsInTheState) {
  const Schedule& schedule = GetParam();
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    PoolLedger ledger(world);
    std::string seen;
    const RunOptions options{.seed = seed, .strategy = strategy, .order = schedule.order};
    const RunResult result = play(world, options, schedule.pool_options, ledger,
                                  [&](Pool& pool) { seen = schedule.play(pool); });
    EXPECT_EQ(result.order_error, "");
    EXPECT_FALSE(result.violation.has_value()) << result.violation->message;
    EXPECT_EQ(seen, schedule.state) << "seed " << seed;
  }
}

TEST_P(DocumentedDefect, IsConvicted) {
  const Schedule& schedule = GetParam();
  const Invariant* const invariant = find_invariant(schedule.convicted_by);
  ASSERT_EQ(invariant == nullptr, *schedule.convicted_by == '\0');
  std::vector<const Invariant*> judged;
  if (invariant != nullptr) {
    judged.push_back(invariant);
  }
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    PoolLedger ledger(world);
    InvariantPack pack(ledger, judged);
    const RunOptions options{
        .seed = seed, .strategy = strategy, .check = &pack, .order = schedule.order};
    const RunResult result = play(world, options, schedule.pool_options, ledger,
                                  [&](Pool& pool) { schedule.play(pool); });
    EXPECT_EQ(result.violation ? result.violation->invariant : "", schedule.convicted_by)
        << "seed " << seed;
  }
}

const std::vector<Schedule> kQueueDefects = {
    {"DroppedFreePush",
     {.free_capacity = 1, .dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kOther, kB1);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; "
     "b r2 free b:1 via c2 to b:1, queued 0 pulled 0 running 0; queue: r1",
     "no-lost-free-worker"},
    {"DropAtCompletion",
     {.free_capacity = 1},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       enlist(pool, kOther, kB1);
       pool.let_pass(20 * kMoment);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 0 pulled 0 running 0; "
     "b r2 free b:1 via c2 to b:1, queued 1 pulled 0 running 0; queue: r2",
     "no-lost-free-worker"},
    {"DuplicateFreeEntry",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.set_state("set a free", "a", "free");
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 2 pulled 0 running 0; queue: r1 r1",
     "no-duplicate-free-worker"},
    {"DuplicateEvictsOther",
     {.free_capacity = 2, .dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kA1);
       enlist(pool, kOther, kB1);
       return pool.state();
     },
     "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; "
     "b r3 free b:1 via c3 to b:1, queued 0 pulled 0 running 0; queue: r1 r2",
     "no-lost-free-worker"},
    {"ZeroCapacityQueue",
     {.free_capacity = 0, .dispatchers = 1},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, kMoment);
       pool.let_pass(10 * kMoment);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:",
     "no-lost-free-worker"},
};

const std::vector<Schedule> kIdentityDefects = {
    {"DuplicateOnReregister",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kA1);
       return pool.state();
     },
     "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; queue: r1 r2",
     "no-duplicate-free-worker"},
    {"StaleWorkerPointer",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kA2);
       pool.submit(1, 10 * kMoment);  // goes to a:1 although a is at a:2
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r2 busy a:2 via c2 to a:2, queued 1 pulled 0 running 1; queue: r2",
     "no-stale-worker"},
    {"StateSetOnOtherObject",
     {},
     {"register a #2: freed", "dispatcher 1: pulled", "dispatcher 1: marked"},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kA1);
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r2 busy a:1 via c2 to a:1, queued 1 pulled 0 running 1; queue: r2",
     "queued-is-free"},
    {"ReregisterForgetsBusy",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 20 * kMoment);
       pool.let_pass(kMoment);
       enlist(pool, kSecond, kA1);
       pool.submit(2, 20 * kMoment);
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r2 busy a:1 via c2 to a:1, queued 0 pulled 0 running 2; queue:",
     "no-duplicate-free-worker"},
    {"StaleCompletionFreesNew",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       enlist(pool, kSecond, kA2);
       pool.submit(2, 50 * kMoment);
       pool.let_pass(20 * kMoment);  // job 1 has ended, job 2 has not
       return pool.state();
     },
     "a r2 free a:2 via c2 to a:2, queued 1 pulled 0 running 1; queue: r2",
     "no-duplicate-free-worker"},
    {"BusyButQueued",
     {},
     {"register a #1: freed", "dispatcher 1: pulled", "register a #2: freed",
      "dispatcher 1: marked"},
     [](Pool& pool) {
       pool.submit(1, 10 * kMoment);
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kA1);
       return pool.state();
     },
     "a r2 busy a:1 via c2 to a:1, queued 1 pulled 0 running 1; queue: r2",
     "queued-is-free"},
    {"LateCompletion",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       enlist(pool, kSecond, kA1);
       pool.let_pass(20 * kMoment);
       return pool.state();
     },
     "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; queue: r2 r2",
     "no-lost-free-worker"},
    {"FailedReregisterKillsHealthy",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       enlist(pool, kSecond, kRefused);
       return (pool.answers() == std::vector<bool>{true, false} ? "" : "answers differ: ") +
              pool.state();
     },
     "a r2 dead bad host:1 via none, queued 1 pulled 0 running 0; queue: r1",
     "no-stale-worker"},
    {"FailedReregisterKillsTheQueuedRecord",
     {.dispatchers = 0},
     {"register a #2: published", "register a #1: published", "register a #1: freed",
      "register a #2: refused"},
     [](Pool& pool) {
       pool.register_worker(kFirst, kA1);
       enlist(pool, kSecond, kRefused);
       return pool.state();
     },
     "a r2 dead a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r2",
     "queued-is-free"},
};

const std::vector<Schedule> kStateDefects = {
    {"DeadStillQueued",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.set_state("set a dead", "a", "dead");
       pool.let_pass(kMoment);
       const std::string dead = pool.state();
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       return dead + " | " + pool.state();
     },
     "a r1 dead a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1 | "
     "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue:",
     "queued-is-free"},
    {"DeadResurrected",
     {},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 10 * kMoment);
       pool.let_pass(kMoment);
       pool.set_state("set a dead", "a", "dead");
       pool.let_pass(kMoment);
       const std::string dead = pool.state();
       pool.let_pass(20 * kMoment);
       return dead + " | " + pool.state();
     },
     "a r1 dead a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue: | "
     "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1",
     ""},
    {"DeadLostWhileRegistering",
     {.dispatchers = 0},
     {"register a #1: attached", "set a dead: set", "register a #1: freed"},
     [](Pool& pool) {
       pool.set_state("set a dead", "a", "dead");
       enlist(pool, kFirst, kA1);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1",
     ""},
    {"BusyOverwritesDead",
     {},
     {"dispatcher 1: pulled", "set a dead: set", "dispatcher 1: marked"},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.submit(1, 10 * kMoment);
       pool.set_state("set a dead", "a", "dead");
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue:",
     ""},
    {"UnknownIdSilent",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.set_state("set ghost free", "ghost", "free");
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1",
     ""},
    {"UntypedState",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       enlist(pool, kFirst, kA1);
       pool.set_state("set a Free", "a", "Free");
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r1 Free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1",
     "queued-is-free"},
    {"NoTransitionGuard",
     {.dispatchers = 0},
     {},
     [](Pool& pool) {
       pool.register_worker(kFirst, kRefused);
       pool.let_pass(kMoment);
       pool.set_state("set a busy", "a", "busy");  // dead -> busy, and never had a connection
       pool.let_pass(kMoment);
       return pool.state();
     },
     "a r1 busy bad host:1 via none, queued 0 pulled 0 running 0; queue:",
     "connection-matches-record"},
};

Schedule failed_dispatch(const char* name, FailedCall reading, const char* state) {
  return {name,
          {.failed_call = reading, .served = {}},
          {},
          [](Pool& pool) {
            enlist(pool, kFirst, kA1);
            pool.submit(1, kMoment);
            pool.let_pass(kMoment);
            return pool.state();
          },
          state,
          ""};
}

// The worker's server is not up yet. With the reading `nothing` or `dead` it is lost; with `free`
// the job is, and the worker takes the next one.
const std::vector<Schedule> kFailedDispatchDefects = {
    failed_dispatch("FailedDispatchLosesWorkerReadingNothing", FailedCall::kNothing,
                    "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"),
    failed_dispatch("FailedDispatchLosesWorkerReadingDead", FailedCall::kDead,
                    "a r1 dead a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"),
    failed_dispatch("FailedDispatchKeepsWorkerReadingFree", FailedCall::kFree,
                    "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"),
};

std::string defect_name(const testing::TestParamInfo<Schedule>& info) { return info.param.defect; }

INSTANTIATE_TEST_SUITE_P(Queue, DocumentedDefect, testing::ValuesIn(kQueueDefects), defect_name);
INSTANTIATE_TEST_SUITE_P(Identity, DocumentedDefect, testing::ValuesIn(kIdentityDefects),
                         defect_name);
INSTANTIATE_TEST_SUITE_P(States, DocumentedDefect, testing::ValuesIn(kStateDefects), defect_name);
INSTANTIATE_TEST_SUITE_P(FailedDispatch, DocumentedDefect,
                         testing::ValuesIn(kFailedDispatchDefects), defect_name);

}  // namespace
}  // namespace rollcall::pool_test
