#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall {

/// A task's ordinal within its execution, in order of spawning; the root is 0. Never reused.
enum class TaskId : std::uint32_t { kNone = 0xffffffff };

/// A shared object's ordinal within its execution, in order of construction, from 1.
enum class ObjectId : std::uint32_t { kNone = 0 };

/// What a check watches is no object of the execution; steps that change it do not commute all the
/// same. Numbers of its parts from here on, for World::touch.
inline constexpr std::uint32_t kWatchedObjects = 0x80000000;

/// The clock among the tasks, where it may go on early (see Strategy::early_timers), and what each
/// step then has in common with it.
inline constexpr TaskId kClockTask{1};
inline constexpr ObjectId kClock{kWatchedObjects - 2};

/// Stands for the count of tasks that are no daemons. At zero the execution ends, so the steps of
/// daemons and timers come before that or never.
inline constexpr ObjectId kForeground{kWatchedObjects - 3};

[[nodiscard]] constexpr std::uint32_t index_of(TaskId id) { return static_cast<std::uint32_t>(id); }
[[nodiscard]] constexpr std::uint32_t index_of(ObjectId id) {
  return static_cast<std::uint32_t>(id);
}

/// What a visible operation does. The numbers enter the trace hash: append, never renumber.
enum class OpKind : std::uint8_t {
  kStart = 1,        // first step of a task
  kSpawn = 2,        // creates a task
  kYield = 3,        // changes nothing
  kSleep = 4,        // enabled once its timer has fired
  kIdle = 5,         // enabled once nothing else can happen
  kPoint = 6,        // a named point of an `order`
  kJoin = 7,         // enabled once another task has ended
  kFire = 8,         // a timer's own step, see World::arm_step
  kArm = 9,          // sets, stops or resets a timer
  kLock = 10,        // mutex
  kUnlock = 11,      //
  kTryLock = 12,     //
  kTimedLock = 13,   // enabled once it is free or the time is over
  kReadLock = 14,    // reader-writer lock, beside kLock, kUnlock, kTryLock
  kReadUnlock = 15,  //
  kTryReadLock = 16,
  kGranted = 17,     // a parked lock or read lock was handed over
  kSend = 20,        // channel
  kTrySend = 21,     //
  kReceive = 22,     //
  kTryReceive = 23,  //
  kClose = 24,       //
  kSent = 25,        // a parked send was met
  kReceived = 26,    // a parked receive was met
  kSelect = 27,      // several cases; the object is the first case's
  kSelected = 28,    // one case of a parked select was met
  kLength = 29,      // len
  kWait = 30,        // condition variable: releases the mutex and parks
  kNotifyOne = 31,   //
  kNotifyAll = 32,   //
  kWoken = 33,       // a parked wait was notified
  kAdd = 40,         // wait group
  kAwaitZero = 41,   //
  kAcquire = 43,     // semaphore: takes permits, enabled once there are enough
  kTryAcquire = 44,  //
  kRelease = 45,     //
  kOnce = 46,        // runs the body of a once, or finds it done or running
  kOnceDone = 47,    // the body of a once has ended
  kLoad = 50,        // atomic
  kStore = 51,       //
  kReadModifyWrite = 52,
  kRead = 60,      // shared<T>: plain memory
  kWrite = 61,     //
  kCancel = 70,    // context: cancels it and its children
  kInspect = 71,   // asks for its error
  kCall = 80,      // network: starts a call at this host
  kAnswered = 81,  // its end, as the caller's task sees it
  kReply = 82,     // answers a request at this host
  kGoOn = 90,      // the clock goes on early, see Strategy::early_timers
  kDraw = 255,     // not an op: marks a draw in the hash
};

/// The word a reader sees: "lock", "receive".
[[nodiscard]] constexpr std::string_view op_word(OpKind kind) {  // function-length: a table
  switch (kind) {
    case OpKind::kStart:
      return "start";
    case OpKind::kSpawn:
      return "spawn";
    case OpKind::kYield:
      return "yield";
    case OpKind::kSleep:
      return "sleep";
    case OpKind::kIdle:
      return "see the world idle";
    case OpKind::kPoint:
      return "pass point";
    case OpKind::kJoin:
      return "see the end of";
    case OpKind::kFire:
      return "fire";
    case OpKind::kArm:
      return "set";
    case OpKind::kLock:
      return "lock";
    case OpKind::kUnlock:
      return "unlock";
    case OpKind::kTryLock:
      return "try to lock";
    case OpKind::kTimedLock:
      return "lock in time";
    case OpKind::kReadLock:
      return "read-lock";
    case OpKind::kReadUnlock:
      return "read-unlock";
    case OpKind::kTryReadLock:
      return "try to read-lock";
    case OpKind::kGranted:
      return "get";
    case OpKind::kSend:
      return "send to";
    case OpKind::kTrySend:
      return "try to send to";
    case OpKind::kReceive:
      return "receive from";
    case OpKind::kTryReceive:
      return "try to receive from";
    case OpKind::kClose:
      return "close";
    case OpKind::kSent:
      return "send to";
    case OpKind::kReceived:
      return "receive from";
    case OpKind::kSelect:
      return "select among";
    case OpKind::kSelected:
      return "select among";
    case OpKind::kLength:
      return "ask the length of";
    case OpKind::kWait:
      return "wait on";
    case OpKind::kNotifyOne:
      return "notify one of";
    case OpKind::kNotifyAll:
      return "notify all of";
    case OpKind::kWoken:
      return "wake up from";
    case OpKind::kAdd:
      return "add to";
    case OpKind::kAwaitZero:
      return "see zero in";
    case OpKind::kAcquire:
      return "acquire";
    case OpKind::kTryAcquire:
      return "try to acquire";
    case OpKind::kRelease:
      return "release";
    case OpKind::kOnce:
      return "do once";
    case OpKind::kOnceDone:
      return "complete";
    case OpKind::kLoad:
      return "load";
    case OpKind::kStore:
      return "store";
    case OpKind::kReadModifyWrite:
      return "update";
    case OpKind::kRead:
      return "read";
    case OpKind::kWrite:
      return "write";
    case OpKind::kCancel:
      return "cancel";
    case OpKind::kInspect:
      return "inspect";
    case OpKind::kCall:
      return "call from";
    case OpKind::kAnswered:
      return "see its call end at";
    case OpKind::kReply:
      return "reply from";
    case OpKind::kGoOn:
      return "go on";
    case OpKind::kDraw:
      return "draw";
  }
  return "?";
}

/// A visible operation: what a task announces before it is allowed to do it.
struct Op {
  OpKind kind = OpKind::kStart;
  ObjectId object = ObjectId::kNone;

  friend bool operator==(const Op&, const Op&) = default;
};

/// A task's name without an allocation: "register w2 #1", or "job" with number 3: "job 3".
/// `text` must outlive the execution.
struct TaskName {
  std::string_view text;
  std::uint64_t number = 0;  // 0: none

  [[nodiscard]] std::string str() const {
    std::string name(text);
    return number == 0 ? name : name + " " + std::to_string(number);
  }
};

}  // namespace rollcall
