#include "model/runtime/worker_processes.hpp"

#include "model/runtime/register_call.hpp"
#include "model/runtime/sim_runtime.hpp"
#include "sim/strategy/random.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace rollcall {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kEndpoint = "10.0.0.1:7000";
const WorkerInfo kCaller{.id = "a", .ip = "10.0.0.1", .port = 7000};

// What became of a job: done or failed, and when; nothing if its call never returned.
struct Ended {
  bool done = false;
  Time at{};
  friend bool operator==(const Ended&, const Ended&) = default;
};
constexpr auto at(Duration time) { return Time(time); }

class WorkerProcessesTest : public testing::Test {
 protected:
  // In an execution, with the job of one second that `acts` leaves to be called under way.
  template <typename Acts>
  std::optional<Ended> job_while(const std::string& target, Acts acts) {
    std::optional<Ended> ended;
    std::optional<SimRuntime> runtime;  // outlives the tasks
    RandomWalk strategy;
    ledger_.emplace(world_);
    world_.run({.strategy = strategy}, [&] {
      runtime.emplace(*ledger_);
      const auto connection = runtime->dial(target);
      acts(*runtime, [&] {
        sim::spawn("job", [&ended, &runtime, connection] {
          auto call = runtime->start_call(connection, {.number = 1, .duration = seconds(1)});
          const bool done = call.wait();
          ended = Ended{.done = done, .at = sim::now()};
        });
        sim::sleep(milliseconds(100));
      });
      World::current().await_idle();
    });
    return ended;
  }

  World world_;
  std::optional<PoolLedger> ledger_;  // of the last execution
};

TEST_F(WorkerProcessesTest, TreatsAJobAccordingToItsManner) {
  struct Case {
    Manner manner;
    std::optional<Ended> ended;
  };
  for (const Case& expected :
       {Case{Manner::kWorks, Ended{.done = true, .at = at(seconds(1))}},
        Case{Manner::kHangs, std::nullopt}, Case{Manner::kRefuses, Ended{.done = false, .at = {}}},
        Case{Manner::kMute, std::nullopt}, Case{Manner::kClosed, Ended{.done = false, .at = {}}}}) {
    const auto ended = job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
      runtime.processes().start("a", kEndpoint, expected.manner);
      call();
    });
    EXPECT_EQ(ended, expected.ended) << static_cast<int>(expected.manner);
  }
}

TEST_F(WorkerProcessesTest, FailsTheJobOfAProcessThatIsKilled) {
  for (const Manner manner : {Manner::kWorks, Manner::kHangs, Manner::kMute}) {
    const auto ended = job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
      const ProcessId process = runtime.processes().start("a", kEndpoint, manner);
      call();
      runtime.processes().kill(process);
    });
    EXPECT_EQ(ended, (Ended{.done = false, .at = at(milliseconds(100))}))
        << static_cast<int>(manner);
  }
}

TEST_F(WorkerProcessesTest, FailsTheCallsOverAConnectionThatIsHungUp) {
  const auto ended = job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
    runtime.processes().start("a", kEndpoint, Manner::kWorks);
    call();
    runtime.processes().hang_up(ConnectionId{1});
  });
  EXPECT_EQ(ended, (Ended{.done = false, .at = at(milliseconds(100))}));
  EXPECT_EQ(ledger_->process(ProcessId{0}).job, JobIndex::kNone) << "it has dropped the job";
}

TEST_F(WorkerProcessesTest, GivesAnAddressToItsNewestOwner) {
  job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
    runtime.processes().start("a", kEndpoint, Manner::kWorks);
    runtime.processes().start("b", kEndpoint, Manner::kWorks);
    call();
    EXPECT_EQ(ledger_->process(ProcessId{0}).job, JobIndex::kNone);
    EXPECT_NE(ledger_->process(ProcessId{1}).job, JobIndex::kNone);
  });
}

TEST_F(WorkerProcessesTest, FindsARestartedProcessAtItsNewPortOnly) {
  const auto restart_at = [&](const std::string& endpoint) {
    return job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
      runtime.processes().kill(runtime.processes().start("a", kEndpoint, Manner::kWorks));
      runtime.processes().start("a", endpoint, Manner::kWorks);
      call();
    });
  };
  EXPECT_FALSE(restart_at("10.0.0.1:7001")->done);
  EXPECT_TRUE(restart_at(kEndpoint)->done);
}

// As grpc.NewClient does: what has too many colons for a host and a port is a host.
TEST_F(WorkerProcessesTest, ReadsATargetAsGrpcDoes) {
  const auto reaches = [&](const std::string& target, const std::string& endpoint) {
    const auto ended = job_while(target, [&](SimRuntime& runtime, auto call) {
      runtime.processes().start("a", endpoint, Manner::kWorks);
      call();
    });
    return ended->done;
  };
  EXPECT_TRUE(reaches("[2001:db8::7]:5000", "[2001:db8::7]:5000"));
  EXPECT_FALSE(reaches("2001:db8::7:5000", "[2001:db8::7]:5000"));
  EXPECT_TRUE(reaches("2001:db8::7:5000", "[2001:db8::7:5000]:443"));
  EXPECT_TRUE(reaches(":7000", "localhost:7000"));
}

TEST_F(WorkerProcessesTest, TellsTheTruthToTheLedger) {
  job_while(kEndpoint, [&](SimRuntime& runtime, auto call) {
    const ProcessId process = runtime.processes().start("a", kEndpoint, Manner::kWorks);
    const RecordId record = ledger_->published("a", kEndpoint, "registering");
    EXPECT_FALSE(ledger_->record(record).reached);
    call();
    EXPECT_TRUE(ledger_->record(record).reached);
    EXPECT_EQ(ledger_->job(ledger_->process(process).job).begun_count, 1U);
    sim::sleep(seconds(2));
    EXPECT_EQ(ledger_->process(process).job, JobIndex::kNone);
    runtime.processes().kill(process);
    EXPECT_FALSE(ledger_->process(process).live);
  });
}

// What a caller of Register saw: tries of the handler, and what the ledger knows of the record.
struct Seen {
  int tries = 0;
  bool answered = false;
  bool gave_up = false;
  Time end{};
  friend bool operator==(const Seen&, const Seen&) = default;
};

class RegisterCallTest : public testing::Test {
 protected:
  Seen call(RegisterCall call) {
    Seen seen;
    RandomWalk strategy;
    ledger_.emplace(world_);
    world_.run({.strategy = strategy}, [&] {
      call.process = ledger_->process_started("a", 0, kEndpoint);
      const RecordId record = ledger_->published("a", kEndpoint, "registering");
      call_register(*ledger_, "register", call, [&](const WorkerInfo&) {
        ++seen.tries;
        return true;
      });
      seen.end = sim::now();
      seen.answered = ledger_->record(record).answer_arrived;
      seen.gave_up = ledger_->record(record).gave_up;
      World::current().await_idle();
    });
    return seen;
  }

  World world_;
  std::optional<PoolLedger> ledger_;  // of the last execution
};

TEST_F(RegisterCallTest, HasItsAnswerWhenThatHasArrived) {
  EXPECT_EQ(call({.info = kCaller, .answer_takes = milliseconds(5)}),
            (Seen{.tries = 1, .answered = true, .end = at(milliseconds(5))}));
}

TEST_F(RegisterCallTest, TriesAgainWhenTheAnswerIsLost) {
  EXPECT_EQ(call({.info = kCaller, .patience = seconds(1), .answer_lost = true, .tries = 3}),
            (Seen{.tries = 3, .gave_up = true, .end = at(seconds(3))}));
}

TEST_F(RegisterCallTest, IsOverForTheCallerAtItsDeadlineAndNotForTheHandler) {
  EXPECT_EQ(call({.info = kCaller, .patience = seconds(1), .answer_takes = seconds(2)}),
            (Seen{.tries = 1, .gave_up = true, .end = at(seconds(1))}));
}

}  // namespace
}  // namespace rollcall
