#pragma once

#include "model/invariants/pack.hpp"
#include "sim/core/world.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace rollcall::history_test {

/// A history told to a ledger, and what its invariant says of it; "": it holds.
template <typename Teller>
struct Case {
  const char* name;
  const Invariant* invariant;
  const char* message;
  std::function<void(Teller&)> tell;
};

template <typename Teller>
void PrintTo(const Case<Teller>& value, std::ostream* out) {
  *out << value.name;
}

/// With that one judged alone. Where the history lets no time pass it is one step, so that only its
/// end is judged, but for acts, which are judged when they happen.
template <typename Teller>
void judge(const Case<Teller>& history) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const JudgingList judged(std::span(&history.invariant, 1));
  InvariantPack pack(ledger, judged);
  const RunResult result = world.run({.strategy = strategy, .check = &pack}, [&] {
    Teller teller(ledger);
    history.tell(teller);
    sim::yield();
  });
  EXPECT_EQ(result.violation ? result.violation->message : "", history.message);
  if (result.violation) {
    EXPECT_EQ(result.violation->invariant, history.invariant->name);
  }
}

/// A manager without epochs, in few words. Ids without a process are told of none.
class Documented {
 public:
  explicit Documented(PoolLedger& told) : ledger(told) {}

  RecordId publish(std::string_view id, std::string_view address = "10.0.0.1:7000") {
    return ledger.published(id, address, "registering");
  }
  RecordId connect(std::string_view id, std::string_view address = "10.0.0.1:7000") {
    const RecordId record = publish(id, address);
    ledger.attached(record, ConnectionId{++connections_}, address);
    return record;
  }
  void set(RecordId record, std::string_view state) { ledger.state_changed(record, state); }
  RecordId enlist(std::string_view id, std::string_view address = "10.0.0.1:7000") {
    const RecordId record = connect(id, address);
    set(record, "free");
    ledger.enqueued(record);
    return record;
  }
  void pull(RecordId record) { ledger.pulled(record); }
  void mark(RecordId record) {
    set(record, "busy");
    ledger.marked(record);
  }
  void call(RecordId record, std::uint64_t job = 1) {
    ledger.call_started(record, job, ledger.record(record).connection);
  }
  /// All of a dispatch.
  void dispatch(RecordId record, std::uint64_t job = 1) {
    pull(record);
    mark(record);
    call(record, job);
  }
  void submit(std::uint64_t number) {
    ledger.job_queued({.number = number}, false, 0);
    ledger.job_accepted({.number = number});
  }

  PoolLedger& ledger;

 private:
  std::uint32_t connections_ = 0;
};

/// A manager with epochs, in few words; each worker "w<n>" has the address 10.0.0.<n>:7000.
class Hardened {
 public:
  explicit Hardened(PoolLedger& told) : ledger(told) {}

  static std::string address_of(std::string_view id) {
    return "10.0.0." + std::string(id.substr(1)) + ":7000";
  }
  ProcessId start(std::string_view id, std::uint64_t boot = 1) {
    return ledger.process_started(id, boot, address_of(id));
  }
  RecordId add(std::string_view id, std::uint64_t boot = 1) {
    return ledger.registered(
        {.id = id, .boot = boot, .epoch = {1, ++epoch_}, .address = address_of(id)});
  }
  /// Joining, connected and being probed.
  RecordId join(std::string_view id, std::uint64_t boot = 1) {
    const RecordId record = add(id, boot);
    ledger.connection_opened(record, address_of(id));
    probe(record);
    return record;
  }
  void probe(RecordId record) { ledger.probe_sent(record, ++grant_); }
  void move(RecordId record, PoolState to, Origin origin, JobKey job = {},
            std::uint64_t grant = 0) {
    ledger.state_changed(record, StateChangeEvent{.from = ledger.record(record).state,
                                                  .to = to,
                                                  .origin = origin,
                                                  .cause = "test",
                                                  .job = job,
                                                  .grant = grant});
  }
  void free(RecordId record) { move(record, PoolState::kFree, Origin::kMessage); }
  void gone(RecordId record) { move(record, PoolState::kGone, Origin::kMessage); }
  RecordId enlist(std::string_view id, std::uint64_t boot = 1) {
    const RecordId record = join(id, boot);
    free(record);
    return record;
  }
  static JobKey job(std::uint64_t number) { return {.term = 1, .number = number}; }
  void submit(std::uint64_t number, bool idempotent = false) {
    ledger.job_queued(job(number), idempotent, 0);
    ledger.job_accepted(job(number));
  }
  void send(RecordId record, std::uint64_t number) {
    ledger.job_dequeued(job(number));
    move(record, PoolState::kReserved, Origin::kItself, job(number), ++grant_);
  }
  void accept(RecordId record, std::uint64_t number) {
    move(record, PoolState::kBusy, Origin::kMessage, job(number), ledger.record(record).grant);
  }
  /// All of a dispatch.
  void dispatch(RecordId record, std::uint64_t number) {
    submit(number);
    send(record, number);
    accept(record, number);
  }
  void complete(RecordId record, std::uint64_t number) {
    move(record, PoolState::kFree, Origin::kMessage, job(number), ledger.record(record).grant);
    ledger.job_ended(job(number), "done");
  }
  [[nodiscard]] EpochId epoch(RecordId record) const { return ledger.record(record).epoch; }
  void handles(PoolMessage::Kind kind, std::string_view id, EpochId epoch, std::uint64_t grant = 0,
               std::uint64_t boot = 1) {
    ledger.handles({.kind = kind, .id = id, .boot = boot, .epoch = epoch, .grant = grant});
  }
  [[nodiscard]] std::uint64_t grant() const { return grant_; }

  PoolLedger& ledger;

 private:
  std::uint32_t epoch_ = 0;
  std::uint64_t grant_ = 0;
};

}  // namespace rollcall::history_test
