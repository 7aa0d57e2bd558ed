#pragma once

// What a channel is besides its values: who waits, what was counted, what synchronises. A plain
// send or receive that waits is a select of one case: there is one way to be met.

#include "sim/core/world.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim {

class ChannelBase;
struct Parking;

/// One case of a task at rest, in its channel's queue until the task is met. Lives, with what it
/// points to, on that task's stack.
struct ParkedCase {
  ChannelBase* channel = nullptr;  // null: a nil channel, which nobody will ever meet
  bool sends = false;
  void* place = nullptr;  // a sender's T; a receiver's std::optional<T>
  bool closed = false;    // it was met by a close
  Parking* parking = nullptr;
  ParkedCase* previous = nullptr;  // in the queue
  ParkedCase* next = nullptr;
  ParkedCase* next_case = nullptr;  // of the same task
};

/// A task at rest at one channel or several, until a peer meets one of its cases.
struct Parking {
  /// Of the running task.
  explicit Parking(World& in) : world(in), slot(in.running().slot) {}
  /// One that is ended at rest, while others go on, leaves all queues.
  ~Parking();
  Parking(const Parking&) = delete;
  Parking& operator=(const Parking&) = delete;

  /// Puts the case at the end of its channel's queue. It must live until the task is met.
  void add(ParkedCase& parked);

  World& world;
  Slot slot;
  ParkedCase* cases = nullptr;
  ParkedCase* met = nullptr;
};

/// Cases at rest in the order in which they came; owns nothing.
class CaseQueue {
 public:
  [[nodiscard]] bool empty() const { return front_ == nullptr; }
  [[nodiscard]] ParkedCase& front() const { return *front_; }
  /// The first case of the task in that slot; null if it has none here.
  [[nodiscard]] const ParkedCase* find(Slot slot) const;
  void push_back(ParkedCase& parked);
  void erase(ParkedCase& parked);

 private:
  ParkedCase* front_ = nullptr;
  ParkedCase* back_ = nullptr;
};

/// The part of a channel that does not depend on the type of its values.
///
/// Commutation: a send into the buffer and a receive from it touch only their value and the room
/// that was made for it; whatever parks, meets somebody parked or closes, touches all.
/// Happens-before: a send before its receive; the kth receive before the end of the (k+C)th send of
/// a channel of capacity C; a close before a receive that returns because of it.
/// Source: the Go memory model, and racenotify() and racesync() of runtime/chan.go.
class ChannelBase : public Object {
 public:
  ~ChannelBase() override;

  /// Values it can hold. No op: it never changes.
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool nil() const { return nil_; }

  void close();

  /// All cases of a select that waits here: "receive from jobs or send to results".
  [[nodiscard]] std::string awaited(const Task& waiter) const override;

  // --- for selects, timers and contexts: no ops of their own ---

  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] bool can_send() const;
  [[nodiscard]] bool can_receive() const;
  /// What close() does, in a running step that may do it. False if it was closed.
  bool close_now();
  [[noreturn]] void panic_closed();

 protected:
  friend struct Parking;

  ChannelBase(std::size_t capacity, bool nil, std::string_view name, Kind kind)
      : Object(name, kind), capacity_(capacity), nil_(nil) {}

  [[nodiscard]] bool full() const { return sent_ - received_ >= capacity_; }
  [[nodiscard]] std::size_t count() const { return sent_ - received_; }

  /// The running task sends into the buffer, or takes from it, the next value.
  void count_send();
  void count_receive();
  /// The longest parked one, which is met; null if nobody is parked.
  ParkedCase* meet_receiver();
  ParkedCase* meet_sender();

  void touch(Access access) { world().touch({.object = id(), .access = access}); }
  /// The running task finds it closed.
  void see_closed();
  /// Waits until the running task's only case is met. False: the execution is over.
  [[nodiscard]] bool park(ParkedCase& parked);

 private:
  // What passed through a place in the buffer.
  struct PlaceClocks {
    SyncClock sent;
    SyncClock received;
  };

  ParkedCase& meet(CaseQueue& queue);
  void synchronise(TaskId task, bool sends, std::uint64_t nth);

  std::size_t capacity_;
  bool nil_;
  bool closed_ = false;
  std::uint64_t sent_ = 0;      // values that were accepted, handed over or put into the buffer
  std::uint64_t received_ = 0;  // of them, those that were taken
  CaseQueue senders_;
  CaseQueue receivers_;
  SyncClock closed_clock_;
  std::vector<PlaceClocks> clocks_;  // by place, as far as used; empty while nobody asks for races
};

inline bool ChannelBase::can_send() const {
  return !nil_ && (closed_ || !receivers_.empty() || !full());
}

inline bool ChannelBase::can_receive() const {
  return !nil_ && (closed_ || !senders_.empty() || sent_ != received_);
}

inline void ChannelBase::count_send() {
  ++sent_;
  world().touch({.object = id(),
                 .access = Access::kSend,
                 .nth = sent_,
                 .needs = sent_ > capacity_ ? sent_ - capacity_ : 0});
  synchronise(world().running().id, true, sent_);
}

inline void ChannelBase::count_receive() {
  ++received_;
  world().touch({.object = id(), .access = Access::kReceive, .nth = received_});
  synchronise(world().running().id, false, received_);
}

inline void ChannelBase::synchronise(TaskId task, bool sends, std::uint64_t nth) {
  RaceDetector* const races = world().races();
  if (races == nullptr) [[likely]] {
    return;
  }
  const std::size_t place = (nth - 1) % capacity_;
  if (clocks_.size() <= place) {
    clocks_.resize(place + 1);
  }
  PlaceClocks& clocks = clocks_[place];
  // Released first: that a receive comes after its send says nothing of what the receive is before.
  races->release(task, sends ? clocks.sent : clocks.received);
  races->acquire(task, sends ? clocks.received : clocks.sent);
}

}  // namespace rollcall::sim
