#include "tests/model/simulated/pool_world.hpp"

#include <gtest/gtest.h>

namespace rollcall::hardened {
namespace {

using pool_world::play;
using pool_world::PoolOptions;
using pool_world::PoolWorld;
using std::chrono::milliseconds;
using std::chrono::seconds;

void expect_well(const RunResult& result) {
  EXPECT_FALSE(result.violation) << result.violation->invariant << ": "
                                 << result.violation->message;
}

TEST(SimulatedPool, WorkersBecomeFree) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
  }));
}

TEST(SimulatedPool, JobsAreDone) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    for (int job = 0; job < 10; ++job) {
      pool.submitters.submit({.duration = milliseconds(20), .idempotent = job % 2 == 0});
    }
    EXPECT_TRUE(pool.await(seconds(10), [&] { return pool.submitters.unsettled_count() == 0; }));
    for (const Submitters::Job& job : pool.submitters.jobs()) {
      EXPECT_EQ(job.state, JobState::kDone);
    }
  }));
}

TEST(SimulatedPool, ACrashedWorkerComesBack) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
    pool.fleet.crash(WorkerNumber{1});
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 2; }));
    pool.fleet.restart(WorkerNumber{1});
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
    EXPECT_EQ(pool.orchestrator.manager()->registry().find("w1")->boot, Boot{2});
  }));
}

TEST(SimulatedPool, ACrashedOrchestratorFindsItsWorkersAgain) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
    pool.orchestrator.crash();
    sim::sleep(seconds(2));
    pool.orchestrator.restart();
    EXPECT_TRUE(pool.await(seconds(10), [&] { return pool.free_count() == 3; }));
    EXPECT_EQ(pool.orchestrator.manager()->registry().find("w1")->epoch.term, 2U);
  }));
}

TEST(SimulatedPool, APausedWorkerLosesItsLeaseAndComesBack) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
    pool.fleet.pause(WorkerNumber{2});
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 2; }));
    pool.fleet.resume(WorkerNumber{2});
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 3; }));
  }));
}

TEST(SimulatedPool, ShutdownClosesEverything) {
  expect_well(play(1, "random", {}, [](PoolWorld& pool) {
    pool.start_all();
    pool.submitters.submit({.duration = seconds(1), .idempotent = true});
    sim::sleep(milliseconds(500));
    pool.orchestrator.shutdown(seconds(10));
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.orchestrator.shut_down(); }));
    EXPECT_EQ(pool.ledger.open_connection_count(), 0U);
    EXPECT_EQ(pool.orchestrator.manager()->registry().worker_count(), 0U);
  }));
}

TEST(SimulatedPool, AWorkerDrainsAfterItsJob) {
  expect_well(play(1, "random", {.worker_count = 1}, [](PoolWorld& pool) {
    pool.start_all();
    pool.submitters.submit({.duration = seconds(2), .idempotent = false});
    EXPECT_TRUE(pool.await(
        seconds(5), [&] { return pool.fleet.agent(WorkerNumber{0}).running().has_value(); }));
    pool.fleet.leave(WorkerNumber{0}, WorkerAgent::Leave::kDrain);
    EXPECT_TRUE(pool.await(seconds(10), [&] { return !pool.fleet.running(WorkerNumber{0}); }));
    EXPECT_EQ(pool.orchestrator.manager()->registry().worker_count(), 0U);
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.submitters.unsettled_count() == 0; }));
    EXPECT_EQ(pool.submitters.jobs().front().state, JobState::kDone);
  }));
}

TEST(SimulatedPool, AWorkerThatDeregistersDropsItsJob) {
  expect_well(play(1, "random", {.worker_count = 1}, [](PoolWorld& pool) {
    pool.start_all();
    pool.submitters.submit({.duration = seconds(2), .idempotent = false});
    EXPECT_TRUE(pool.await(
        seconds(5), [&] { return pool.fleet.agent(WorkerNumber{0}).running().has_value(); }));
    pool.fleet.leave(WorkerNumber{0}, WorkerAgent::Leave::kAtOnce);
    EXPECT_TRUE(pool.await(seconds(1), [&] { return !pool.fleet.running(WorkerNumber{0}); }));
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.submitters.unsettled_count() == 0; }));
    EXPECT_EQ(pool.submitters.jobs().front().state, JobState::kFailed);
  }));
}

TEST(SimulatedPool, AWorkersClockMayBeSlowOrFast) {
  expect_well(play(1, "random", {.worker_count = 0}, [](PoolWorld& pool) {
    for (const std::int32_t drift : {-100'000, 100'000}) {
      const std::string ip = "10.0.1." + std::to_string(pool.fleet.count() + 1);
      pool.fleet.add("w" + ip, {.ip = ip, .port = 7000},
                     {.offset = seconds(-30), .drift_ppm = drift});
    }
    pool.start_all();
    EXPECT_TRUE(pool.await(seconds(5), [&] { return pool.free_count() == 2; }));
    sim::sleep(seconds(60));
    EXPECT_EQ(pool.free_count(), 2U);
    EXPECT_EQ(pool.ledger.newest_epoch().number, 2U) << "nobody had to register again";
  }));
}

TEST(SimulatedPool, OneSeedGivesOneHash) {
  const auto script = [](PoolWorld& pool) {
    pool.start_all();
    for (int job = 0; job < 5; ++job) {
      pool.submitters.submit({.duration = milliseconds(20), .idempotent = true});
    }
    sim::sleep(seconds(5));
  };
  const std::uint64_t first = play(7, "pos", {}, script).trace_hash;
  EXPECT_EQ(play(7, "pos", {}, script).trace_hash, first);
  EXPECT_NE(play(8, "pos", {}, script).trace_hash, first);
}

}  // namespace
}  // namespace rollcall::hardened
