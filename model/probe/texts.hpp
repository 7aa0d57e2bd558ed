#pragma once

#include "model/probe/ids.hpp"

#include <fmt/format.h>

#include <string>

namespace rollcall {

/// "r1": the first record.
inline std::string record_text(RecordId id) {
  return fmt::format("r{}", static_cast<unsigned>(id) + 1);
}
/// "c1": the first connection.
inline std::string connection_text(ConnectionId id) {
  return fmt::format("c{}", static_cast<unsigned>(id));
}
/// "p1": the first process.
inline std::string process_text(ProcessId id) {
  return fmt::format("p{}", static_cast<unsigned>(id) + 1);
}
/// "3.17"; "none" for {}.
inline std::string epoch_text(EpochId epoch) {
  return epoch == EpochId{} ? "none" : fmt::format("{}.{}", epoch.term, epoch.number);
}
/// "3.17"; "17" of a manager without terms.
inline std::string job_text(JobKey job) {
  return job.term == 0 ? fmt::format("{}", job.number) : fmt::format("{}.{}", job.term, job.number);
}

}  // namespace rollcall
