#include "sim/strategy/spinners.hpp"

#include <algorithm>

namespace rollcall {

constexpr std::array<bool, 256> Spinners::kMayLook = [] {
  std::array<bool, 256> kinds{};
  for (const OpKind kind :
       {OpKind::kYield, OpKind::kSleep, OpKind::kTryLock, OpKind::kTryReadLock, OpKind::kTrySend,
        OpKind::kTryReceive, OpKind::kTryAcquire, OpKind::kSelect, OpKind::kLength, OpKind::kLoad,
        OpKind::kReadModifyWrite, OpKind::kRead, OpKind::kInspect}) {
    kinds[static_cast<std::uint8_t>(kind)] = true;
  }
  return kinds;
}();

void Spinners::begin() {
  looking_.clear();
  spinning_.clear();
  any_ = false;
  may_have_looked_ = false;
  era_ = 0;
  patience_ = 0;
}

void Spinners::ended(Slot slot) {
  looking_.erase(slot);
  spinning_.erase(slot);
  may_have_looked_ = may_have_looked_ && last_.slot != slot;
}

void Spinners::settle_look(const Situation& situation) {
  const World& world = situation.world;
  if (world.changes() == last_.changes && world.now() == last_.time) {
    look(situation.choices);
  } else {
    changed_by(last_.slot);
  }
}

void Spinners::look(Choices& choices) {
  constexpr std::size_t kSeenMax = 16;  // a loop over more is left to the fair walk
  const std::uint32_t index = index_of(last_.slot);
  if (index >= looks_.size()) {
    looks_.resize(index + 1);
  }
  Looks& looks = looks_[index];
  if (!looking_.contains(last_.slot)) {
    looking_.insert(last_.slot);
    looks.repetitions = 0;
    looks.seen.clear();
  }
  if (looks.era != era_) {
    looks.era = era_;
    looks.seen.clear();
  }
  if (std::find(looks.seen.begin(), looks.seen.end(), last_.op) == looks.seen.end()) {
    if (looks.seen.size() < kSeenMax) {
      looks.seen.push_back(last_.op);
    }
    return;
  }
  if (patience_ == 0) {
    patience_ = std::uint64_t{1} << choices.schedule(8);
  }
  if (++looks.repetitions >= patience_) {
    spinning_.insert(last_.slot);
    any_ = true;
  }
}

const TaskSet& Spinners::others(const TaskSet& enabled) {
  others_ = enabled;
  others_.subtract(spinning_);
  if (others_.empty()) {
    spinning_.clear();
    any_ = false;
    others_ = enabled;
  }
  return others_;
}

}  // namespace rollcall
