#pragma once

#include "model/registry/boot_memory.hpp"
#include "model/registry/job_queue.hpp"
#include "model/registry/record_list.hpp"
#include "model/registry/records.hpp"
#include "model/registry/registry.hpp"

namespace rollcall::hardened {

/// All that the registry knows. The records are the truth, the lists are views of them.
///
/// Kept by Step, read by audit() and dump(). A record is in `leases` unless it is basic, and in the
/// list of what it is at, if it has one: see Step::list_of.
struct Pool {
  RegistryConfig config;
  std::uint64_t term = 0;
  Time now = Time::min();
  bool closing = false;

  Records records;
  RecordList free{&Record::turn};      // first freed first
  RecordList probing{&Record::turn};   // joining, not yet answered; by due
  RecordList sendings{&Record::turn};  // reserved; by due
  RecordList running{&Record::turn};   // busy; by due
  RecordList leases{&Record::lease};   // by lease_until
  JobQueue jobs;
  BootMemory boots;

  // The last ones given out; none is used twice.
  std::uint64_t epoch_number = 0;
  Grant grant = Grant::kNone;
  std::uint64_t freed_number = 0;

  Pool(const RegistryConfig& the_config, std::uint64_t the_term)
      : config(the_config),
        term(the_term),
        jobs(the_config.jobs_remembered_max),
        boots(the_config.boots_remembered_max) {}

  [[nodiscard]] Epoch epoch_of(const Record& record) const {
    return {.term = term, .number = record.epoch_number};
  }
  /// {} for number 0.
  [[nodiscard]] JobId job_id(std::uint64_t number) const {
    return number == 0 ? JobId{} : JobId{.term = term, .number = number};
  }
};

/// What is wrong with it; nullopt if nothing. See Registry::audit.
[[nodiscard]] std::optional<std::string> audit(const Pool& pool);
/// See Registry::dump.
[[nodiscard]] std::string dump(const Pool& pool);

}  // namespace rollcall::hardened
