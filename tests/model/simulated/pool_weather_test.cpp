// How it works: a small pool, under loss, duplication and reordering all the time, meets random
// faults; then these stop. All the while the registry's structure is audited after each step, and
// at the end every job that may be repeated must be done, and every worker free again.
#include "tests/model/simulated/pool_world.hpp"
#include "tests/model/simulated/weather.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace rollcall::hardened {
namespace {

using pool_world::play;
using pool_world::PoolOptions;
using pool_world::PoolWorld;
using pool_world::Weather;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

PoolOptions lossy() {
  PoolOptions options;
  net::LinkOptions& link = options.network.link;
  link.latency.tail = {.num = 1, .den = 50};  // so that answers come when nobody waits any more,
  link.latency.tail_max = seconds(3);         // and what was sent before a probe comes after it
  link.loss = {.num = 1, .den = 50};
  link.duplicate = {.num = 1, .den = 20};
  link.reorder = {.num = 1, .den = 10};
  return options;
}

void expect_rest(PoolWorld& pool) {
  EXPECT_TRUE(pool.await(minutes(5),
                         [&] {
                           return pool.submitters.unsettled_count() == 0 &&
                                  pool.free_count() == pool.fleet.count();
                         }))
      << pool.submitters.unsettled_count() << " jobs open, " << pool.free_count()
      << " workers free";
  for (const Submitters::Job& job : pool.submitters.jobs()) {
    EXPECT_TRUE(!job.request.idempotent || job.state == JobState::kDone);
    sim::sometimes(job.submission_count > 1, "submitted-again");
    sim::sometimes(job.state == JobState::kUnknown, "job-given-up");
    sim::sometimes(job.state == JobState::kFailed, "job-failed");
  }
}

// What the ledger knows of the hosts and what it knows of the manager are the same at rest.
void expect_truth(const PoolLedger& ledger, std::uint32_t worker_count) {
  EXPECT_EQ(ledger.live_process_count(), worker_count);
  EXPECT_EQ(ledger.live_record_count(), worker_count);
  EXPECT_EQ(ledger.free_count(), worker_count);
  EXPECT_EQ(ledger.open_connection_count(), worker_count);
  for (std::uint32_t number = 0; number < ledger.job_count(); ++number) {
    const PoolJob& job = ledger.job(JobIndex{number});
    EXPECT_LE(job.outcome_count, 1U);
    EXPECT_TRUE(job.idempotent || job.begun_count <= 1) << "begun again at a worker";
    sim::sometimes(job.begun_count > 1, "job-begun-again");
  }
  for (std::uint32_t number = 0; number < ledger.process_count(); ++number) {
    EXPECT_EQ(ledger.process(ProcessId{number}).job, JobIndex::kNone) << "still runs a job";
  }
}

void mark_weather(PoolWorld& pool) {
  sim::sometimes(pool.orchestrator.manager()->registry().find("w0")->epoch.term > 1,
                 "orchestrator-restarted");
  for (std::uint32_t number = 0; number < pool.fleet.count(); ++number) {
    const WorkerAgent& agent = pool.fleet.agent(WorkerNumber{number});
    sim::sometimes(agent.config().boot > Boot{1}, "worker-restarted");
  }
}

void expect_end(PoolWorld& pool) {
  pool.orchestrator.shutdown(seconds(10));
  EXPECT_TRUE(pool.await(minutes(1), [&] { return pool.orchestrator.shut_down(); }));
  EXPECT_EQ(pool.ledger.open_connection_count(), 0U);
  EXPECT_EQ(pool.orchestrator.manager()->registry().worker_count(), 0U);
}

RunResult weather(std::uint64_t seed, std::string_view strategy, Marks* marks = nullptr) {
  const auto script = [](PoolWorld& pool) {
    pool.start_all();
    Weather weather(pool);
    weather.rage(seconds(20));
    weather.heal();
    for (int job = 0; job < 5; ++job) {
      weather.submit();
    }
    expect_rest(pool);
    expect_truth(pool.ledger, pool.fleet.count());
    mark_weather(pool);
    expect_end(pool);
  };
  return play(seed, strategy, lossy(), script, marks);
}

class PoolWeather : public testing::TestWithParam<std::string_view> {};

TEST_P(PoolWeather, LosesNoJobAndNoWorker) {
  Marks marks;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = weather(seed, GetParam(), &marks);
    ASSERT_FALSE(result.violation) << "seed " << seed << ": " << result.violation->invariant << ": "
                                   << result.violation->message;
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  for (const auto& [name, count] : marks.counts()) {
    EXPECT_GT(count, 0U) << name << ": the weather never brought it about";
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, PoolWeather, testing::Values("random", "pct", "pos"),
                         [](const auto& strategy) { return std::string(strategy.param); });

TEST(PoolWeatherHash, OneSeedGivesOneHash) {
  for (std::uint64_t seed = 100; seed < 105; ++seed) {
    EXPECT_EQ(weather(seed, "pos").trace_hash, weather(seed, "pos").trace_hash);
  }
}

}  // namespace
}  // namespace rollcall::hardened
