#include "sim/strategy/step_names.hpp"

#include "sim/base/ensure.hpp"
#include "sim/base/random.hpp"
#include "sim/core/world.hpp"

namespace rollcall {

namespace {

// A message is made by the message that it answers: after a second of heartbeats the whole line of
// ancestors is kilobytes long.
constexpr std::size_t kMakerBytesMax = 160;

std::string shortened(const std::string& maker) {
  if (maker.size() <= kMakerBytesMax) {
    return maker;
  }
  const std::uint64_t hash = name_hash(maker);
  std::string name = "~";
  for (int shift = 60; shift >= 0; shift -= 4) {
    name += "0123456789abcdef"[hash >> shift & 15U];
  }
  return label("", name);
}

}  // namespace

const Task& default_choice(const Situation& situation) {
  const Task* const previous = situation.previous;
  if (previous != nullptr && situation.enabled.contains(previous->slot)) {
    return *previous;
  }
  const Task* oldest = nullptr;
  situation.enabled.for_each([&](Slot slot) {
    const Task& task = situation.world.task(slot);
    const bool older = oldest == nullptr || task.id < oldest->id;
    oldest = older && !task.is_clock() ? &task : oldest;
  });
  ensure(oldest != nullptr, "a strategy is asked when a task is enabled");
  return *oldest;
}

void StepNames::begin(std::uint32_t early_timers) {
  *this = StepNames();
  has_clock_ = early_timers > 0;
}

void StepNames::named(TaskId id, const TaskName& name, const Task* parent) {
  ensure(index_of(id) == task_labels_.size(), "a strategy is told of every task in order");
  if (has_clock_ && id == kClockTask) {
    task_labels_.emplace_back(kClockLabel);
  } else {
    const std::string maker = parent == nullptr ? "" : label(parent->id);
    task_labels_.push_back(made_by(maker, name.str(), task_counts_));
  }
  tasks_.emplace(task_labels_.back(), id);
}

std::string StepNames::made_by(const std::string& maker, std::string_view name,
                               std::map<std::string, std::uint64_t>& counts) {
  const bool by_root =
      (!task_labels_.empty() && maker == task_labels_.front()) || maker == kClockLabel;
  std::string text = rollcall::label(by_root ? "" : shortened(maker), name);
  const std::uint64_t count = ++counts[text];
  return count == 1 ? text : text + "#" + std::to_string(count);
}

StepPoint StepNames::arrive(const Situation& situation) {
  if (last_ == TaskId::kNone) {
    return {};
  }
  // What is new was made in the last step.
  const std::span<Object* const> objects = situation.world.objects();
  for (std::size_t i = object_labels_.size(); i < objects.size(); ++i) {
    object_labels_.push_back(
        objects[i] == nullptr ? "" : made_by(label(last_), objects[i]->name(), object_counts_));
  }
  const Task& task = situation.world.task(last_slot_);
  if (task.id != last_) {
    return {.task = last_, .op = {}, .nth = 0};
  }
  const auto done = done_.find({last_, task.pending.kind, task.pending.object});
  return {.task = last_, .op = task.pending, .nth = done == done_.end() ? 1 : done->second + 1};
}

void StepNames::picked(const Task& task) {
  last_ = task.id;
  last_slot_ = task.slot;
  ++done_[{task.id, task.pending.kind, task.pending.object}];
}

std::optional<TaskId> StepNames::task(const std::string& label) const {
  const auto found = tasks_.find(label);
  return found == tasks_.end() ? std::nullopt : std::optional(found->second);
}

std::string StepNames::object_label(ObjectId object) const {
  return object == ObjectId::kNone ? "" : object_labels_[index_of(object) - 1];
}

StepPlace StepNames::place(const StepPoint& point) const {
  StepPlace place{.task = label(point.task), .object = ""};
  if (point.nth != 0) {
    place.kind = point.op.kind;
    place.object = object_label(point.op.object);
    place.nth = point.nth;
  }
  return place;
}

bool StepNames::is_at(const StepPoint& point, const StepPlace& place) const {
  return point.nth == place.nth && label(point.task) == place.task &&
         (place.nth == 0 ||
          (point.op.kind == place.kind && object_label(point.op.object) == place.object));
}

std::uint64_t StepNames::done_count(TaskId task, OpKind kind, const std::string& object) const {
  for (auto at = done_.lower_bound({task, kind, ObjectId::kNone});
       at != done_.end() && std::get<0>(at->first) == task && std::get<1>(at->first) == kind;
       ++at) {
    if (object_label(std::get<2>(at->first)) == object) {
      return at->second;
    }
  }
  return 0;
}

}  // namespace rollcall
