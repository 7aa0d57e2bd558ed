#include "model/invariants/invariant.hpp"
#include "model/invariants/sequential_pool.hpp"
#include "sim/check/explain.hpp"
#include "sim/check/linearizability.hpp"

namespace rollcall {
namespace {

// Undecided is not convicted: a worker has a few calls open at most, so that it hardly happens.
Invariant::Broken not_linearizable(const PoolLedger& ledger) {
  const PoolHistory* const history = ledger.history();
  if (history == nullptr) {
    return std::nullopt;
  }
  const SequentialPool pool;
  const auto result = check_linearizability(pool, std::span(history->calls()));
  if (!result.failure) {
    return std::nullopt;
  }
  const PoolOp& op = history->calls()[result.failure->operation].input;
  std::string text = explain(pool, std::span(history->calls()), *result.failure);
  text.erase(text.find_last_not_of('\n') + 1);
  return "worker " + std::string(ledger.id_of(op.worker)) + ": " + text;
}

}  // namespace

const Invariant kLinearizablePool{
    .name = "linearizable-pool",
    .statement = "what workers are answered fits one call after the other, in some order",
    .scope = InvariantScope::kAtRest,
    .broken_pool = &not_linearizable,
    .needs_history = true};

}  // namespace rollcall
