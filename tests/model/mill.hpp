#pragma once

#include "model/manager/tell.hpp"
#include "sim/base/random.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::hardened {
using std::chrono::milliseconds;

enum class Deceit { kNone, kProbeGrant, kCompleteGrant, kHeartbeatEpoch };

inline RegistryConfig small_config() {
  RegistryConfig config;
  config.workers_max = 4;
  config.jobs_waiting_max = 4;
  config.attempts_max = 3;
  config.job_timeout = std::chrono::seconds(4);
  return config;
}

/// The registry, told to a ledger, with workers that keep to its protocol, and messages each of
/// which may be lost, late or twice. A step() is one atomic step of somebody.
class Mill {
 public:
  Mill(PoolLedger& ledger, std::uint64_t seed, Deceit deceit)
      : random_(seed), deceit_(deceit), ledger_(ledger), registry_(small_config(), 1) {
    tell(ledger_, small_config());
    for (const char* id : {"a", "b", "c"}) {
      workers_.push_back({.id = id});
      start(workers_.back());
    }
  }

  void step() {
    Worker& worker = workers_[random_.below(workers_.size())];
    switch (random_.below(16)) {
      case 0:
        return pass();
      case 1:
        return enroll(worker);
      case 2:
      case 3:
        return heartbeat(worker);
      case 4:
        return end_job(worker);
      case 5:
        return submit();
      case 6:
        return rare(worker);
      case 7:
      case 8:
      case 9:
        return carry_out();
      default:
        return deliver();
    }
  }
  [[nodiscard]] std::uint64_t done_count() const { return done_count_; }

 private:
  struct Worker {
    std::string id;
    std::uint64_t boot = 0;
    ProcessId process = ProcessId::kNone;
    Epoch epoch = {};
    Grant voided = Grant::kNone;
    std::optional<AssignRequest> running = {};
  };

  // --- the registry's side: one step each ---

  template <typename Message, typename Act>
  auto handle(const Message& message, const Act& act) {
    const auto answer = act(Registry::Out{.effects = effects_, .events = events_});
    ledger_.manager_paused(false);  // Nobody looks at the clock between its acts.
    tell_clock(ledger_, now_, registry_.next_deadline());
    message();
    for (const Event& event : std::exchange(events_, {})) {
      tell(ledger_, event);
    }
    for (Effect& effect : std::exchange(effects_, {})) {
      if (const auto* outcome = std::get_if<Outcome>(&effect)) {
        done_count_ += outcome->state == JobState::kDone ? 1U : 0U;
        tell(ledger_, effect);
      } else {
        outbox_.push_back(std::move(effect));
      }
    }
    return answer;
  }

  void pass() {
    now_ += milliseconds(random_.below(600));
    handle([] {},
           [&](Registry::Out out) {
             registry_.expire(now_, out);
             return 0;
           });
  }

  void submit() {
    const SubmitRequest request{.duration = {}, .idempotent = random_.below(2) == 0};
    const SubmitReply reply =
        handle([&] { tell(ledger_, request); },
               [&](Registry::Out out) { return registry_.submit(now_, request, out); });
    tell_reply(ledger_, reply);
  }

  void leave(const Worker& worker, bool drain) {
    const LeaveRequest request{.id = worker.id, .epoch = {}};
    handle([&] { tell(ledger_, request); },
           [&](Registry::Out out) {
             return drain ? registry_.drain(now_, request, out)
                          : registry_.deregister(now_, request, out);
           });
  }

  void probed(const ProbeRequest& request, const ProbeReply& reply) {
    ProbeRequest seen = request;
    const auto view = registry_.find(request.id);
    if (deceit_ == Deceit::kProbeGrant && view) {
      seen.grant = open_probe_;
    }
    handle([&] { tell_answer(ledger_, request); },
           [&](Registry::Out out) { return registry_.probed(now_, seen, &reply, out); });
  }

  void assigned(const AssignRequest& request, AssignAnswer answer) {
    handle([&] { tell_answer(ledger_, request); },
           [&](Registry::Out out) { return registry_.assigned(now_, request, answer, out); });
  }

  void completed(const CompleteRequest& request) {
    CompleteRequest seen = request;
    const auto view = registry_.find(request.id);
    if (deceit_ == Deceit::kCompleteGrant && view) {
      seen.grant = view->grant;
      seen.job = view->job;
    }
    handle([&] { tell(ledger_, request); },
           [&](Registry::Out out) { return registry_.completed(now_, seen, out); });
  }

  // --- the workers' side ---

  void start(Worker& worker) {
    ++worker.boot;
    worker.process = ledger_.process_started(worker.id, worker.boot, address());
    worker.epoch = {};
    worker.voided = Grant::kNone;
    worker.running.reset();
  }

  void drop(Worker& worker, bool succeeded = false) {
    if (worker.running) {
      ledger_.job_left(worker.process, succeeded);
      worker.running.reset();
    }
  }

  void rare(Worker& worker) {
    const std::uint64_t which = random_.below(12);
    if (which == 0) {
      ledger_.process_stopped(worker.process);
      start(worker);
    } else if (which < 3) {
      leave(worker, which == 1);
    }
  }

  void enroll(const Worker& worker) {
    const RegisterRequest request{
        .id = worker.id, .boot = Boot{worker.boot}, .ip = "10.0.0.1", .port = 7000};
    send([this, request] {
      const RegisterReply reply =
          handle([&] { tell(ledger_, request); },
                 [&](Registry::Out out) { return registry_.register_worker(now_, request, out); });
      tell_reply(ledger_, request, reply);
      if (reply.status == Status::kOk) {
        send([this, request, reply] { enrolled(request, reply.epoch); });
      }
    });
  }

  void enrolled(const RegisterRequest& request, Epoch epoch) {
    Worker& worker = named(request.id);
    if (Boot{worker.boot} == request.boot && epoch > worker.epoch) {
      drop(worker);
      worker.epoch = epoch;
      ledger_.member_of(worker.process, epoch_id(epoch));
      ledger_.answer_arrived(worker.process, epoch_id(epoch));
    }
  }

  void heartbeat(const Worker& worker) {
    if (worker.epoch == Epoch{}) {
      return;
    }
    const HeartbeatRequest request{
        .id = worker.id, .boot = Boot{worker.boot}, .epoch = worker.epoch};
    ledger_.epoch_sent(worker.process, epoch_id(worker.epoch));
    send([this, request] {
      HeartbeatRequest seen = request;
      const auto view = registry_.find(request.id);
      if (deceit_ == Deceit::kHeartbeatEpoch && view) {
        seen.epoch = view->epoch;
        seen.boot = view->boot;
      }
      const HeartbeatReply reply =
          handle([&] { tell(ledger_, request); },
                 [&](Registry::Out out) { return registry_.heartbeat(now_, seen, out); });
      Worker& asked = named(request.id);
      if (reply.status != Status::kOk && asked.epoch == request.epoch) {
        drop(asked);
        asked.epoch = {};
        ledger_.member_of(asked.process, {});
      }
    });
  }

  void end_job(Worker& worker) {
    if (!worker.running) {
      return;
    }
    const AssignRequest job = *worker.running;
    drop(worker, true);
    const CompleteRequest request{.id = worker.id,
                                  .boot = Boot{worker.boot},
                                  .epoch = job.epoch,
                                  .grant = job.grant,
                                  .job = job.job,
                                  .succeeded = true};
    send([this, request] { completed(request); });
  }

  void take_probe(const ProbeRequest& request) {
    Worker& worker = named(request.id);
    ledger_.process_reached(worker.process, epoch_id(request.epoch),
                            static_cast<std::uint64_t>(request.grant));
    worker.voided = std::max(worker.voided, request.grant);
    if (worker.running && worker.running->grant <= request.grant) {
      drop(worker);
    }
    const ProbeReply reply{.id = worker.id, .boot = Boot{worker.boot}};
    send([this, request, reply] { probed(request, reply); });
  }

  void take_job(const AssignRequest& request) {
    Worker& worker = named(request.id);
    AssignAnswer answer = AssignAnswer::kRefused;
    if (worker.running && worker.running->grant == request.grant) {
      answer = AssignAnswer::kAccepted;
    } else if (!worker.running && worker.epoch == request.epoch && request.grant > worker.voided) {
      answer = AssignAnswer::kAccepted;
      worker.voided = request.grant;
      worker.running = request;
      ledger_.job_begun(worker.process, epoch_id(request.epoch),
                        static_cast<std::uint64_t>(request.grant), job_key(request.job));
    } else if (worker.epoch == request.epoch && request.grant == worker.voided) {
      return;  // It ran under this very grant, or is void: whoever asks again gets no answer.
    }
    send([this, request, answer] { assigned(request, answer); });
  }

  // --- what is under way ---

  void send(std::function<void()> letter) { mail_.push_back(std::move(letter)); }

  // Any letter, not the oldest; some are lost and some come twice.
  void deliver() {
    if (mail_.empty()) {
      return;
    }
    const std::size_t which = random_.below(2) == 0 ? 0 : random_.below(mail_.size());
    const std::function<void()> letter = mail_[which];
    const std::uint64_t fate = random_.below(10);
    if (fate > 1) {
      mail_.erase(mail_.begin() + static_cast<std::ptrdiff_t>(which));
    }
    if (fate != 2) {
      letter();
    }
  }

  void carry_out() {
    if (outbox_.empty()) {
      return;
    }
    const Effect effect = outbox_.front();
    outbox_.erase(outbox_.begin());
    tell(ledger_, effect);
    if (const auto* probe = std::get_if<Probe>(&effect)) {
      open_probe_ = probe->request.grant;
      send([this, request = probe->request] { take_probe(request); });
    } else if (const auto* assign = std::get_if<Assign>(&effect)) {
      send([this, request = assign->request] { take_job(request); });
    }
  }

  Worker& named(const std::string& id) {
    return workers_[static_cast<std::size_t>(id.front() - 'a')];
  }
  static std::string address() { return "10.0.0.1:7000"; }

  Xoshiro256 random_;
  Deceit deceit_;
  PoolLedger& ledger_;
  Registry registry_;
  Time now_{std::chrono::seconds(1)};
  Effects effects_;
  Events events_;
  Effects outbox_;
  Grant open_probe_ = Grant::kNone;
  std::vector<Worker> workers_;
  std::vector<std::function<void()>> mail_;
  std::uint64_t done_count_ = 0;
};

}  // namespace rollcall::hardened
