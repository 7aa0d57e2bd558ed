// Each row of the table of legal transitions is met by the shortest script that leads to it.
#include "model/registry/transitions.hpp"

#include "tests/model/registry/driver.hpp"

#include <functional>

namespace rollcall::hardened {
namespace {

using enum WorkerState;

struct Row {
  LegalTransition transition;
  std::function<void(Driver&)> script;  // the transition is w's, in the last step
};

void lease_over(Driver& driver) { driver.pass(driver.config.lease); }
void supersede(Driver& driver) { driver.join("w", 2); }
void leave(Driver& driver) { driver.deregister("w"); }
void drain(Driver& driver) { driver.drain("w"); }
void close(Driver& driver) { driver.close(); }

std::function<void(Driver&)> from_joining(void (*act)(Driver&)) {
  return [act](Driver& driver) {
    driver.join("w");
    driver.answer_probe("w");
    act(driver);
  };
}
std::function<void(Driver&)> from_free(void (*act)(Driver&)) {
  return [act](Driver& driver) {
    driver.make_free("w");
    act(driver);
  };
}
std::function<void(Driver&)> from_reserved(void (*act)(Driver&)) {
  return [act](Driver& driver) {
    driver.make_reserved("w");
    act(driver);
  };
}
std::function<void(Driver&)> from_busy(void (*act)(Driver&)) {
  return [act](Driver& driver) {
    driver.make_busy("w");
    act(driver);
  };
}

RegistryConfig config() {
  RegistryConfig config;
  config.assign_timeout = config.lease + kSecond;  // so that the lease is over first
  return config;
}

const std::vector<Row>& rows() {  // function-length: a table
  static const std::vector<Row> kRows = {
      {{kGone, kJoining, Cause::kRegistered}, [](Driver& driver) { driver.join("w"); }},
      {{kJoining, kFree, Cause::kVerified}, [](Driver& driver) { driver.make_free("w"); }},
      {{kJoining, kGone, Cause::kProbeFailed},
       [](Driver& driver) {
         driver.join("w");
         driver.probed(driver.open_probe("w"), std::nullopt);
       }},
      {{kJoining, kGone, Cause::kLeaseOver}, from_joining(lease_over)},
      {{kJoining, kGone, Cause::kSuperseded}, from_joining(supersede)},
      {{kJoining, kGone, Cause::kLeft}, from_joining(leave)},
      {{kJoining, kGone, Cause::kDrained}, from_joining(drain)},
      {{kJoining, kGone, Cause::kClosing}, from_joining(close)},
      {{kFree, kReserved, Cause::kSent}, from_free([](Driver& driver) { driver.submit(); })},
      {{kFree, kGone, Cause::kLeaseOver}, from_free(lease_over)},
      {{kFree, kGone, Cause::kSuperseded}, from_free(supersede)},
      {{kFree, kGone, Cause::kLeft}, from_free(leave)},
      {{kFree, kGone, Cause::kDrained}, from_free(drain)},
      {{kFree, kGone, Cause::kClosing}, from_free(close)},
      {{kReserved, kBusy, Cause::kAccepted},
       from_reserved([](Driver& driver) { driver.answer("w", AssignAnswer::kAccepted); })},
      {{kReserved, kFree, Cause::kCompleted},
       from_reserved([](Driver& driver) { driver.complete("w"); })},
      {{kReserved, kJoining, Cause::kRefused},
       from_reserved([](Driver& driver) { driver.answer("w", AssignAnswer::kRefused); })},
      {{kReserved, kJoining, Cause::kSendingFailed},
       from_reserved([](Driver& driver) { driver.answer("w", AssignAnswer::kFailed); })},
      {{kReserved, kGone, Cause::kLeaseOver}, from_reserved(lease_over)},
      {{kReserved, kGone, Cause::kSuperseded}, from_reserved(supersede)},
      {{kReserved, kGone, Cause::kLeft}, from_reserved(leave)},
      {{kReserved, kGone, Cause::kDrained}, from_reserved([](Driver& driver) {
         driver.drain("w");
         driver.answer("w", AssignAnswer::kRefused);
       })},
      {{kBusy, kFree, Cause::kCompleted}, from_busy([](Driver& driver) { driver.complete("w"); })},
      {{kBusy, kJoining, Cause::kJobOverdue}, from_busy([](Driver& driver) {
         for (Time end = driver.now + driver.config.job_timeout; driver.now < end;) {
           driver.heartbeat("w");
           driver.pass(kSecond);
         }
       })},
      {{kBusy, kGone, Cause::kLeaseOver}, from_busy(lease_over)},
      {{kBusy, kGone, Cause::kSuperseded}, from_busy(supersede)},
      {{kBusy, kGone, Cause::kLeft}, from_busy(leave)},
      {{kBusy, kGone, Cause::kDrained}, from_busy([](Driver& driver) {
         driver.drain("w");
         driver.complete("w");
       })},
  };
  return kRows;
}

std::string text_of(const LegalTransition& transition) {
  return std::string(to_text(transition.from)) + " -> " + std::string(to_text(transition.to)) +
         ": " + std::string(to_text(transition.cause));
}

TEST(Transitions, EachLegalOneIsMetByItsShortestScript) {
  for (const Row& row : rows()) {
    Driver driver(config());
    row.script(driver);
    bool met = false;
    for (const Transition& transition : Driver::all<Transition>(driver.events)) {
      met = met || (transition.id == "w" && transition.from == row.transition.from &&
                    transition.to == row.transition.to && transition.cause == row.transition.cause);
    }
    EXPECT_TRUE(met) << text_of(row.transition);
  }
}

TEST(Transitions, TheTableHasNoOthers) {
  EXPECT_EQ(rows().size(), legal_transitions().size());
  for (const LegalTransition& legal : legal_transitions()) {
    std::size_t count = 0;
    for (const Row& row : rows()) {
      count += row.transition == legal ? 1U : 0U;
    }
    EXPECT_EQ(count, 1U) << text_of(legal);
  }
}

TEST(Transitions, WhatIsNotInTheTableIsNotLegal) {
  EXPECT_FALSE(is_legal({kGone, kFree, Cause::kRegistered}));
  EXPECT_FALSE(is_legal({kFree, kBusy, Cause::kAccepted}));
  EXPECT_FALSE(is_legal({kBusy, kReserved, Cause::kSent}));
  EXPECT_FALSE(is_legal({kBusy, kFree, Cause::kVerified}));
  EXPECT_FALSE(is_legal({kBusy, kGone, Cause::kClosing}));
}

TEST(Transitions, TellTheJobThatIsHeldFromThenOnOrWasUntilThen) {
  Driver driver;
  const JobId job = driver.make_reserved("w");
  const Grant grant = driver.view("w").grant;
  const auto last = [&] { return Driver::all<Transition>(driver.events).back(); };
  EXPECT_EQ(last().job, job);
  EXPECT_EQ(last().grant, grant);
  EXPECT_EQ(last().boot, Boot{1});
  EXPECT_EQ(last().epoch, driver.view("w").epoch);
  driver.answer("w", AssignAnswer::kAccepted);
  EXPECT_EQ(last().job, job);
  driver.complete("w");
  EXPECT_EQ(last().job, job);
  EXPECT_EQ(last().grant, grant);
  EXPECT_EQ(driver.view("w").job, JobId{});
  EXPECT_EQ(driver.view("w").grant, Grant::kNone);
}

}  // namespace
}  // namespace rollcall::hardened
