#include "scenarios/engine/documented_subject.hpp"

#include "scenarios/engine/documented_options.hpp"
#include "sim/sync/task.hpp"

#include <algorithm>
#include <string>

namespace rollcall {
namespace {

// What a pause of the dispatchers changes, and each of their steps depends on.
constexpr ObjectId kDispatching{kWatchedObjects - 1};

}  // namespace

// It draws nothing.
DocumentedSubject::DocumentedSubject(const Scenario& scenario, const DrawNames& /*draws*/,
                                     PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      runtime_(ledger),
      manager_(runtime_, documented_manager(scenario.manager)),
      jobs_(std::max<std::size_t>(1, scenario.jobs ? scenario.jobs->count : 0), "jobs"),
      dispatcher_(runtime_, manager_, jobs_, documented_dispatcher(scenario.manager)) {
  for (const WorkerSpec& worker : scenario.workers) {
    runtime_.serve(worker.host + ":" + std::to_string(worker.port));
  }
}

void DocumentedSubject::start() {
  for (std::uint32_t number = 1; number <= scenario_.manager.dispatchers; ++number) {
    dispatchers_.push_back(sim::spawn(
        {.name = {.text = "dispatcher", .number = number}, .daemon = true, .group = kDispatching},
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
      manager_.register_worker({.id = worker.id, .ip = ip_of(action.host), .port = action.port});
  runtime_.probe().said(accepted ? "answers: registered" : "answers: refused");
}

void DocumentedSubject::perform(const SetStateAction& action) {
  const sim::Point set("set");
  manager_.set_worker_state(scenario_.workers[action.worker].id, action.state);
}

// Where pauses overlap, the latest end counts.
void DocumentedSubject::perform(const DispatchPauseAction& action) {
  World& world = World::current();
  world.touch({.object = kDispatching});
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
