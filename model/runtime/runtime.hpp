#pragma once

#include "model/probe/pool_ledger.hpp"
#include "sim/base/op.hpp"
#include "sim/base/time.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

namespace rollcall {

/// What a worker says of itself when it registers.
struct WorkerInfo {
  std::string id;
  std::string ip;
  std::int32_t port = 0;
};

/// One piece of work. Virtual nanoseconds.
struct Job {
  std::uint64_t number = 0;  // in order of submission, from 1
  Duration duration{};
};

/// A persistent connection to a worker. Owned by the runtime for the life of the execution.
struct Connection {
  ConnectionId id = ConnectionId::kNone;
  std::string target;  // "host:port", as dialled
};

/// All that the logic of the pool may use of the outside.
///
/// The logic is written once over this concept and compiled once per model of it (explicit
/// instantiation, one translation unit each). `sim_runtime.hpp` is the simulated model. What a
/// model provides:
///   Mutex, Channel<T>, Shared<T>  the concurrency vocabulary (sim/sync has the semantics)
///   Ref<T>                        a pointer whose nil dereference is a panic
///   Panic, kNil                   what is thrown to give up; makes a channel that is nil
///   Point                         a named point for its lifetime, constructed from its name
///   spawn(name, body)             starts a task; spawn_daemon: one that may wait for ever
///   now(), sleep(duration)        the clock
///   dial(target)                  a lazy connection: no I/O; nil if the target is malformed
///   dial_and_wait(target)         the same, returning when the peer has spoken; nil if none does
///   hang_up(connection)           the calls over it fail
///   start_call(connection, job)   sends the job; wait() on the result gives whether it succeeded
///   probe()                       where the logic says what it does
template <typename R>
concept Runtime = requires(R& runtime, const std::string& target, TaskName name, Duration duration,
                           Job job, void (*body)()) {
  typename R::Mutex;
  typename R::template Channel<int>;
  typename R::template Shared<int>;
  typename R::template Ref<int>;
  typename R::Point;
  typename R::Panic;
  R::kNil;
  runtime.spawn(name, body);
  runtime.spawn_daemon(name, body);
  runtime.sleep(duration);
  { runtime.now() } -> std::same_as<Time>;
  { runtime.dial(target) } -> std::same_as<typename R::template Ref<Connection>>;
  { runtime.dial_and_wait(target) } -> std::same_as<typename R::template Ref<Connection>>;
  runtime.hang_up(runtime.dial(target));
  { runtime.start_call(runtime.dial(target), job).wait() } -> std::same_as<bool>;
  { runtime.probe() } -> std::same_as<PoolLedger&>;
};

}  // namespace rollcall
