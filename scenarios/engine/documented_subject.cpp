#include "scenarios/engine/documented_subject.hpp"

#include <algorithm>
#include <string>

namespace rollcall {
namespace {

documented::FailedCall failed_call(const std::string& reading) {
  if (reading == "dead") {
    return documented::FailedCall::kDead;
  }
  return reading == "free" ? documented::FailedCall::kFree : documented::FailedCall::kNothing;
}

}  // namespace

DocumentedSubject::DocumentedSubject(const Scenario& scenario, PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      runtime_(ledger),
      manager_(runtime_, {.free_capacity = scenario.manager.free_capacity}),
      jobs_(std::max<std::size_t>(1, scenario.jobs ? scenario.jobs->count : 0), "jobs"),
      dispatcher_(runtime_, manager_, jobs_,
                  {.failed_call = failed_call(scenario.manager.failed_call)}) {
  for (const WorkerSpec& worker : scenario.workers) {
    runtime_.serve(worker.host + ":" + std::to_string(worker.port));
  }
}

void DocumentedSubject::start() {
  for (std::uint32_t number = 1; number <= scenario_.manager.dispatchers; ++number) {
    dispatchers_.push_back(runtime_.spawn_daemon({.text = "dispatcher", .number = number},
                                                 [this] { dispatcher_.run(); }));
  }
}

void DocumentedSubject::perform(const Action& action) {
  std::visit([this](const auto& what) { perform(what); }, action.what);
}

void DocumentedSubject::submit(const Job& job) { jobs_.send(job); }

void DocumentedSubject::settle() {
  World::current().await_idle();
  jobs_.close();  // Dispatchers that wait for a job end; one that waits for a worker is a daemon.
  World::current().await_idle();
}

void DocumentedSubject::perform(const RegisterAction& action) {
  const WorkerSpec& worker = scenario_.workers[action.worker];
  const bool accepted =
      manager_.register_worker({.id = worker.id, .ip = action.host, .port = action.port});
  runtime_.probe().said(accepted ? "answers: registered" : "answers: refused");
}

void DocumentedSubject::perform(const SetStateAction& action) {
  const sim::Point set("set");
  manager_.set_worker_state(scenario_.workers[action.worker].id, action.state);
}

// Where pauses overlap, the latest end counts.
void DocumentedSubject::perform(const DispatchPauseAction& action) {
  World& world = World::current();
  for (const TaskId dispatcher : dispatchers_) {
    world.pause(dispatcher);
  }
  runtime_.probe().said("pauses the dispatchers");
  const Duration duration = action.duration.value_or(Duration::max());
  const Time end = duration > Time::max() - world.now() ? Time::max() : world.now() + duration;
  paused_until_ = std::max(paused_until_, end);
  if (action.duration) {
    const auto resume = [](void* subject, std::uint64_t) {
      static_cast<DocumentedSubject*>(subject)->resume_dispatchers();
    };
    world.arm(duration, {.run = resume, .object = this, .argument = 0});
  }
}

void DocumentedSubject::resume_dispatchers() {
  if (World::current().now() < paused_until_) {
    return;
  }
  for (const TaskId dispatcher : dispatchers_) {
    World::current().resume(dispatcher);
  }
}

}  // namespace rollcall
