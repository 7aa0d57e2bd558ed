#include "model/manager/worker_manager.hpp"

#include "model/manager/orchestrator.hpp"
#include "sim/core/world.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/sync/wait_group.hpp"
#include "tests/model/manager/direct_runtime.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::hardened {
namespace {

using manager_test::DirectRuntime;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Pool = Orchestrator<DirectRuntime>;

/// Plays `script(runtime, pool)` under `count` seeds, each with a strategy of its own.
template <typename Script>
void under_schedules(std::uint64_t count, const Script& script, RegistryConfig config = {}) {
  World world;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    static constexpr const char* kStrategies[] = {"random", "pct", "pos"};
    const auto strategy = make_strategy(kStrategies[seed % 3], {});
    std::optional<DirectRuntime> runtime;  // outlive the tasks that are ended with the execution
    std::optional<Pool> pool;
    const RunResult result = world.run({.seed = seed, .strategy = *strategy}, [&] {
      runtime.emplace();
      pool.emplace(*runtime, config);
      script(*runtime, *pool);
    });
    ASSERT_FALSE(result.violation) << "seed " << seed << ": " << result.violation->invariant << ": "
                                   << result.violation->message;
  }
}

RegisterReply enter(Pool& pool, const std::string& id, std::uint64_t boot = 1) {
  return pool.serve(rpc::Register{},
                    {.id = id, .boot = Boot{boot}, .ip = "10.0.0.1", .port = 7000});
}

Status beat(Pool& pool, const std::string& id, Epoch epoch) {
  return pool.serve(rpc::Heartbeat{}, {.id = id, .boot = Boot{1}, .epoch = epoch}).status;
}

// Registers, confirms, and waits until the probe has been answered.
Epoch join(DirectRuntime& runtime, Pool& pool, const std::string& id) {
  const RegisterReply reply = enter(pool, id);
  EXPECT_EQ(reply.status, Status::kOk);
  EXPECT_EQ(beat(pool, id, reply.epoch), Status::kOk);
  for (int wait = 0; wait < 100 && runtime.probe().states[id] == WorkerState::kJoining; ++wait) {
    sim::sleep(milliseconds(1));
  }
  return reply.epoch;
}

TEST(WorkerManager, OpensThenProbesThenFrees) {
  under_schedules(60, [](DirectRuntime& runtime, Pool& pool) {
    join(runtime, pool, "w");
    EXPECT_EQ(runtime.probe().states["w"], WorkerState::kFree);
    EXPECT_EQ(runtime.probe().lines, (std::vector<std::string>{"open w", "probe w"}));
  });
}

TEST(WorkerManager, ClosesTheOldEpochsConnectionOnce) {
  under_schedules(60, [](DirectRuntime& runtime, Pool& pool) {
    join(runtime, pool, "w");
    runtime.on_probe = [](const ProbeRequest& request) {
      return ProbeReply{.id = request.id, .boot = Boot{2}};
    };
    EXPECT_EQ(enter(pool, "w", 2).status, Status::kOk);
    sim::sleep(milliseconds(10));
    const auto& lines = runtime.probe().lines;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "open w"), 2);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "close w"), 1);
  });
}

TEST(WorkerManager, RegistrationDoesNotWaitForTheDispatcher) {
  under_schedules(60, [](DirectRuntime& runtime, Pool& pool) {
    runtime.on_probe = [](const ProbeRequest&) {
      sim::sleep(seconds(1));  // The dispatcher stands still in the middle of its work.
      return std::optional<ProbeReply>();
    };
    const Time begin = sim::now();
    for (const char* id : {"a", "b", "c"}) {
      EXPECT_EQ(enter(pool, id).status, Status::kOk);
    }
    EXPECT_EQ(sim::now(), begin);
  });
}

TEST(WorkerManager, LetsAWorkerGoWhenItsLeaseIsOver) {
  under_schedules(60, [](DirectRuntime& runtime, Pool& pool) {
    join(runtime, pool, "w");
    sim::sleep(RegistryConfig{}.lease + milliseconds(1));
    EXPECT_EQ(runtime.probe().states["w"], WorkerState::kGone);
    EXPECT_EQ(runtime.probe().lines.back(), "close w");
  });
}

// It sleeps until the answer to the assignment is overdue; the accepted job is due before that, and
// nothing else is to be done then.
TEST(WorkerManager, WakesTheDispatcherForAnEarlierDeadline) {
  const auto script = [](DirectRuntime& runtime, Pool& pool) {
    join(runtime, pool, "w");
    static_cast<void>(pool.serve(rpc::Submit{}, {.duration = seconds(1), .idempotent = true}));
    const std::vector<std::string>& lines = runtime.probe().lines;
    const Time begin = sim::now();
    while (std::count(lines.begin(), lines.end(), "probe w") < 2) {
      sim::sleep(milliseconds(1));
    }
    EXPECT_LE(sim::now() - begin, milliseconds(105));
  };
  under_schedules(60, script, {.job_timeout = milliseconds(100)});
}

TEST(WorkerManager, ManyHandlersAtOnceLoseNoJob) {
  under_schedules(300, [](DirectRuntime& runtime, Pool& pool) {
    sim::wait_group ended("ended");
    ended.add(9);  // six jobs, three workers
    std::vector<Epoch> epochs(3);
    runtime.on_assign = [&](const AssignRequest& request) {
      sim::spawn("result", [&pool, &ended, request] {
        const CompleteRequest done{.id = request.id,
                                   .boot = Boot{1},
                                   .epoch = request.epoch,
                                   .grant = request.grant,
                                   .job = request.job,
                                   .succeeded = true};
        EXPECT_EQ(pool.serve(rpc::Complete{}, done), Status::kOk);
        ended.done();
      });
      return AssignAnswer::kAccepted;
    };
    for (int number = 0; number < 3; ++number) {
      sim::spawn({.name = {.text = "worker", .number = std::uint64_t(number)}, .daemon = false},
                 [&, number] {
                   join(runtime, pool, std::string(1, char('a' + number)));
                   ended.done();
                 });
      sim::spawn(
          {.name = {.text = "submitter", .number = std::uint64_t(number)}, .daemon = false}, [&] {
            for (int job = 0; job < 2; ++job) {
              EXPECT_EQ(pool.serve(rpc::Submit{}, {.idempotent = false}).status, Status::kOk);
            }
          });
    }
    ended.wait();
    EXPECT_EQ(runtime.probe().outcomes.size(), 6U);
    for (const auto& [job, states] : runtime.probe().outcomes) {
      EXPECT_EQ(states, std::vector{JobState::kDone});
    }
    EXPECT_EQ(pool.manager().registry().audit(), std::nullopt);
    EXPECT_EQ(pool.manager().registry().free_list().size(), 3U);
  });
}

TEST(Orchestrator, ShutdownClosesEveryConnectionAndRefuses) {
  under_schedules(100, [](DirectRuntime& runtime, Pool& pool) {
    join(runtime, pool, "a");
    EXPECT_EQ(enter(pool, "b").status, Status::kOk);
    EXPECT_TRUE(pool.shutdown(seconds(10)));
    const auto& lines = runtime.probe().lines;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "close a"), 1);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "close b"), 1);
    EXPECT_EQ(enter(pool, "c").status, Status::kShuttingDown);
    EXPECT_EQ(pool.serve(rpc::Submit{}, {}).status, Status::kShuttingDown);
  });
}

TEST(Orchestrator, ShutdownWaitsForTheJobsThatRun) {
  under_schedules(100, [](DirectRuntime& runtime, Pool& pool) {
    const Epoch epoch = join(runtime, pool, "w");
    CompleteRequest done{.id = "w", .boot = Boot{1}, .epoch = epoch, .job = {}, .succeeded = true};
    runtime.on_assign = [&](const AssignRequest& request) {
      done.grant = request.grant;
      done.job = request.job;
      return AssignAnswer::kAccepted;
    };
    static_cast<void>(pool.serve(rpc::Submit{}, {}));
    sim::sleep(milliseconds(5));
    sim::spawn("worker", [&] {
      sim::sleep(seconds(1));
      EXPECT_EQ(pool.serve(rpc::Complete{}, done), Status::kOk);
    });
    const Time begin = sim::now();
    EXPECT_TRUE(pool.shutdown(seconds(2)));
    EXPECT_GE(sim::now() - begin, seconds(1));
    EXPECT_EQ(runtime.probe().outcomes[done.job], std::vector{JobState::kDone});
  });
}

TEST(Orchestrator, ShutdownDoesNotWaitLongerThanItsLimit) {
  under_schedules(100, [](DirectRuntime& runtime, Pool& pool) {
    static_cast<void>(join(runtime, pool, "w"));
    static_cast<void>(pool.serve(rpc::Submit{}, {}));
    sim::sleep(milliseconds(5));
    EXPECT_EQ(runtime.probe().states["w"], WorkerState::kBusy);
    const Time begin = sim::now();
    EXPECT_FALSE(pool.shutdown(seconds(1)));
    EXPECT_EQ(sim::now() - begin, seconds(1));
    EXPECT_EQ(runtime.open_count(), 0U);
  });
}

TEST(Orchestrator, EachRunHasANewTerm) {
  World world;
  const auto strategy = make_strategy("random", {});
  const RunResult result = world.run({.seed = 1, .strategy = *strategy}, [&] {
    DirectRuntime runtime;
    std::uint64_t last = 0;
    for (int run = 0; run < 3; ++run) {
      Pool pool(runtime, RegistryConfig{});
      const std::uint64_t term = enter(pool, "w").epoch.term;
      EXPECT_GT(term, last);
      last = term;
      EXPECT_TRUE(pool.shutdown(seconds(1)));
    }
  });
  EXPECT_FALSE(result.violation);
}

}  // namespace
}  // namespace rollcall::hardened
