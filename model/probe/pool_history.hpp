#pragma once

#include "model/probe/act.hpp"
#include "model/probe/ids.hpp"
#include "sim/check/history.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

class PoolLedger;

/// What is done to the one registration that a worker id may have.
struct PoolOp {
  enum class Kind : std::uint8_t {
    // calls of workers
    kRegister,
    kHeartbeat,
    kComplete,
    kLeave,
    kDrain,
    // done by the manager, at once
    kJoin,     // a new registration
    kAcquire,  // a job is sent
    kReturn,   // the job is taken back
    kLose,     // the registration is gone
    kForget,   // all that the manager knew is gone
  };
  Kind kind = Kind::kRegister;
  WorkerIndex worker{};
  std::uint64_t boot = 0;
  EpochId epoch = {};
  std::uint64_t grant = 0;

  friend bool operator==(const PoolOp&, const PoolOp&) = default;
};

struct PoolAnswer {
  enum class Kind : std::uint8_t {
    kOk,
    kUnknown,  // no registration of that id
    kStale,    // another one
    kRefused,  // for a reason outside of it: full, shutting down, not valid
  };
  Kind kind = Kind::kOk;
  EpochId epoch = {};  // of an accepted registration

  friend bool operator==(const PoolAnswer&, const PoolAnswer&) = default;
};

/// A call in a PoolHistory, by order of beginning.
enum class PoolCall : std::size_t { kNone = static_cast<std::size_t>(-1) };

/// Calls as the workers see them, from beginning to answer, and what the manager does by itself, at
/// the instant at which it does it.
class PoolHistory : public ActObserver {
 public:
  using Call = Operation<PoolOp, PoolAnswer>;

  /// The ledger must outlive this.
  explicit PoolHistory(const PoolLedger& ledger) : ledger_(ledger) {}

  PoolCall began(const PoolOp& op);
  /// A call that nobody answers stays open.
  void ended(PoolCall call, const PoolAnswer& answer);
  void see(const Act& act) override;
  /// The manager's memory is lost.
  void forget_all();

  [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }

 private:
  void happens(const PoolOp& op);
  [[nodiscard]] bool by_call_of_worker(const Act& act) const;

  const PoolLedger& ledger_;
  std::vector<Call> calls_;
  std::int64_t event_count_ = 0;
};

}  // namespace rollcall
