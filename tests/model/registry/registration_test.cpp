#include "tests/model/registry/driver.hpp"

#include <algorithm>

namespace rollcall::hardened {
namespace {

RegistryConfig basic_config() {
  RegistryConfig config;
  config.accept_basic_workers = true;
  return config;
}

TEST(Registration, OpensAndProbesAndSaysWhatToKeepTo) {
  Driver driver;
  const RegisterReply reply = driver.join("w", 3, 7001, "10.0.0.9");
  EXPECT_EQ(reply.status, Status::kOk);
  EXPECT_EQ(reply.epoch, (Epoch{.term = 7, .number = 1}));
  EXPECT_EQ(reply.heartbeat_every, driver.config.heartbeat_every);
  EXPECT_EQ(reply.lease, driver.config.lease);
  const Open open = driver.effect<Open>();
  EXPECT_EQ(open.id, "w");
  EXPECT_EQ(open.epoch, reply.epoch);
  EXPECT_EQ(to_text(open.endpoint), "10.0.0.9:7001");
  const Probe probe = driver.effect<Probe>();
  EXPECT_EQ(probe.request.id, "w");
  EXPECT_EQ(probe.request.epoch, reply.epoch);
  EXPECT_EQ(probe.request.grant, Grant{1});
  EXPECT_EQ(probe.timeout, driver.config.probe_timeout);
  EXPECT_EQ(driver.view("w").lease_until, driver.now + driver.config.lease);
  EXPECT_TRUE(std::holds_alternative<Open>(driver.effects.front()));
}

TEST(Registration, MakesFreeOnlyWhatIsProbedAndConfirmedInEitherOrder) {
  for (const bool probe_first : {true, false}) {
    Driver driver;
    driver.submit();
    driver.join("w");
    if (probe_first) {
      driver.answer_probe("w");
    } else {
      driver.heartbeat("w");
    }
    EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
    if (probe_first) {
      driver.heartbeat("w");
    } else {
      driver.answer_probe("w");
    }
    EXPECT_EQ(driver.state("w"), WorkerState::kReserved) << "the job that waited is sent";
  }
}

TEST(Registration, IsIdempotentInIdAndBoot) {
  for (const bool busy : {false, true}) {
    Driver driver;
    if (busy) {
      driver.make_busy("w");
    } else {
      driver.join("w");
    }
    const std::string before = driver.registry.dump();
    const RegisterReply again = driver.join("w");
    EXPECT_EQ(again.status, Status::kOk);
    EXPECT_EQ(again.epoch, driver.view("w").epoch);
    EXPECT_EQ(driver.registry.dump(), before);
    EXPECT_TRUE(driver.effects.empty());
    EXPECT_TRUE(driver.events.empty());
  }
}

TEST(Registration, DoesNotRenewALeaseByBeingRepeated) {
  Driver driver;
  driver.join("w");
  driver.answer_probe("w");
  driver.pass(driver.config.lease - kSecond);
  driver.join("w");
  driver.pass(kSecond);
  EXPECT_EQ(driver.state("w"), WorkerState::kGone);
}

TEST(Registration, OfANewerBootEndsTheOlderOneAndItsJobGoesOn) {
  Driver driver;
  const JobId job = driver.make_busy("w");
  const Epoch old = driver.view("w").epoch;
  const RegisterReply reply = driver.join("w", 2, 7002);
  EXPECT_EQ(reply.status, Status::kOk);
  EXPECT_GT(reply.epoch, old);
  EXPECT_EQ(driver.effect<Close>().epoch, old);
  EXPECT_EQ(driver.effect<Open>().epoch, reply.epoch);
  EXPECT_TRUE(std::holds_alternative<Close>(driver.effects.front())) << "before the new one opens";
  EXPECT_EQ(driver.view("w").boot, Boot{2});
  EXPECT_FALSE(driver.view("w").confirmed);
  EXPECT_EQ(driver.registry.worker_count(), 1U);
  EXPECT_EQ(driver.registry.waiting(), std::vector{job});
}

TEST(Registration, OfTheSameBootElsewhereIsRefusedUntilTheFirstIsGone) {
  Driver driver;
  driver.make_free("w");
  EXPECT_EQ(driver.join("w", 1, 7001).status, Status::kStale);
  EXPECT_EQ(driver.join("w", 1, 7000, "10.0.0.2").status, Status::kStale);
  driver.deregister("w");
  EXPECT_EQ(driver.join("w", 1, 7001).status, Status::kOk);
}

TEST(Registration, OfABootThatWasSupersededIsRefusedAfterTheIdHasLeft) {
  Driver driver;
  driver.join("w", 2);
  driver.deregister("w");
  EXPECT_EQ(driver.join("w", 1).status, Status::kStale);
  EXPECT_EQ(driver.fenced(), 1U);
  EXPECT_EQ(driver.join("w", 2).status, Status::kOk);
  driver.deregister("w");
  EXPECT_EQ(driver.join("w", 3).status, Status::kOk);
}

TEST(Registration, ForgetsTheBootOfTheIdThatLeftFirst) {
  RegistryConfig config;
  config.boots_remembered_max = 2;
  Driver driver(config);
  for (const char* id : {"a", "b", "c"}) {
    driver.join(id, 2);
    driver.deregister(id);
  }
  EXPECT_EQ(driver.join("a", 1).status, Status::kOk);
  EXPECT_EQ(driver.join("b", 1).status, Status::kStale);
  EXPECT_EQ(driver.join("c", 1).status, Status::kStale);
  // And it is not given a job before the process of that very start has answered.
  driver.heartbeat("a");
  EXPECT_EQ(driver.probed(driver.open_probe("a"), ProbeReply{.id = "a", .boot = Boot{2}}),
            Status::kOk);
  EXPECT_EQ(driver.state("a"), WorkerState::kGone);
}

TEST(Registration, IsInvalidWithoutIdBootOrAddress) {
  RegistryConfig config;
  config.id_bytes_max = 4;
  Driver driver(config);
  const std::string before = driver.registry.dump();
  EXPECT_EQ(driver.join("").status, Status::kInvalid);
  EXPECT_EQ(driver.join("12345").status, Status::kInvalid);
  EXPECT_EQ(driver.join("w", 0).status, Status::kInvalid);
  EXPECT_EQ(driver.join("w", 1, 0).status, Status::kInvalid);
  EXPECT_EQ(driver.join("w", 1, 7000, "host").status, Status::kInvalid);
  EXPECT_EQ(driver.registry.dump(), before);
  EXPECT_TRUE(driver.effects.empty());
  EXPECT_EQ(driver.join("1234").status, Status::kOk);
}

TEST(Registration, IsRefusedWhenFullUnlessItTakesNoMoreRoom) {
  RegistryConfig config;
  config.workers_max = 2;
  Driver driver(config);
  driver.join("a");
  driver.join("b");
  EXPECT_EQ(driver.join("c").status, Status::kFull);
  EXPECT_EQ(driver.registry.worker_count(), 2U);
  EXPECT_EQ(driver.join("a").status, Status::kOk);
  EXPECT_EQ(driver.join("b", 2).status, Status::kOk);
  driver.deregister("a");
  EXPECT_EQ(driver.join("c").status, Status::kOk);
}

TEST(Registration, IsLetGoWhenAnotherProcessAnswersTheProbe) {
  for (const ProbeReply& reply :
       {ProbeReply{.id = "w", .boot = Boot{1}}, ProbeReply{.id = "w", .boot = Boot{3}},
        ProbeReply{.id = "v", .boot = Boot{2}}}) {
    Driver driver;
    driver.join("w", 2);
    driver.heartbeat("w");
    EXPECT_EQ(driver.probed(driver.open_probe("w"), reply), Status::kOk);
    EXPECT_EQ(driver.state("w"), WorkerState::kGone);
    EXPECT_EQ(driver.effect<Close>().id, "w");
  }
}

TEST(Registration, UsesEveryEpochAndGrantOnce) {
  Driver driver;
  Epoch epoch;
  Grant grant = Grant::kNone;
  for (int round = 0; round < 5; ++round) {
    const RegisterReply reply = driver.join("w");
    EXPECT_GT(reply.epoch, epoch);
    EXPECT_GT(driver.view("w").grant, grant);
    epoch = reply.epoch;
    driver.heartbeat("w");
    driver.answer_probe("w");
    driver.submit();
    grant = driver.view("w").grant;
    driver.deregister("w");
    driver.cancel(driver.registry.waiting().front());
  }
}

TEST(BasicWorker, IsVerifiedByProbeAloneAndHasNoLease) {
  Driver driver(basic_config());
  EXPECT_EQ(driver.join("w", 0).status, Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
  EXPECT_EQ(driver.answer_probe("w"), Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
  EXPECT_EQ(driver.registry.next_deadline(), Time::max());
  driver.pass(100 * driver.config.lease);
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
  EXPECT_EQ(driver.heartbeat("w").status, Status::kOk);
  EXPECT_EQ(driver.view("w").lease_until, Time::max());
  EXPECT_EQ(driver.deregister("w", driver.view("w").epoch), Status::kOk) << "its connection broke";
}

TEST(BasicWorker, AtAnotherEndpointIsANewStart) {
  Driver driver(basic_config());
  const Epoch first = driver.join("w", 0).epoch;
  EXPECT_EQ(driver.join("w", 0).epoch, first);
  EXPECT_GT(driver.join("w", 0, 7001).epoch, first);
}

TEST(BasicWorker, DoesNotTakeTheIdOfAWorkerWithBoots) {
  Driver driver(basic_config());
  driver.join("w", 1);
  EXPECT_EQ(driver.join("w", 0).status, Status::kStale);
  driver.deregister("w");
  EXPECT_EQ(driver.join("w", 0).status, Status::kStale);
  EXPECT_EQ(driver.join("w", 1).status, Status::kOk);
  EXPECT_EQ(driver.join("v", 0).status, Status::kOk);
  EXPECT_EQ(driver.join("v", 1).status, Status::kOk) << "a worker was brought up to date";
}

}  // namespace
}  // namespace rollcall::hardened
