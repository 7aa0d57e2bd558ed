// Objects of an execution, and those that are none: ops on what is gone, or was never there.
#include "sim/core/outlived.hpp"
#include "sim/core/world.hpp"

#include <stdexcept>

namespace rollcall {
namespace {

constexpr const char* kWhereToMake =
    " outside of any execution: make and use it in the body that check_schedules or World::run "
    "plays";

}  // namespace

World& World::to_make(std::string_view object_name) {
  if (current_ == nullptr || current_->running_ == nullptr) {
    throw std::logic_error("rollcall: '" + std::string(object_name) + "' is made" + kWhereToMake);
  }
  return *current_;
}

void World::remove_object(const Object& object) {
  if (!objects_.holds(object.id(), &object)) {
    forget_outlived(object);
    return;
  }
  if (cancelling_ || running_ == nullptr) {
    objects_.remove(object, nullptr);
    return;
  }
  const ObjectTable::Ended ended{.object = &object,
                                 .id = object.id(),
                                 .by = running_->id,
                                 .step = steps_,
                                 .name = object.name(),
                                 .part = object.part()};
  objects_.remove(object, &ended);
}

// "mu, which was destroyed by main in step 12". The object may be gone: only its place and what
// looks like its id are read.
std::string World::whereabouts_of(const Object& object) const {
  const ObjectTable::Ended* ended = objects_.last_ended(object.id());
  if (ended == nullptr || ended->object != &object) {
    ended = objects_.last_ended(&object);
  }
  if (ended != nullptr) {
    return objects_.text(ended->id) + ", which was destroyed by " + task_text(ended->by) +
           " in step " + std::to_string(ended->step);
  }
  if (const std::string name = name_of_outlived(object); !name.empty()) {
    return name + ", which was made in an earlier execution: make it anew in each";
  }
  return "an object that was not made in this execution, or was destroyed long ago";
}

void World::not_here(const Object& object) {
  World* const world = current_;
  if (world == nullptr || world->running_ == nullptr) {
    throw std::logic_error("rollcall: '" + name_of_outlived(object) + "' is used" + kWhereToMake);
  }
  world->report("panic",
                "task '" + world->running_->name.str() + "' uses " + world->whereabouts_of(object));
  world->end_here();
}

// The task announced its op in time, and was picked too late.
void World::step_at_ended(Task& self) {
  begin_step(self);
  const OpKind kind = self.pending.kind;
  if (kind == OpKind::kSent || kind == OpKind::kReceived || kind == OpKind::kSelected) {
    return;  // A peer has met it, and all that it needs is on its own stack.
  }
  const ObjectTable::Ended* const ended = objects_.last_ended(self.pending.object);
  report("panic", "task '" + self.name.str() + "' is about to " + act(self.pending) +
                      (ended == nullptr ? ", which was destroyed long ago"
                                        : ", which was destroyed by " + task_text(ended->by) +
                                              " in step " + std::to_string(ended->step)));
  end_here();
}

// The running task must not go on: what it would touch is gone. It is ended with its execution.
void World::end_here() {
  Task& self = *running_;
  if (self.is_step()) {
    return;  // It is on the stack of another task.
  }
  leave(self.fiber, nullptr);
  if (self.destroying || std::uncaught_exceptions() > 0) {
    stay_away();
  }
  throw TaskCancelled{};
}

void World::note_taken(Op op) {
  taken_.emplace_back(recording_->events.size(), op);
  note("takes a case");  // until all names are known
}

// Only at the end is it known which names several objects have.
void World::record_names() {
  for (std::size_t id = 1; id < recording_->object_names.size(); ++id) {
    const std::string text = objects_.text(ObjectId{static_cast<std::uint32_t>(id)});
    if (!text.empty()) {
      recording_->object_names[id] = text;
    }
  }
  for (const auto& [event, op] : taken_) {
    recording_->events[event].note =
        "takes: " + (op.object == ObjectId::kNone ? "the default" : describe(*recording_, op));
  }
  taken_.clear();
}

std::string World::task_text(TaskId id) const {
  if (const Task* const task = find(id)) {
    return task->name.str();
  }
  const std::optional<TaskName> name = ended_tasks_.name(id);
  return name ? name->str() + ", which has ended" : "a task that has ended";
}

// All tasks have ended. The destructors of what was kept find a running task, whose ops do nothing.
void World::end_objects() {
  Task keeper{Slot{}};
  keeper.destroying = true;
  while (!kept_.empty()) {
    running_ = &keeper;
    const std::unique_ptr<Kept> last = std::move(kept_.back());
    kept_.pop_back();
  }
  running_ = nullptr;
  remember_outlived(objects_.all());
  objects_.clear();
  ended_tasks_.clear();
}

}  // namespace rollcall
