#pragma once

#include "model/registry/effects.hpp"
#include "model/registry/messages.hpp"
#include "model/registry/registry.hpp"
#include "sim/base/op.hpp"
#include "sim/base/time.hpp"

#include <concepts>
#include <cstdint>

namespace rollcall::hardened {

/// Where the hardened pool says what it does, each in the step of the act itself. Changes nothing.
///
/// Of one critical section, in this order: the clock, the message or answer that is handled, what
/// happened, the outcomes that are done, the reply. All other effects as they are carried out.
template <typename P, typename Mutex>
concept PoolProbe = requires(P& probe, Mutex& mutex, const RegistryConfig& config, Time time,
                             const HeartbeatRequest& message, const HeartbeatReply& reply,
                             const ProbeRequest& asked, const Event& event, const Effect& effect) {
  probe.guarded_by(mutex);      // what guards the state it speaks of
  probe.configured(config);     // at the start of a run
  probe.closing();              // a shutdown begins
  probe.clock(time, time);      // now, and when something is due next
  probe.handles(message);       // of any type that is asked
  probe.handles_answer(asked);  // to that probe or assignment
  probe.happened(event);
  probe.done(effect);
  probe.replied(message, reply);
};

/// All that the hardened pool may use of the outside: less than what the documented one does.
///
/// Written so that std threads and gRPC callbacks can carry it as well as fibers and a simulated
/// network. What a model provides:
///   Mutex, CondVar      std's interfaces over std::unique_lock, each constructed from a name
///   Point               a named point for its lifetime, constructed from its name
///   Connection          a handle, moved about: a persistent connection to one endpoint; made by
///                       default, it is none
///   now()               a clock that never goes back
///   spawn_daemon(name, body)  starts a task that may wait for ever
///   next_term()         adds one to the durable counter, waits until it is stable, returns it
///   dial(endpoint)      a connection; lazy: returns at once
///   hang_up(connection) ends it, and the calls over it with it; returns at once
///   start_probe, start_assign(connection, request, timeout, handler)
///                       send the request and return at once. `handler` is called exactly once, in
///                       a task of its own, which may block: with null or kFailed if no answer came
///                       in time, or the connection failed or was hung up. It is not called only if
///                       this process ends.
///   probe()             a PoolProbe
template <typename R>
concept PoolRuntime = requires(R& runtime, typename R::Connection& connection,
                               const Endpoint& endpoint, const ProbeRequest& probe,
                               const AssignRequest& job, Duration timeout, TaskName name,
                               void (*body)(), void (*probed)(const ProbeReply*),
                               void (*assigned)(AssignAnswer)) {
  typename R::Mutex;
  typename R::CondVar;
  typename R::Point;
  requires std::default_initializable<typename R::Connection>;
  { runtime.now() } -> std::same_as<Time>;
  runtime.spawn_daemon(name, body);
  { runtime.next_term() } -> std::same_as<std::uint64_t>;
  { runtime.dial(endpoint) } -> std::same_as<typename R::Connection>;
  runtime.hang_up(connection);
  runtime.start_probe(connection, probe, timeout, probed);
  runtime.start_assign(connection, job, timeout, assigned);
  { runtime.probe() } -> PoolProbe<typename R::Mutex>;
};

}  // namespace rollcall::hardened
