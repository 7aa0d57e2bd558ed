#include "model/registry/pool.hpp"

#include <fmt/format.h>

namespace rollcall::hardened {
namespace {

std::string_view yes_no(bool value) { return value ? "yes" : "no"; }

std::string ids_of(const Pool& pool, const RecordList& list) {
  std::string text;
  for (Slot slot = list.front(); slot != Slot::kNone; slot = list.next(pool.records, slot)) {
    text += " " + pool.records[slot].id;
  }
  return text;
}

std::string record_text(const Pool& pool, const Record& record) {
  return fmt::format(
      "worker {} boot {} at {} epoch {}: {}, draining {}, probed {}, confirmed {}, job {}, grant "
      "{}, lease {}, due {}, freed {}\n",
      record.id, static_cast<std::uint64_t>(record.boot), to_text(record.endpoint),
      to_text(pool.epoch_of(record)), to_text(record.state), yes_no(record.draining),
      yes_no(record.probed), yes_no(record.confirmed), record.job_number,
      static_cast<std::uint64_t>(record.grant), to_text(record.lease_until), to_text(record.due),
      record.freed_number);
}

std::string job_text(const Pool& pool, std::uint64_t number, const Job& job) {
  const std::string_view worker =
      job.worker == Slot::kNone ? std::string_view("none") : pool.records[job.worker].id;
  return fmt::format("job {}: {} for {}, attempts {}, idempotent {}, worker {}\n", number,
                     to_text(pool.jobs.state_of(number)), rollcall::to_text(job.duration),
                     job.attempts, yes_no(job.idempotent), worker);
}

}  // namespace

std::string dump(const Pool& pool) {
  std::string text =
      fmt::format("term {}, closing {}, last epoch {}, grant {}, freed {}, job {}\n", pool.term,
                  yes_no(pool.closing), pool.epoch_number, static_cast<std::uint64_t>(pool.grant),
                  pool.freed_number, pool.jobs.last_number());
  pool.records.for_each([&](Slot slot) { text += record_text(pool, pool.records[slot]); });
  text += "free:" + ids_of(pool, pool.free) + "\n";
  text += "probing:" + ids_of(pool, pool.probing) + "\n";
  text += "sendings:" + ids_of(pool, pool.sendings) + "\n";
  text += "running:" + ids_of(pool, pool.running) + "\n";
  text += "leases:" + ids_of(pool, pool.leases) + "\n";
  for (const auto& [number, job] : pool.jobs.open()) {
    text += job_text(pool, number, job);
  }
  for (const auto& [number, state] : pool.jobs.finished()) {
    text += fmt::format("outcome of {}: {}\n", number, to_text(state));
  }
  text += "left: " + pool.boots.to_text() + "\n";
  return text;
}

}  // namespace rollcall::hardened
