// What workers are answered, held against the pool that serves one call after the other.
#include "model/invariants/sequential_pool.hpp"
#include "sim/check/linearizability.hpp"
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Hardened>;
using Kind = PoolOp::Kind;
using Said = PoolAnswer::Kind;

class LinearizablePool : public testing::TestWithParam<Story> {};
TEST_P(LinearizablePool, IsJudgedByItsHistory) { judge(GetParam()); }

// A worker that calls; each answer comes at once.
struct Caller {
  explicit Caller(Hardened& told) : h(told), process(told.start("w1")) {}

  PoolCall begin(Kind kind, EpochId epoch, std::uint64_t grant = 0) {
    return h.ledger.call_began(process, {.kind = kind, .boot = 1, .epoch = epoch, .grant = grant});
  }
  void call(Kind kind, EpochId epoch, Said said, std::uint64_t grant = 0) {
    const PoolCall call = begin(kind, epoch, grant);
    h.ledger.call_answered(call, {.kind = said});
  }
  // It registers, is told so, and is free.
  RecordId enlist() {
    const PoolCall call = begin(Kind::kRegister, {});
    const RecordId record = h.enlist("w1");
    h.ledger.call_answered(call, {.kind = Said::kOk, .epoch = h.epoch(record)});
    return record;
  }
  void rest() { h.ledger.at_rest(); }

  Hardened& h;
  ProcessId process;
};

const std::vector<Story> kStories = {
    {"RegistersWorksAndLeaves", &kLinearizablePool, "",
     [](Hardened& h) {
       Caller w(h);
       const RecordId record = w.enlist();
       w.call(Kind::kHeartbeat, {1, 1}, Said::kOk);
       h.dispatch(record, 1);
       const PoolCall result = w.begin(Kind::kComplete, {1, 1}, h.grant());
       h.complete(record, 1);
       h.ledger.call_answered(result, {});
       w.call(Kind::kComplete, {1, 1}, Said::kStale, h.grant());
       w.call(Kind::kLeave, {1, 1}, Said::kOk);
       w.call(Kind::kHeartbeat, {1, 1}, Said::kUnknown);
       w.rest();
     }},
    {"HeardOfAfterItsLeave", &kLinearizablePool,
     "worker w1: client 3: heartbeat(epoch 1.1) -> ok has no place in any order (operation 4, "
     "event "
     "8)\n  after\n    client 1: join(epoch 1.1) -> ok\n    client 0: register(boot 1) -> epoch "
     "1.1\n    client 2: leave(epoch 1.1) -> ok\n  the state is not registered, newest boot 1, "
     "which does not allow it",
     [](Hardened& h) {
       Caller w(h);
       w.enlist();
       w.call(Kind::kLeave, {1, 1}, Said::kOk);
       w.call(Kind::kHeartbeat, {1, 1}, Said::kOk);
       w.rest();
     }},
    {"HeardOfWhileItsLeaveIsUnanswered", &kLinearizablePool, "",
     [](Hardened& h) {
       Caller w(h);
       w.enlist();
       w.begin(Kind::kLeave, {1, 1});
       w.call(Kind::kHeartbeat, {1, 1}, Said::kOk);
       w.call(Kind::kHeartbeat, {1, 1}, Said::kUnknown);
       w.rest();
     }},
    {"UnknownAfterItsLeaseIsOver", &kLinearizablePool, "",
     [](Hardened& h) {
       Caller w(h);
       const RecordId record = w.enlist();
       h.move(record, PoolState::kGone, Origin::kTime);
       w.call(Kind::kHeartbeat, {1, 1}, Said::kUnknown);
       w.rest();
     }},
    {"UnknownAfterTheManagerHasForgotten", &kLinearizablePool, "",
     [](Hardened& h) {
       Caller w(h);
       w.enlist();
       h.ledger.manager_stopped(true);
       w.call(Kind::kHeartbeat, {1, 1}, Said::kUnknown);
       w.rest();
     }},
};

const auto kNameOf = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Stories, LinearizablePool, testing::ValuesIn(kStories), kNameOf);

TEST(SequentialPool, HasEachOutcomeOfEachAnswer) {
  const SequentialPool pool;
  const SequentialPool::State free{.epoch = {1, 2}, .boot = 1, .boot_max = 1, .epoch_max = {1, 2}};
  SequentialPool::State busy = free;
  busy.grant = 4;
  SequentialPool::State draining = busy;
  draining.draining = true;
  for (const auto& state : {pool.initial(), free, busy, draining}) {
    for (int kind = 0; kind <= static_cast<int>(Kind::kForget); ++kind) {
      for (const EpochId epoch : {EpochId{}, EpochId{1, 1}, EpochId{1, 2}}) {
        const PoolOp op{.kind = Kind(kind), .boot = 1, .epoch = epoch, .grant = 4};
        const bool is_call = op.kind <= Kind::kDrain;
        for (int said = 0; is_call && said <= static_cast<int>(Said::kRefused); ++said) {
          const auto next = pool.step(state, op, {.kind = Said(said), .epoch = {1, 2}});
          const auto outcomes = pool.outcomes(state, op);
          EXPECT_TRUE(!next || std::find(outcomes.begin(), outcomes.end(), *next) != outcomes.end())
              << pool.describe(op, PoolAnswer{.kind = Said(said)}) << " in "
              << pool.describe_state(state);
          EXPECT_TRUE(!next || *next == state || !pool.is_read_only(op, {.kind = Said(said)}));
        }
      }
    }
  }
}

}  // namespace
}  // namespace rollcall::history_test
