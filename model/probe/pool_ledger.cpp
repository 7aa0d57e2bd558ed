// What all parts of the ledger use: rows by id, and what is to be judged.
#include "model/probe/pool_ledger.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

// In the order of PoolState.
constexpr std::array<std::string_view, 7> kStates{"registering", "joining", "free", "reserved",
                                                  "busy",        "dead",    "gone"};

}  // namespace

PoolLedger::PoolLedger(World& world) : world_(world) {}

PoolState PoolLedger::state_of(std::string_view text) {
  const auto known = std::find(kStates.begin(), kStates.end(), text);
  if (known != kStates.end()) {
    return static_cast<PoolState>(known - kStates.begin());
  }
  const auto other = std::find(other_states_.begin(), other_states_.end(), text);
  const auto place = other - other_states_.begin();
  if (other == other_states_.end()) {
    other_states_.emplace_back(text);
  }
  return static_cast<PoolState>(static_cast<std::ptrdiff_t>(PoolState::kOther) + place);
}

std::string_view PoolLedger::text(PoolState state) const {
  return state < PoolState::kOther ? kStates[index(state)]
                                   : other_states_[index(state) - index(PoolState::kOther)];
}

void PoolLedger::said(std::string_view text) {
  note([&] { return std::string(text); });
}

std::string_view PoolLedger::id_of(const Worker& row) const {
  return id_of(WorkerIndex{static_cast<std::uint32_t>(workers_.index_of(row))});
}

WorkerIndex PoolLedger::intern(std::string_view id) {
  const std::uint32_t hash = NameIndex::hash_of(id);
  const auto is_it = [&](std::uint32_t worker) { return id_of(WorkerIndex{worker}) == id; };
  const std::uint32_t known = by_id_.find(hash, is_it);
  if (known != NameIndex::kAbsent) {
    return WorkerIndex{known};
  }
  const WorkerIndex worker{worker_count()};
  workers_.emplace_back().id = letters_.keep(id);
  is_changed_.push_back(false);
  by_id_.insert(hash, static_cast<std::uint32_t>(worker));
  return worker;
}

PoolLedger::Record& PoolLedger::touch(RecordId id) {
  Record& record = records_[index(id)];
  change(record.worker);
  return record;
}

void PoolLedger::change(WorkerIndex worker) {
  if (!is_changed_[index(worker)]) {
    is_changed_[index(worker)] = true;
    changed_.push_back(worker);
  }
  judge_after_step(2 * index(worker));
}

// Steps that change one row are judged in between: their order matters, even where the manager's
// own state would not tell it.
void PoolLedger::judge_after_step(std::size_t row) {
  world_.request_check();
  const std::size_t object = relates_rows_ ? 0 : row;
  world_.touch({.object = ObjectId{kWatchedObjects + static_cast<std::uint32_t>(object)}});
}

const std::vector<WorkerIndex>& PoolLedger::take_changed() {
  taken_.clear();
  taken_.swap(changed_);
  for (const WorkerIndex worker : taken_) {
    is_changed_[index(worker)] = false;
  }
  look_for_lapses();
  return taken_;
}

const std::vector<JobIndex>& PoolLedger::take_changed_jobs() {
  taken_jobs_.clear();
  taken_jobs_.swap(changed_jobs_);
  for (const JobIndex job : taken_jobs_) {
    jobs_[index(job)].changed = false;
  }
  return taken_jobs_;
}

bool PoolLedger::take_rest() { return std::exchange(resting_, false); }

}  // namespace rollcall
