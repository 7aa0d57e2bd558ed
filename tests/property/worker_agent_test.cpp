// How it works: a random orchestrator throws random messages at one agent, in any order, lost,
// late and repeated; the model beside it keeps only what the rules are about.
#include "model/manager/worker_agent.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace rollcall::hardened {
namespace {

using std::chrono::milliseconds;

class World {
 public:
  World() {
    act([&](AgentEffects& out) { agent_.start(out); });
  }

  void step() {
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
        pass_time();
        break;
      case 1:
      case 2:
        answer();
        break;
      case 3:
        probe();
        break;
      case 4:
      case 5:
        assign();
        break;
      case 6:
        end_job();
        break;
      case 7:
        answer_nothing();
        break;
    }
    check();
  }

 private:
  // Fences as the rules have them: by term, then grant.
  using Fence = std::pair<std::uint64_t, Grant>;

  template <typename Act>
  void act(const Act& act_now) {
    AgentEffects effects;
    act_now(effects);
    for (const AgentEffect& effect : effects) {
      std::visit([&](const auto& wanted) { take(wanted); }, effect);
    }
  }

  void take(const CallRegister& call) {
    RC_ASSERT(!member_);
    RC_ASSERT(register_open_ == 0);
    registers_.push_back(register_open_ = call.call);
  }
  void take(const CallHeartbeat& call) {
    RC_ASSERT(member_);
    RC_ASSERT(call.request.epoch == agent_.epoch());
    RC_ASSERT(heartbeat_open_ == 0);
    heartbeats_.push_back(heartbeat_open_ = call.call);
  }
  void take(const CallComplete& call) {
    RC_ASSERT(result_.has_value());
    RC_ASSERT(call.request.grant == *result_);
    RC_ASSERT(call.request.epoch == agent_.epoch());
    completes_.push_back(complete_open_ = call.call);
  }
  void take(const CallLeave&) { RC_FAIL("nobody asked it to leave"); }
  void take(const StartJob& start) {
    RC_ASSERT(!running_.has_value());
    RC_ASSERT(start.job.epoch == agent_.epoch());
    const Fence fence{start.job.epoch.term, start.job.grant};
    RC_ASSERT(fence > void_);
    RC_ASSERT(begun_.insert(fence).second);
    forget_result();
    running_ = start.job.grant;
  }
  void take(const DropJob& drop) {
    RC_ASSERT(running_ == drop.grant);
    running_.reset();
  }

  void pass_time() {
    if (const Time due = agent_.next_deadline();
        due != Time::max() && *rc::gen::arbitrary<bool>()) {
      now_ = std::max(now_, due);
    } else {
      now_ += milliseconds(*rc::gen::inRange(0, 500));
    }
    act([&](AgentEffects& out) { agent_.expire(now_, out); });
    RC_ASSERT(agent_.next_deadline() > now_);
  }

  // To any call it ever made, so mostly to an earlier one than the open one.
  void answer() {
    const Status status = *rc::gen::element(Status::kOk, Status::kOk, Status::kUnknown,
                                            Status::kStale, Status::kShuttingDown, Status::kFull);
    if (*rc::gen::arbitrary<bool>() && !completes_.empty()) {
      const std::uint32_t call = *rc::gen::elementOf(completes_);
      const bool open = close(complete_open_, call);
      agent_.complete_answered(now_, call, &status, random());
      if (open) {
        forget_result();
      }
    } else if (member_) {
      answer_heartbeat(status);
    } else {
      answer_register(status);
    }
  }

  void answer_register(Status status) {
    const RegisterReply reply{.status = status,
                              .epoch = {.term = term_, .number = ++epochs_},
                              .heartbeat_every = milliseconds(100)};
    const std::uint32_t call = *rc::gen::elementOf(registers_);
    member_ = close(register_open_, call) && status == Status::kOk;
    act([&](AgentEffects& out) { agent_.registered(now_, call, &reply, random(), out); });
    if (member_) {
      RC_ASSERT(agent_.epoch() == reply.epoch);
    }
  }

  void answer_heartbeat(Status status) {
    const HeartbeatReply reply{.status = status};
    const std::uint32_t call = *rc::gen::elementOf(heartbeats_);
    const bool open = close(heartbeat_open_, call);
    if (open && (status == Status::kUnknown || status == Status::kStale)) {
      member_ = false;
      forget_result();
      term_ += *rc::gen::inRange<std::uint64_t>(0, 2);
    }
    act([&](AgentEffects& out) { agent_.heartbeat_answered(now_, call, &reply, random(), out); });
    RC_ASSERT((agent_.epoch() != Epoch{}) == member_);
  }

  void answer_nothing() {
    if (complete_open_ != 0 && *rc::gen::arbitrary<bool>()) {
      agent_.complete_answered(now_, std::exchange(complete_open_, 0), nullptr, random());
    } else if (const std::uint32_t heartbeat = std::exchange(heartbeat_open_, 0); heartbeat != 0) {
      act([&](AgentEffects& out) {
        agent_.heartbeat_answered(now_, heartbeat, nullptr, random(), out);
      });
      RC_ASSERT(agent_.next_deadline() <= now_ + milliseconds(100));
    } else if (const std::uint32_t call = std::exchange(register_open_, 0); call != 0) {
      act([&](AgentEffects& out) { agent_.registered(now_, call, nullptr, random(), out); });
      RC_ASSERT(agent_.next_deadline() <= now_ + std::chrono::seconds(10));
    }
  }

  /// Whether `call` was the open one; it no longer is.
  static bool close(std::uint32_t& open, std::uint32_t call) {
    return call == open && std::exchange(open, 0) != 0;
  }

  Grant some_grant() { return Grant{*rc::gen::inRange<std::uint64_t>(1, 40)}; }
  Epoch some_epoch() {
    return *rc::gen::arbitrary<bool>()
               ? agent_.epoch()
               : Epoch{.term = *rc::gen::inRange<std::uint64_t>(1, term_ + 1),
                       .number = *rc::gen::inRange<std::uint64_t>(1, epochs_ + 2)};
  }

  void probe() {
    const ProbeRequest request{.id = "w", .epoch = some_epoch(), .grant = some_grant()};
    void_ = std::max(void_, Fence{request.epoch.term, request.grant});
    act([&](AgentEffects& out) { RC_ASSERT(agent_.probed(request, out).has_value()); });
    if (result_ && Fence{agent_.epoch().term, *result_} <= void_) {
      forget_result();
    }
    RC_ASSERT(!running_ || (Fence{agent_.epoch().term, *running_} > void_));
  }

  void assign() {
    const AssignRequest request{.id = "w", .epoch = some_epoch(), .grant = some_grant(), .job = {}};
    const Fence fence{request.epoch.term, request.grant};
    act([&](AgentEffects& out) {
      const AssignAnswer answer = agent_.assigned(request, out);
      RC_ASSERT(answer != AssignAnswer::kAccepted || !out.empty() || begun_.contains(fence));
      RC_ASSERT(answer != AssignAnswer::kRefused || (out.empty() && !begun_.contains(fence)));
      if (answer == AssignAnswer::kRefused) {
        refused_.insert(fence);
      }
      RC_ASSERT(answer != AssignAnswer::kAccepted || !refused_.contains(fence));
    });
  }

  void forget_result() {
    result_.reset();
    complete_open_ = 0;
  }

  void end_job() {
    const Grant grant = running_ && *rc::gen::arbitrary<bool>() ? *running_ : some_grant();
    if (running_ == grant) {
      running_.reset();
      result_ = grant;
    }
    act([&](AgentEffects& out) { agent_.job_ended(grant, true, out); });
  }

  void check() {
    RC_ASSERT(agent_.running().has_value() == running_.has_value());
    RC_ASSERT(!running_ || agent_.running()->grant == *running_);
    RC_ASSERT(!running_ || (member_ && agent_.running()->epoch == agent_.epoch()));
    RC_ASSERT(agent_.holds_result() == result_.has_value());
    RC_ASSERT(!(running_ && result_));
  }

  static std::uint64_t random() { return *rc::gen::arbitrary<std::uint64_t>(); }

  WorkerAgent agent_{{.id = "w", .boot = Boot{1}, .ip = "10.0.0.1", .port = 1}};
  Time now_{};
  std::uint64_t term_ = 1;
  std::uint64_t epochs_ = 0;
  bool member_ = false;
  std::optional<Grant> running_;
  std::optional<Grant> result_;  // not answered, not void
  Fence void_{};                 // by the newest probe
  std::set<Fence> begun_;
  std::set<Fence> refused_;
  std::vector<std::uint32_t> registers_;
  std::vector<std::uint32_t> heartbeats_;
  std::vector<std::uint32_t> completes_;
  std::uint32_t register_open_ = 0;
  std::uint32_t heartbeat_open_ = 0;
  std::uint32_t complete_open_ = 0;
};

RC_GTEST_PROP(WorkerAgentProperty, KeepsTheFencesUnderAnyMessages, ()) {
  World world;
  const int steps = *rc::gen::inRange(1, 200);
  for (int step = 0; step < steps; ++step) {
    world.step();
  }
}

}  // namespace
}  // namespace rollcall::hardened
