#pragma once

#include "sim/base/op.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

class World;
struct Task;

/// Base of all shared objects: an ordinal in the running world and a name for people.
///
/// Made and used inside one execution only; made elsewhere, it throws std::logic_error. `name` may
/// be a temporary: the world keeps a copy of what is no literal.
///
/// A class of your own that blocks derives from this, and says in the step of each op:
///  - World::touch, for each object that the op looked at or changed, once announce() has returned
///    true. An exploration takes an op that is not enabled for what foreseen() says of its kind. So
///    a kind goes with its touch, as in the vocabulary: kLock with kAcquire and kUnlock with
///    kRelease, a semaphore's kAcquire with kTake and kRelease with kSend, kJoin with kAwait and
///    kOnceDone with kRelease;
///  - World::enable for each task that it lets go on, and World::order_before for each that waits
///    for this step, though another enables it;
///  - World::acquire and release of a SyncClock for what happens before what, for races.
/// A wrong pair loses schedules of explorations without a word. A gate that opens once:
///
///   class Gate : public Object {
///    public:
///     Gate() : Object("gate") {}
///     void pass() {
///       World& world = op_world();
///       waiting_.insert(world.running().slot);
///       if (world.announce({.kind = OpKind::kJoin, .object = id()}, open_)) {
///         world.touch({.object = id(), .access = Access::kAwait});
///         waiting_.erase(world.running().slot);
///       }
///     }
///     void open() {
///       World& world = op_world();
///       if (world.announce({.kind = OpKind::kOnceDone, .object = id()})) {
///         world.touch({.object = id(), .access = Access::kRelease});
///         open_ = true;
///         world.enable(waiting_);
///       }
///     }
///
///    private:
///     bool open_ = false;
///     TaskSet waiting_;
///   };
///
/// An op on an object that has been destroyed, or that was made in an earlier execution, is a
/// violation `panic` that names both. It is found by the object's place in memory, so a stale
/// reference to where another object lives by now is not.
class Object {
 public:
  /// A part is made right after what it belongs to, and shares its name in reports.
  enum class Kind : std::uint8_t { kWhole, kPart };

  explicit Object(std::string_view name, Kind kind = Kind::kWhole);
  virtual ~Object();
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectId id() const { return id_; }
  [[nodiscard]] std::string_view name() const { return {name_, name_size_}; }
  [[nodiscard]] bool part() const { return part_; }

  /// Identifies the object across schedules: a hash of its creator's path and its ordinal among
  /// that creator's objects.
  [[nodiscard]] std::uint64_t path() const { return path_; }

  /// The tasks each of which must do something before `waiter`, which is stopped at this object,
  /// gets on: the holder of a mutex. Empty if anybody may help.
  [[nodiscard]] virtual std::vector<TaskId> blockers(TaskId /*waiter*/) const { return {}; }

  /// "get mu for writing": what `waiter`, which is stopped at this object, waits for. Empty if its
  /// op says all there is to say.
  [[nodiscard]] virtual std::string awaited(const Task& /*waiter*/) const { return ""; }

  /// The tasks that have it, if it is a lock.
  [[nodiscard]] virtual std::vector<TaskId> holders() const { return {}; }

  /// Ends the running task with a report unless this object is one of the running execution.
  void require_here() const { static_cast<void>(op_world()); }

 protected:
  [[nodiscard]] World& world() const { return world_; }
  /// The running world, for an op that is about to be announced: first it looks, as require_here(),
  /// without reading more of this object than its id.
  [[nodiscard]] World& op_world() const;
  /// Whether the execution that it was made in is under way, and not being torn down.
  [[nodiscard]] bool executing() const;
  /// The same, also while only some tasks are being ended: what it has armed must not fire.
  [[nodiscard]] bool in_execution() const;

 private:
  World& world_;
  const char* name_;
  std::uint64_t path_ = 0;
  // The size beside the id, as a million of these are to fit in memory; the id in the second half,
  // with what stands behind this (see net::Host).
  std::uint32_t name_size_ : 31;
  bool part_ : 1;
  ObjectId id_;
  std::uint64_t execution_ = 0;
};

}  // namespace rollcall
