#include "sim/check/data_race.hpp"

namespace rollcall {

void RaceDetector::begin() {}
void RaceDetector::start(TaskId, TaskId) {}
void RaceDetector::pass(TaskId, TaskId) {}
void RaceDetector::acquire(TaskId, const SyncClock&) {}
void RaceDetector::release(TaskId, SyncClock&) {}
void RaceDetector::merge(TaskId, SyncClock&) {}
std::optional<std::string> RaceDetector::read(TaskId, std::uint64_t, RaceCell&, AccessSite) {
  return std::nullopt;
}
std::optional<std::string> RaceDetector::write(TaskId, std::uint64_t, RaceCell&, AccessSite) {
  return std::nullopt;
}

}  // namespace rollcall
