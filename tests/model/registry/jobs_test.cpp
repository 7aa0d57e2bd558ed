// Dispatch, retries, outcomes, limits.
#include "tests/model/registry/driver.hpp"

namespace rollcall::hardened {
namespace {

using Ids = std::vector<std::string>;

// What `w` does with what it is given until it has it no more.
void fail_and_recover(Driver& driver, const std::string& id, AssignAnswer answer) {
  driver.answer(id, answer);
  driver.answer_probe(id);
}

TEST(Dispatch, SendsTheFirstJobToTheFirstFreed) {
  Driver driver;
  driver.make_free("a");
  driver.make_free("b");
  driver.make_free("c");
  EXPECT_EQ(driver.registry.free_list(), (Ids{"a", "b", "c"}));
  const JobId job = driver.submit();
  const Assign assign = driver.effect<Assign>();
  EXPECT_EQ(assign.request.id, "a");
  EXPECT_EQ(assign.request.job, job);
  EXPECT_EQ(assign.request.epoch, driver.view("a").epoch);
  EXPECT_EQ(assign.request.grant, driver.view("a").grant);
  EXPECT_EQ(assign.request.duration, kSecond);
  EXPECT_EQ(assign.timeout, driver.config.assign_timeout);
  driver.complete("a");
  EXPECT_EQ(driver.registry.free_list(), (Ids{"b", "c", "a"}));
  driver.deregister("c");
  EXPECT_EQ(driver.registry.free_list(), (Ids{"b", "a"}));
}

TEST(Dispatch, SendsWaitingJobsInOrderOfSubmission) {
  Driver driver;
  const JobId first = driver.submit();
  const JobId second = driver.submit();
  EXPECT_EQ(driver.registry.waiting(), (std::vector{first, second}));
  driver.make_free("a");
  EXPECT_EQ(driver.view("a").job, first);
  driver.complete("a");
  EXPECT_EQ(driver.view("a").job, second);
}

TEST(Dispatch, TellsWhenAJobEntersTheListAndLeavesIt) {
  Driver driver;
  const JobId job = driver.submit(false);
  ASSERT_EQ(Driver::all<JobQueued>(driver.events).size(), 1U);
  EXPECT_EQ(Driver::all<JobQueued>(driver.events).front().job, job);
  EXPECT_FALSE(Driver::all<JobQueued>(driver.events).front().idempotent);
  EXPECT_TRUE(Driver::all<JobDequeued>(driver.events).empty());
  driver.make_free("a");
  ASSERT_EQ(Driver::all<JobDequeued>(driver.events).size(), 1U);
  EXPECT_EQ(Driver::all<JobDequeued>(driver.events).front().job, job);
}

TEST(Dispatch, GrowsItsGrantsOverJobsAndProbes) {
  Driver driver;
  driver.make_reserved("w");
  Grant last = driver.view("w").grant;
  for (int round = 0; round < 2; ++round) {
    driver.answer("w", AssignAnswer::kRefused);
    EXPECT_GT(driver.effect<Probe>().request.grant, last);
    last = driver.view("w").grant;
    driver.answer_probe("w");
    EXPECT_GT(driver.effect<Assign>().request.grant, last);
    last = driver.view("w").grant;
  }
}

TEST(Result, CountsWhenItOvertakesTheAcceptance) {
  Driver driver;
  const JobId job = driver.make_reserved("w");
  const AssignRequest sending = driver.open_sending("w");
  EXPECT_EQ(driver.complete("w"), Status::kOk);
  EXPECT_EQ(driver.registry.state_of(job), JobState::kDone);
  EXPECT_EQ(driver.assigned(sending, AssignAnswer::kAccepted), Status::kStale);
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
}

TEST(Result, IsTheOneOutcomeDoneOrFailed) {
  for (const bool succeeded : {true, false}) {
    Driver driver;
    const JobId job = driver.make_busy("w");
    const CompleteRequest result = driver.open_result("w", succeeded);
    EXPECT_EQ(driver.completed(result), Status::kOk);
    EXPECT_EQ(driver.effect<Outcome>().job, job);
    EXPECT_EQ(driver.effect<Outcome>().state, succeeded ? JobState::kDone : JobState::kFailed);
    EXPECT_EQ(driver.completed(result), Status::kStale);
    EXPECT_TRUE(driver.effects.empty());
  }
}

TEST(Retry, TakesItsOldPlace) {
  Driver driver;
  const JobId first = driver.make_reserved("a");
  const JobId second = driver.make_reserved("b");
  const JobId third = driver.submit();
  driver.answer("b", AssignAnswer::kFailed);
  EXPECT_EQ(driver.registry.waiting(), (std::vector{second, third}));
  driver.answer("a", AssignAnswer::kFailed);
  EXPECT_EQ(driver.registry.waiting(), (std::vector{first, second, third}));
  EXPECT_EQ(Driver::all<JobQueued>(driver.events).front().attempts, 1U);
}

TEST(Retry, OfAnIdempotentJobEndsAtTheMostAttempts) {
  for (const AssignAnswer answer : {AssignAnswer::kRefused, AssignAnswer::kFailed}) {
    Driver driver;
    const JobId job = driver.make_reserved("w");
    for (std::uint32_t attempt = 1; attempt < driver.config.attempts_max; ++attempt) {
      fail_and_recover(driver, "w", answer);
      EXPECT_EQ(driver.registry.state_of(job), JobState::kSent);
    }
    driver.answer("w", answer);
    EXPECT_EQ(driver.registry.state_of(job), JobState::kFailed);
    EXPECT_EQ(driver.effect<Outcome>().state, JobState::kFailed);
  }
}

TEST(Retry, OfAnotherJobOnlyIfItWasRefused) {
  Driver driver;
  const JobId job = driver.make_reserved("w", false);
  fail_and_recover(driver, "w", AssignAnswer::kRefused);
  EXPECT_EQ(driver.registry.state_of(job), JobState::kSent);
  driver.answer("w", AssignAnswer::kFailed);
  EXPECT_EQ(driver.registry.state_of(job), JobState::kFailed);
}

TEST(Retry, IsNotForAnotherJobThatMayHaveBegun) {
  using Loss = void (*)(Driver&);
  const std::vector<Loss> losses = {
      [](Driver& driver) { driver.deregister("w"); },
      [](Driver& driver) { driver.join("w", 2); },
      [](Driver& driver) { driver.pass(driver.config.lease); },
      [](Driver& driver) { driver.pass(driver.config.assign_timeout); },
  };
  for (const Loss loss : losses) {
    for (const bool idempotent : {true, false}) {
      Driver driver;
      const JobId job = driver.make_reserved("w", idempotent);
      loss(driver);
      EXPECT_EQ(driver.registry.state_of(job), idempotent ? JobState::kWaiting : JobState::kFailed);
    }
  }
}

TEST(Retry, OfAnOverdueJobIsForIdempotentOnes) {
  RegistryConfig config;
  config.lease = std::chrono::hours(1);
  for (const bool idempotent : {true, false}) {
    Driver driver(config);
    const JobId job = driver.make_busy("w", idempotent);
    driver.pass(config.job_timeout);
    EXPECT_EQ(driver.registry.state_of(job), idempotent ? JobState::kWaiting : JobState::kFailed);
  }
}

TEST(Retry, IsNotRefusedForWantOfRoom) {
  RegistryConfig config;
  config.jobs_waiting_max = 1;
  Driver driver(config);
  const JobId sent = driver.make_reserved("w");
  const JobId waits = driver.submit();
  EXPECT_EQ(driver.try_submit().status, Status::kFull);
  driver.answer("w", AssignAnswer::kFailed);
  EXPECT_EQ(driver.registry.waiting(), (std::vector{sent, waits}));
  EXPECT_EQ(driver.try_submit().status, Status::kFull);
}

TEST(Retry, SendsAllThatComeBackAtOnceInOneStep) {
  Driver driver;
  for (const char* id : {"a", "b", "c"}) {
    driver.make_reserved(id);
  }
  driver.pass(kSecond / 2);
  for (const char* id : {"d", "e", "f"}) {
    driver.make_free(id);
  }
  driver.pass(driver.config.assign_timeout - kSecond / 2);
  EXPECT_EQ(Driver::all<Assign>(driver.effects).size(), 3U);
  EXPECT_EQ(driver.registry.waiting_count(), 0U);
}

TEST(Retry, IsUnderWayBeforeALateMessageActs) {
  Driver driver;
  const JobId job = driver.make_reserved("a");
  driver.make_free("b");
  driver.now += driver.config.assign_timeout;
  EXPECT_EQ(driver.cancel(job), Status::kStale) << "time alone has given it to b";
  EXPECT_EQ(driver.view("b").job, job);
}

TEST(Submit, IsRefusedWhenTooManyWaitNotWhenTooManyRun) {
  RegistryConfig config;
  config.jobs_waiting_max = 2;
  Driver driver(config);
  driver.make_busy("a");
  driver.make_busy("b");
  driver.make_busy("c");
  driver.submit();
  driver.submit();
  const std::string before = driver.registry.dump();
  EXPECT_EQ(driver.try_submit().status, Status::kFull);
  EXPECT_EQ(driver.registry.dump(), before);
}

TEST(Submit, RefusesAJobThatEndsBeforeItBegins) {
  Driver driver;
  const SubmitReply reply = driver.registry.submit(
      driver.now, {.duration = Duration(-1)}, {.effects = driver.effects, .events = driver.events});
  EXPECT_EQ(reply.status, Status::kInvalid);
}

TEST(Cancel, EndsAJobThatWaits) {
  Driver driver;
  const JobId job = driver.submit();
  EXPECT_EQ(driver.cancel(job), Status::kOk);
  EXPECT_EQ(driver.effect<Outcome>().state, JobState::kCancelled);
  EXPECT_EQ(Driver::all<JobDequeued>(driver.events).size(), 1U);
  EXPECT_EQ(driver.registry.state_of(job), JobState::kCancelled);
  EXPECT_EQ(driver.cancel(job), Status::kStale);
  driver.make_free("w");
  EXPECT_EQ(driver.state("w"), WorkerState::kFree);
}

TEST(Cancel, LeavesAloneWhatIsSentAndWhatItDoesNotKnow) {
  Driver driver;
  const JobId sent = driver.make_reserved("w");
  const std::string before = driver.registry.dump();
  EXPECT_EQ(driver.cancel(sent), Status::kStale);
  EXPECT_EQ(driver.cancel({.term = sent.term, .number = sent.number + 1}), Status::kUnknown);
  EXPECT_EQ(driver.cancel({.term = sent.term - 1, .number = sent.number}), Status::kUnknown);
  EXPECT_EQ(driver.registry.dump(), before);
}

TEST(StateOf, FollowsAJobAndForgetsTheOnesThatEndedFirst) {
  RegistryConfig config;
  config.jobs_remembered_max = 1;
  Driver driver(config);
  const JobId first = driver.submit();
  EXPECT_EQ(driver.registry.state_of(first), JobState::kWaiting);
  driver.make_free("w");
  EXPECT_EQ(driver.registry.state_of(first), JobState::kSent);
  driver.answer("w", AssignAnswer::kAccepted);
  EXPECT_EQ(driver.registry.state_of(first), JobState::kSent);
  driver.complete("w");
  EXPECT_EQ(driver.registry.state_of(first), JobState::kDone);
  const JobId second = driver.submit();
  driver.complete("w", false);
  EXPECT_EQ(driver.registry.state_of(first), JobState::kUnknown);
  EXPECT_EQ(driver.registry.state_of(second), JobState::kFailed);
  EXPECT_EQ(driver.registry.state_of({.term = first.term + 1, .number = second.number}),
            JobState::kUnknown);
}

}  // namespace
}  // namespace rollcall::hardened
