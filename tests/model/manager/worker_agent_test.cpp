#include "model/manager/worker_agent.hpp"

#include <gtest/gtest.h>

namespace rollcall::hardened {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Epoch kEpoch{.term = 2, .number = 7};

Time at(Duration since_start) { return Time{} + since_start; }

template <typename T>
const T* only(const AgentEffects& effects) {
  return effects.size() == 1 ? std::get_if<T>(&effects.front()) : nullptr;
}

/// An agent "w", and what it wants done.
class WorkerAgentTest : public testing::Test {
 protected:
  /// What `act(effects)` makes it want.
  template <typename Act>
  AgentEffects after(const Act& act) {
    AgentEffects effects;
    act(effects);
    return effects;
  }

  AgentEffects answer_register(Time now, std::uint32_t call, const RegisterReply& reply) {
    return after([&](AgentEffects& effects) { agent.registered(now, call, &reply, 0, effects); });
  }

  AgentEffects answer_heartbeat(Time now, std::uint32_t call, Status status) {
    const HeartbeatReply reply{.status = status};
    return after(
        [&](AgentEffects& effects) { agent.heartbeat_answered(now, call, &reply, 0, effects); });
  }

  AgentEffects expire(Time now) {
    return after([&](AgentEffects& effects) { agent.expire(now, effects); });
  }

  /// Registers it at `now` under kEpoch; returns the number of its first heartbeat.
  std::uint32_t join(Time now) {
    const AgentEffects first = after([&](AgentEffects& effects) { agent.start(effects); });
    const auto* call = only<CallRegister>(first);
    EXPECT_NE(call, nullptr);
    const AgentEffects next = answer_register(now, call->call, welcome);
    const auto* heartbeat = only<CallHeartbeat>(next);
    EXPECT_NE(heartbeat, nullptr);
    return heartbeat->call;
  }

  AssignAnswer assign(std::uint64_t grant, AgentEffects& effects, Epoch epoch = kEpoch,
                      std::string id = "w") {
    return agent.assigned({.id = std::move(id),
                           .epoch = epoch,
                           .grant = Grant{grant},
                           .job = {.term = epoch.term, .number = grant}},
                          effects);
  }

  std::optional<ProbeReply> probe(std::uint64_t grant, AgentEffects& effects,
                                  Epoch epoch = kEpoch) {
    return agent.probed({.id = "w", .epoch = epoch, .grant = Grant{grant}}, effects);
  }

  RegisterReply welcome{
      .status = Status::kOk, .epoch = kEpoch, .heartbeat_every = seconds(1), .lease = seconds(3)};
  WorkerAgent agent{{.id = "w", .boot = Boot{4}, .ip = "10.0.0.1", .port = 7000}};
};

TEST_F(WorkerAgentTest, RegistersWithItsBootAndEndpoint) {
  const AgentEffects effects = after([&](AgentEffects& out) { agent.start(out); });
  const auto* call = only<CallRegister>(effects);
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->request.id, "w");
  EXPECT_EQ(call->request.boot, Boot{4});
  EXPECT_EQ(call->request.ip, "10.0.0.1");
  EXPECT_EQ(call->request.port, 7000);
}

TEST_F(WorkerAgentTest, ConfirmsItsEpochAtOnce) {
  const AgentEffects first = after([&](AgentEffects& out) { agent.start(out); });
  const AgentEffects next = answer_register(at({}), only<CallRegister>(first)->call, welcome);
  const auto* heartbeat = only<CallHeartbeat>(next);
  ASSERT_NE(heartbeat, nullptr);
  EXPECT_EQ(heartbeat->request.epoch, kEpoch);
  EXPECT_EQ(heartbeat->request.boot, Boot{4});
}

TEST_F(WorkerAgentTest, SendsAHeartbeatEveryInterval) {
  std::uint32_t call = join(at({}));
  for (int second = 1; second <= 3; ++second) {
    answer_heartbeat(at(seconds(second) - milliseconds(900)), call, Status::kOk);
    EXPECT_EQ(agent.next_deadline(), at(seconds(second)));
    EXPECT_TRUE(expire(at(seconds(second) - milliseconds(1))).empty());
    const AgentEffects effects = expire(at(seconds(second)));
    ASSERT_NE(only<CallHeartbeat>(effects), nullptr);
    call = only<CallHeartbeat>(effects)->call;
  }
}

TEST_F(WorkerAgentTest, WaitsForTheAnswerBeforeTheNextHeartbeat) {
  const std::uint32_t call = join(at({}));
  EXPECT_TRUE(expire(at(seconds(5))).empty());
  EXPECT_EQ(agent.next_deadline(), Time::max());
  answer_heartbeat(at(seconds(5)), call, Status::kOk);
  EXPECT_LE(agent.next_deadline(), at(seconds(5)));
}

TEST_F(WorkerAgentTest, WaitsLongerAfterEachFailureUpToABound) {
  AgentEffects effects = after([&](AgentEffects& out) { agent.start(out); });
  Time now{};
  for (const int pause : {50, 100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    const auto* call = only<CallRegister>(effects);
    ASSERT_NE(call, nullptr);
    effects = after([&](AgentEffects& out) { agent.registered(now, call->call, nullptr, 0, out); });
    EXPECT_EQ(agent.next_deadline() - now, milliseconds(pause));
    now = agent.next_deadline();
    effects = expire(now);
  }
}

TEST_F(WorkerAgentTest, SpreadsItsRetriesOverHalfThePause) {
  const AgentEffects effects = after([&](AgentEffects& out) { agent.start(out); });
  const std::uint64_t widest = milliseconds(50) / Duration{1};
  AgentEffects none;
  agent.registered(at({}), only<CallRegister>(effects)->call, nullptr, widest, none);
  EXPECT_EQ(agent.next_deadline(), at(milliseconds(100)));
}

TEST_F(WorkerAgentTest, RetriesAHeartbeatBeforeItsLeaseIsOver) {
  std::uint32_t call = join(at({}));
  Time now{};
  for (int failure = 0; failure < 10; ++failure) {
    AgentEffects effects;
    agent.heartbeat_answered(now, call, nullptr, 0, effects);
    EXPECT_LE(agent.next_deadline() - now, seconds(1));
    now = agent.next_deadline();
    agent.expire(now, effects);
    ASSERT_NE(only<CallHeartbeat>(effects), nullptr);
    call = only<CallHeartbeat>(effects)->call;
  }
}

TEST_F(WorkerAgentTest, RegistersAgainAfterARefusal) {
  const AgentEffects first = after([&](AgentEffects& out) { agent.start(out); });
  EXPECT_TRUE(answer_register(at({}), only<CallRegister>(first)->call,
                              RegisterReply{.status = Status::kFull, .epoch = {}})
                  .empty());
  EXPECT_NE(only<CallRegister>(expire(agent.next_deadline())), nullptr);
}

TEST_F(WorkerAgentTest, DropsItsJobAndRegistersAgainWhenItsEpochIsUnknown) {
  for (const Status status : {Status::kUnknown, Status::kStale}) {
    agent = WorkerAgent(agent.config());
    const std::uint32_t call = join(at({}));
    AgentEffects started;
    ASSERT_EQ(assign(10, started), AssignAnswer::kAccepted);
    const AgentEffects effects = answer_heartbeat(at({}), call, status);
    ASSERT_NE(only<DropJob>(effects), nullptr);
    EXPECT_EQ(only<DropJob>(effects)->grant, Grant{10});
    EXPECT_FALSE(agent.running());
    EXPECT_EQ(agent.epoch(), Epoch{});
    EXPECT_NE(only<CallRegister>(expire(agent.next_deadline())), nullptr);
  }
}

TEST_F(WorkerAgentTest, KeepsItsJobWhileHeartbeatsAreNotAnswered) {
  const std::uint32_t call = join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  agent.heartbeat_answered(at({}), call, nullptr, 0, effects);
  EXPECT_TRUE(agent.running());
}

TEST_F(WorkerAgentTest, IgnoresTheAnswerToAnEarlierCall) {
  const std::uint32_t call = join(at({}));
  answer_heartbeat(at({}), call, Status::kOk);
  expire(at(seconds(1)));
  EXPECT_TRUE(answer_heartbeat(at(seconds(1)), call, Status::kUnknown).empty());
  EXPECT_EQ(agent.epoch(), kEpoch);
}

TEST_F(WorkerAgentTest, AnswersAProbeBeforeItKnowsItsEpoch) {
  AgentEffects effects;
  agent.start(effects);
  const auto reply = probe(3, effects);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->id, "w");
  EXPECT_EQ(reply->boot, Boot{4});
}

TEST_F(WorkerAgentTest, DoesNotAnswerAProbeForAnother) {
  AgentEffects effects;
  EXPECT_FALSE(agent.probed({.id = "v", .epoch = kEpoch, .grant = Grant{99}}, effects));
  join(at({}));
  EXPECT_EQ(assign(1, effects), AssignAnswer::kAccepted) << "it made no grant void";
}

TEST_F(WorkerAgentTest, AProbeStopsWhatWasSentBefore) {
  join(at({}));
  AgentEffects started;
  ASSERT_EQ(assign(10, started), AssignAnswer::kAccepted);
  const AgentEffects effects = after([&](AgentEffects& out) { EXPECT_TRUE(probe(10, out)); });
  ASSERT_NE(only<DropJob>(effects), nullptr);
  EXPECT_FALSE(agent.running());
}

TEST_F(WorkerAgentTest, AProbeMakesVoidWhatIsStillOnItsWay) {
  join(at({}));
  AgentEffects effects;
  ASSERT_TRUE(probe(10, effects));
  EXPECT_EQ(assign(9, effects), AssignAnswer::kFailed);
  EXPECT_EQ(assign(10, effects), AssignAnswer::kFailed);
  EXPECT_TRUE(effects.empty());
  EXPECT_EQ(assign(11, effects), AssignAnswer::kAccepted);
}

TEST_F(WorkerAgentTest, ALateProbeStopsNothingNewer) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  effects.clear();
  ASSERT_TRUE(probe(9, effects));
  ASSERT_TRUE(probe(50, effects, {.term = 1, .number = 1}));
  EXPECT_TRUE(effects.empty());
  EXPECT_TRUE(agent.running());
}

TEST_F(WorkerAgentTest, BeginsAJobOnce) {
  join(at({}));
  AgentEffects effects;
  EXPECT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  ASSERT_NE(only<StartJob>(effects), nullptr);
  EXPECT_EQ(only<StartJob>(effects)->job.grant, Grant{10});
  EXPECT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  EXPECT_EQ(effects.size(), 1U);
  ASSERT_TRUE(agent.running());
  EXPECT_EQ(agent.running()->epoch, kEpoch);
  EXPECT_EQ(agent.running()->job, (JobId{.term = 2, .number = 10}));
}

TEST_F(WorkerAgentTest, RefusesASecondJobForGood) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  EXPECT_EQ(assign(11, effects), AssignAnswer::kRefused);
  agent.job_ended(Grant{10}, true, effects);
  EXPECT_NE(assign(11, effects), AssignAnswer::kAccepted) << "it came again, after the refusal";
}

TEST_F(WorkerAgentTest, RefusesAnotherEpochsJob) {
  join(at({}));
  AgentEffects effects;
  EXPECT_EQ(assign(10, effects, {.term = 2, .number = 6}), AssignAnswer::kRefused);
  EXPECT_EQ(assign(11, effects, {.term = 2, .number = 8}), AssignAnswer::kRefused);
  EXPECT_EQ(assign(12, effects, kEpoch, "v"), AssignAnswer::kRefused);
  EXPECT_TRUE(effects.empty());
}

TEST_F(WorkerAgentTest, KeepsItsResultUntilItIsAnswered) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  effects.clear();
  agent.job_ended(Grant{10}, false, effects);
  for (int failure = 0; failure < 5; ++failure) {
    const auto* call = only<CallComplete>(effects);
    ASSERT_NE(call, nullptr);
    EXPECT_EQ(call->request.grant, Grant{10});
    EXPECT_EQ(call->request.epoch, kEpoch);
    EXPECT_FALSE(call->request.succeeded);
    agent.complete_answered(at(seconds(failure)), call->call, nullptr, 0);
    EXPECT_TRUE(agent.holds_result());
    effects = expire(agent.next_deadline());
  }
  const Status stale = Status::kStale;
  agent.complete_answered(at(seconds(9)), only<CallComplete>(effects)->call, &stale, 0);
  EXPECT_FALSE(agent.holds_result());
}

TEST_F(WorkerAgentTest, TheNextJobAcknowledgesTheResult) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  agent.job_ended(Grant{10}, true, effects);
  EXPECT_EQ(assign(10, effects), AssignAnswer::kAccepted) << "it ran under this very grant";
  EXPECT_TRUE(agent.holds_result());
  EXPECT_EQ(assign(11, effects), AssignAnswer::kAccepted);
  EXPECT_FALSE(agent.holds_result());
  ASSERT_TRUE(agent.running());
  EXPECT_EQ(agent.running()->grant, Grant{11});
}

TEST_F(WorkerAgentTest, SaysNothingOfADroppedJobsEnd) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  ASSERT_TRUE(probe(11, effects));
  ASSERT_EQ(assign(12, effects), AssignAnswer::kAccepted);
  effects.clear();
  agent.job_ended(Grant{10}, true, effects);
  EXPECT_TRUE(effects.empty());
  EXPECT_TRUE(agent.running());
}

TEST_F(WorkerAgentTest, DrainsWhenItsJobHasBeenHeardOf) {
  std::uint32_t heartbeat = join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  effects.clear();
  agent.leave(WorkerAgent::Leave::kDrain, effects);
  ASSERT_NE(only<CallLeave>(effects), nullptr);
  EXPECT_TRUE(only<CallLeave>(effects)->drain);
  EXPECT_EQ(only<CallLeave>(effects)->request.epoch, kEpoch);
  const Status ok = Status::kOk;
  agent.leave_answered(at({}), only<CallLeave>(effects)->call, &ok, 0, effects);
  EXPECT_TRUE(agent.running());
  EXPECT_EQ(assign(11, effects), AssignAnswer::kRefused);

  answer_heartbeat(at({}), heartbeat, Status::kOk);
  heartbeat = only<CallHeartbeat>(expire(at(seconds(1))))->call;
  effects.clear();
  agent.job_ended(Grant{10}, true, effects);
  agent.complete_answered(at(seconds(1)), only<CallComplete>(effects)->call, &ok, 0);
  EXPECT_FALSE(agent.left());
  EXPECT_TRUE(answer_heartbeat(at(seconds(2)), heartbeat, Status::kUnknown).empty());
  EXPECT_TRUE(agent.left());
  EXPECT_EQ(agent.next_deadline(), Time::max());
}

TEST_F(WorkerAgentTest, LeavesAtOnceAndAsksUntilItIsHeard) {
  join(at({}));
  AgentEffects effects;
  ASSERT_EQ(assign(10, effects), AssignAnswer::kAccepted);
  effects.clear();
  agent.leave(WorkerAgent::Leave::kAtOnce, effects);
  ASSERT_EQ(effects.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<DropJob>(effects[0]));
  ASSERT_TRUE(std::holds_alternative<CallLeave>(effects[1]));
  EXPECT_FALSE(std::get<CallLeave>(effects[1]).drain);
  agent.leave_answered(at({}), std::get<CallLeave>(effects[1]).call, nullptr, 0, effects);
  EXPECT_FALSE(agent.left());
  const AgentEffects again = expire(agent.next_deadline());
  ASSERT_NE(only<CallLeave>(again), nullptr);
  const Status ok = Status::kOk;
  agent.leave_answered(at(seconds(1)), only<CallLeave>(again)->call, &ok, 0, effects);
  EXPECT_TRUE(agent.left());
  EXPECT_EQ(agent.next_deadline(), Time::max());
}

TEST_F(WorkerAgentTest, LeavesThoughItsRegistrationIsStillOpen) {
  AgentEffects effects;
  agent.start(effects);
  const std::uint32_t call = only<CallRegister>(effects)->call;
  effects.clear();
  agent.leave(WorkerAgent::Leave::kAtOnce, effects);
  EXPECT_TRUE(effects.empty());
  EXPECT_FALSE(agent.left());
  const AgentEffects next = answer_register(at({}), call, welcome);
  ASSERT_EQ(next.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<CallLeave>(next[1]));
}

TEST_F(WorkerAgentTest, IsSmall) {
  EXPECT_LE(sizeof(WorkerAgent), 240U);  // A million of them, beside all else, in 1 KiB each.
}

}  // namespace
}  // namespace rollcall::hardened
