#include "sim/strategy/surw.hpp"

#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {

namespace {

std::uint64_t ops_of(std::span<const Profile::Count> counts, std::uint64_t task) {
  const auto found = std::lower_bound(
      counts.begin(), counts.end(), task,
      [](const Profile::Count& count, std::uint64_t path) { return count.task < path; });
  return found != counts.end() && found->task == task ? found->ops : 0;
}

}  // namespace

void Surw::begin(Choices& choices) {
  target_ = nullptr;
  counts_ = {};
  if (domain_ == Domain::kEverything) {
    counts_ = profile_.steps;
  } else {
    draw_target(choices);
  }
  target_id_ = ObjectId::kNone;
  object_count_ = 0;
  remaining_.clear();
  announced_.clear();
  in_domain_.clear();
  intended_.reset();
  priorities_.clear();
}

void Surw::draw_target(Choices& choices) {
  std::uint64_t sum = 0;
  for (const Profile::Target& target : profile_.targets) {
    sum += target.ops;
  }
  if (sum == 0) {
    return;
  }
  std::uint64_t point = choices.schedule(sum);
  target_ = profile_.targets.data();
  for (; point >= target_->ops; ++target_) {
    point -= target_->ops;
  }
  counts_ = target_->counts;
}

void Surw::spawned(const Task& task, const Task* parent, Choices& choices) {
  priorities_.enter(task);
  set_priority(task.slot, choices);
  announced_.insert(task.slot);
  const std::uint64_t own = ops_of(counts_, task.path);
  remaining_.set(task.slot, own);
  if (parent == nullptr || own == 0) {
    return;
  }
  // What was intended to be the parent's next op of D may be one of the child's.
  const std::uint64_t before = std::max(remaining_.of(parent->slot), own);
  if (intended_ == parent->slot && choices.schedule(before) < own) {
    intended_ = task.slot;
  }
  remaining_.set(parent->slot, before - own);
}

void Surw::ended(const Task& task) {
  announced_.erase(task.slot);
  in_domain_.erase(task.slot);
  remaining_.set(task.slot, 0);
  if (intended_ == task.slot) {
    intended_.reset();
  }
}

Slot Surw::pick(const Situation& situation) {
  find_target(situation.world);
  announced_.for_each([&](Slot slot) { classify(situation.world.task(slot)); });
  announced_.clear();
  choose_candidates(situation.enabled, situation.choices);
  const Slot best = priorities_.best(candidates_);
  if (in_domain_.contains(best)) {
    remaining_.set(best, remaining_.of(best) - 1);
    intended_.reset();
  }
  set_priority(best, situation.choices);
  announced_.insert(best);
  return best;
}

void Surw::find_target(const World& world) {
  if (target_ == nullptr || target_id_ != ObjectId::kNone) {
    return;
  }
  for (; object_count_ < world.objects().size(); ++object_count_) {
    const Object* object = world.object(ObjectId{object_count_ + 1});
    if (object != nullptr && object->path() == target_->object) {
      target_id_ = object->id();
      return;
    }
  }
}

void Surw::classify(const Task& task) {
  const bool on_target = target_id_ != ObjectId::kNone && task.pending.object == target_id_;
  if (domain_ == Domain::kEverything || on_target) {
    in_domain_.insert(task.slot);
    remaining_.set(task.slot, std::max<std::uint64_t>(remaining_.of(task.slot), 1));
  } else {
    in_domain_.erase(task.slot);
  }
}

void Surw::choose_candidates(const TaskSet& enabled, Choices& choices) {
  if (!intended_ && remaining_.sum() > 0) {
    intended_ = remaining_.choose(choices.schedule(remaining_.sum()));
  }
  candidates_ = enabled;
  candidates_.subtract(in_domain_);
  if (intended_ && enabled.contains(*intended_)) {
    candidates_.insert(*intended_);
  }
  if (candidates_.empty()) {  // All wait for the intended one, which waits for one of them.
    intended_ = choose_waiting(enabled, choices);
    candidates_.insert(*intended_);
  }
}

// One of the enabled tasks, all of which are about to do an op of D, in proportion.
Slot Surw::choose_waiting(const TaskSet& enabled, Choices& choices) const {
  std::uint64_t sum = 0;
  enabled.for_each([&](Slot slot) { sum += remaining_.of(slot); });
  std::uint64_t point = choices.schedule(sum);
  std::optional<Slot> chosen;
  enabled.for_each([&](Slot slot) {
    const std::uint64_t weight = remaining_.of(slot);
    if (!chosen && point < weight) {
      chosen = slot;
    }
    point -= chosen ? 0 : weight;
  });
  ensure(chosen.has_value(), "a task about to do an op of D has one left to do");
  return *chosen;
}

void Surw::set_priority(Slot slot, Choices& choices) {
  constexpr std::uint64_t kLevels = std::uint64_t{1} << 32;
  priorities_.set(slot, static_cast<std::uint32_t>(choices.schedule(kLevels)));
}

}  // namespace rollcall
