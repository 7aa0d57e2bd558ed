// Leases, deadlines, leaving, shutdown.
#include "tests/model/registry/driver.hpp"

namespace rollcall::hardened {
namespace {

constexpr Duration kTick{1};

TEST(Lease, IsOverAtItsEndAndNotBefore) {
  Driver driver;
  driver.make_free("w");
  driver.pass(driver.config.lease - kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + kTick);
  driver.pass(kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kGone);
  EXPECT_EQ(driver.effect<Close>().id, "w");
  EXPECT_EQ(driver.registry.next_deadline(), Time::max());
}

TEST(Lease, IsRenewedByHeartbeatsOnly) {
  Driver driver;
  driver.make_free("w");
  driver.pass(kSecond);
  const Time until = driver.view("w").lease_until;
  driver.submit();
  driver.answer("w", AssignAnswer::kAccepted);
  driver.complete("w");
  EXPECT_EQ(driver.view("w").lease_until, until);
  driver.heartbeat("w");
  EXPECT_EQ(driver.view("w").lease_until, driver.now + driver.config.lease);
  const auto renewed = Driver::all<LeaseRenewed>(driver.events);
  ASSERT_EQ(renewed.size(), 1U);
  EXPECT_EQ(renewed.front().until, driver.now + driver.config.lease);
  EXPECT_EQ(renewed.front().epoch, driver.view("w").epoch);
}

TEST(Lease, OfTheOneThatWasSilentLongestIsOverFirst) {
  Driver driver;
  for (const char* id : {"a", "b", "c"}) {
    driver.make_free(id);
  }
  driver.pass(kSecond);
  driver.heartbeat("a");
  driver.pass(kSecond);
  driver.heartbeat("b");
  driver.pass(kSecond);
  EXPECT_EQ(driver.registry.free_list(), (std::vector<std::string>{"a", "b"}));
  driver.pass(kSecond);
  EXPECT_EQ(driver.registry.free_list(), (std::vector<std::string>{"b"}));
}

TEST(Lease, NeverEndsWhenItIsForEver) {
  RegistryConfig config;
  config.lease = Duration::max();
  Driver driver(config);
  driver.make_free("w");
  driver.pass(1000 * kSecond);
  EXPECT_EQ(driver.heartbeat("w").status, Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
}

TEST(Deadline, OfAProbeLetsTheWorkerGo) {
  Driver driver;
  driver.join("w");
  driver.pass(driver.config.probe_timeout - kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + kTick);
  driver.pass(kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kGone);
}

TEST(Deadline, OfAProbeIsOffOnceItIsAnswered) {
  Driver driver;
  driver.join("w");
  driver.answer_probe("w");
  driver.pass(driver.config.probe_timeout);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining) << "only its lease bounds the handshake";
}

TEST(Deadline, OfASendingProbesTheWorkerAgain) {
  Driver driver;
  const JobId job = driver.make_reserved("w");
  const Grant sending = driver.view("w").grant;
  driver.pass(driver.config.assign_timeout - kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kReserved);
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + kTick);
  driver.pass(kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
  EXPECT_GT(driver.effect<Probe>().request.grant, sending);
  EXPECT_EQ(driver.registry.waiting(), std::vector{job});
}

TEST(Deadline, OfAJobCountsFromItsAcceptance) {
  RegistryConfig config;
  config.lease = std::chrono::hours(1);
  Driver driver(config);
  driver.make_reserved("w");
  driver.pass(kSecond / 2);
  driver.answer("w", AssignAnswer::kAccepted);
  driver.pass(config.job_timeout - kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kBusy);
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + kTick);
  driver.pass(kTick);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
}

TEST(Deadline, AllThatAreDueHappenBeforeAMessageActs) {
  Driver driver;
  driver.make_free("w");
  driver.make_free("v");
  driver.now += driver.config.lease;
  EXPECT_EQ(driver.try_submit().status, Status::kOk);
  EXPECT_EQ(driver.registry.worker_count(), 0U);
  EXPECT_EQ(driver.registry.waiting_count(), 1U) << "nobody was left to take it";
}

TEST(Deadline, NextIsTheEarliestOfAllKinds) {
  RegistryConfig config;
  config.lease = 100 * kSecond;
  config.job_timeout = 50 * kSecond;
  config.assign_timeout = 20 * kSecond;
  config.probe_timeout = 10 * kSecond;
  Driver driver(config);
  EXPECT_EQ(driver.registry.next_deadline(), Time::max());
  driver.make_free("a");
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + 100 * kSecond);
  driver.submit();
  driver.answer("a", AssignAnswer::kAccepted);
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + 50 * kSecond);
  driver.make_reserved("b");
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + 20 * kSecond);
  driver.join("c");
  EXPECT_EQ(driver.registry.next_deadline(), driver.now + 10 * kSecond);
}

TEST(Drain, LetsGoAtOnceOfWhoHasNoJob) {
  Driver driver;
  driver.make_free("free");
  driver.join("joining");
  EXPECT_EQ(driver.drain("free"), Status::kOk);
  EXPECT_EQ(driver.drain("joining", driver.view("joining").epoch), Status::kOk);
  EXPECT_EQ(driver.registry.worker_count(), 0U);
}

TEST(Drain, WaitsForTheJobAndTellsTheWorker) {
  Driver driver;
  const JobId job = driver.make_busy("w");
  EXPECT_EQ(driver.drain("w"), Status::kOk);
  EXPECT_EQ(Driver::all<DrainBegan>(driver.events).size(), 1U);
  EXPECT_EQ(driver.drain("w"), Status::kOk);
  EXPECT_TRUE(driver.events.empty()) << "it drains already";
  EXPECT_TRUE(driver.heartbeat("w").draining);
  driver.submit();
  EXPECT_EQ(driver.complete("w"), Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kGone);
  EXPECT_EQ(driver.registry.state_of(job), JobState::kDone);
  EXPECT_EQ(driver.registry.waiting_count(), 1U) << "it was given no other";
}

TEST(Drain, EndsWithASendingThatCameToNothing) {
  for (const AssignAnswer answer : {AssignAnswer::kRefused, AssignAnswer::kFailed}) {
    Driver driver;
    const JobId job = driver.make_reserved("w");
    driver.drain("w");
    driver.answer("w", answer);
    EXPECT_EQ(driver.state("w"), WorkerState::kGone);
    EXPECT_TRUE(Driver::all<Probe>(driver.effects).empty());
    EXPECT_EQ(driver.registry.waiting(), std::vector{job});
  }
}

TEST(Drain, OfOneThatAcceptsStillWaitsForTheJob) {
  Driver driver;
  driver.make_reserved("w");
  driver.drain("w");
  driver.answer("w", AssignAnswer::kAccepted);
  EXPECT_EQ(driver.state("w"), WorkerState::kBusy);
  EXPECT_TRUE(driver.view("w").draining);
}

TEST(Deregister, TakesTheJobAway) {
  Driver driver;
  const JobId job = driver.make_busy("w");
  EXPECT_EQ(driver.deregister("w", driver.view("w").epoch), Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kGone);
  EXPECT_EQ(driver.registry.waiting(), std::vector{job});
}

TEST(Close, LetsGoOfTheIdleFailsWhatWaitsAndLetsJobsEnd) {
  Driver driver;
  const JobId running = driver.make_busy("busy");
  const JobId sent = driver.make_reserved("reserved");
  driver.join("joining");
  const JobId waits = driver.submit();
  driver.close();
  EXPECT_EQ(driver.registry.worker_count(), 2U);
  EXPECT_EQ(driver.registry.state_of(waits), JobState::kFailed);
  EXPECT_EQ(driver.effect<Outcome>().job, waits);
  EXPECT_FALSE(driver.registry.closed());
  EXPECT_TRUE(driver.heartbeat("busy").draining);
  driver.complete("busy");
  EXPECT_EQ(driver.registry.state_of(running), JobState::kDone);
  driver.answer("reserved", AssignAnswer::kRefused);
  EXPECT_EQ(driver.registry.state_of(sent), JobState::kFailed) << "nobody is left to repeat it";
  EXPECT_TRUE(driver.registry.closed());
}

TEST(Close, LetsGoOfAFreeWorker) {
  Driver driver;
  driver.make_free("w");
  driver.close();
  EXPECT_TRUE(driver.registry.closed());
  EXPECT_EQ(driver.effect<Close>().id, "w");
}

TEST(Close, TakesNoMoreAndIsTheSameTwice) {
  Driver driver;
  driver.make_busy("w");
  EXPECT_FALSE(driver.registry.closed());
  driver.close();
  const std::string before = driver.registry.dump();
  driver.close();
  EXPECT_TRUE(driver.effects.empty());
  EXPECT_TRUE(driver.events.empty());
  EXPECT_EQ(driver.join("v").status, Status::kShuttingDown);
  EXPECT_EQ(driver.join("w").status, Status::kShuttingDown);
  EXPECT_EQ(driver.try_submit().status, Status::kShuttingDown);
  EXPECT_EQ(driver.registry.dump(), before);
}

TEST(Registry, HasNoTimeThatGoesBack) {
  Driver driver;
  driver.join("w");
  driver.now -= kTick;
  EXPECT_DEATH(driver.heartbeat("w"), "time does not go back");
}

}  // namespace
}  // namespace rollcall::hardened
