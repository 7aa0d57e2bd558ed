#pragma once

#include "model/registry/registry.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace rollcall::hardened {

constexpr Duration kSecond = std::chrono::seconds(1);

/// A registry with a clock, for a test's script: answers the newest effect of a worker in one word,
/// and audits after each step. `effects` and `events` are those of the last step.
struct Driver {
  explicit Driver(const RegistryConfig& the_config = {}, std::uint64_t term = 7)
      : config(the_config), registry(the_config, term) {}

  RegistryConfig config;
  Registry registry;
  Time now{kSecond};
  Effects effects;
  Events events;
  std::vector<Transition> transitions;  // of all steps

  // --- one step each ---

  RegisterReply join(const std::string& id, std::uint64_t boot = 1, std::int64_t port = 7000,
                     const std::string& ip = "10.0.0.1") {
    return step([&](Registry::Out out) {
      return registry.register_worker(now, {.id = id, .boot = Boot{boot}, .ip = ip, .port = port},
                                      out);
    });
  }
  HeartbeatReply heartbeat(const HeartbeatRequest& request) {
    return step([&](Registry::Out out) { return registry.heartbeat(now, request, out); });
  }
  HeartbeatReply heartbeat(const std::string& id) {
    const WorkerView worker = view(id);
    return heartbeat({.id = id, .boot = worker.boot, .epoch = worker.epoch});
  }
  Status probed(const ProbeRequest& request, const std::optional<ProbeReply>& reply) {
    return step([&](Registry::Out out) {
      return registry.probed(now, request, reply ? &*reply : nullptr, out);
    });
  }
  Status assigned(const AssignRequest& request, AssignAnswer answer) {
    return step([&](Registry::Out out) { return registry.assigned(now, request, answer, out); });
  }
  Status completed(const CompleteRequest& request) {
    return step([&](Registry::Out out) { return registry.completed(now, request, out); });
  }
  Status deregister(const std::string& id, Epoch epoch = {}) {
    return step([&](Registry::Out out) {
      return registry.deregister(now, {.id = id, .epoch = epoch}, out);
    });
  }
  Status drain(const std::string& id, Epoch epoch = {}) {
    return step(
        [&](Registry::Out out) { return registry.drain(now, {.id = id, .epoch = epoch}, out); });
  }
  SubmitReply try_submit(bool idempotent = true) {
    return step([&](Registry::Out out) {
      return registry.submit(now, {.duration = kSecond, .idempotent = idempotent}, out);
    });
  }
  JobId submit(bool idempotent = true) {
    const SubmitReply reply = try_submit(idempotent);
    EXPECT_EQ(reply.status, Status::kOk);
    return reply.job;
  }
  Status cancel(JobId job) {
    return step([&](Registry::Out out) { return registry.cancel(now, job, out); });
  }
  void close() {
    step([&](Registry::Out out) {
      registry.close(now, out);
      return 0;
    });
  }
  void pass(Duration duration) {
    now += duration;
    step([&](Registry::Out out) {
      registry.expire(now, out);
      return 0;
    });
  }

  // --- answers to what is open, as the worker's view has it ---

  ProbeRequest open_probe(const std::string& id) const {
    const WorkerView worker = view(id);
    return {.id = id, .epoch = worker.epoch, .grant = worker.grant};
  }
  AssignRequest open_sending(const std::string& id) const {
    const WorkerView worker = view(id);
    return {.id = id,
            .epoch = worker.epoch,
            .grant = worker.grant,
            .job = worker.job,
            .duration = kSecond};
  }
  CompleteRequest open_result(const std::string& id, bool succeeded = true) const {
    const WorkerView worker = view(id);
    return {.id = id,
            .boot = worker.boot,
            .epoch = worker.epoch,
            .grant = worker.grant,
            .job = worker.job,
            .succeeded = succeeded};
  }
  Status answer_probe(const std::string& id) {
    return probed(open_probe(id), ProbeReply{.id = id, .boot = view(id).boot});
  }
  Status answer(const std::string& id, AssignAnswer answer) {
    return assigned(open_sending(id), answer);
  }
  Status complete(const std::string& id, bool succeeded = true) {
    return completed(open_result(id, succeeded));
  }

  // --- to a state; each worker at an address of its own is not needed here ---

  void make_free(const std::string& id, std::uint64_t boot = 1) {
    EXPECT_EQ(join(id, boot).status, Status::kOk);
    EXPECT_EQ(heartbeat(id).status, Status::kOk);
    EXPECT_EQ(answer_probe(id), Status::kOk);
  }
  JobId make_reserved(const std::string& id, bool idempotent = true) {
    make_free(id);
    return submit(idempotent);
  }
  JobId make_busy(const std::string& id, bool idempotent = true) {
    const JobId job = make_reserved(id, idempotent);
    EXPECT_EQ(answer(id, AssignAnswer::kAccepted), Status::kOk);
    return job;
  }

  // --- what is there, what came out ---

  WorkerView view(const std::string& id) const { return registry.find(id).value_or(WorkerView{}); }
  WorkerState state(const std::string& id) const { return view(id).state; }

  template <typename T, typename Items>
  static std::vector<T> all(const Items& items) {
    std::vector<T> found;
    for (const auto& item : items) {
      if (const T* one = std::get_if<T>(&item)) {
        found.push_back(*one);
      }
    }
    return found;
  }
  /// The only effect of its kind in the last step.
  template <typename T>
  T effect() const {
    const std::vector<T> found = all<T>(effects);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? T{} : found.front();
  }
  std::size_t fenced() const { return all<Fenced>(events).size(); }

 private:
  template <typename Act>
  std::invoke_result_t<Act, Registry::Out> step(const Act& act) {
    effects.clear();
    events.clear();
    const auto result = act(Registry::Out{.effects = effects, .events = events});
    EXPECT_EQ(registry.audit(), std::nullopt);
    for (const Transition& transition : all<Transition>(events)) {
      transitions.push_back(transition);
    }
    return result;
  }
};

}  // namespace rollcall::hardened
