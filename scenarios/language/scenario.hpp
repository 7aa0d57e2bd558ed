#pragma once

#include "scenarios/language/actions.hpp"
#include "scenarios/language/condition.hpp"
#include "scenarios/language/place.hpp"
#include "scenarios/language/weather.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

/// `manager:` how the manager under test is set up.
struct ManagerOptions {
  // The documented one:
  std::uint32_t free_capacity = 16;     // places in FreeWorkers; 0 is an unbuffered channel
  std::uint32_t dispatchers = 1;        // tasks that pull free workers
  std::string failed_call = "nothing";  // what the dispatcher does then: nothing | dead | free
  std::string repair = "none";          // one of repair_names()
  // The hardened one:
  Duration heartbeat = std::chrono::seconds(1);   // every so often
  Duration dead_after = std::chrono::seconds(3);  // the lease that a heartbeat renews
  Duration probe_timeout = std::chrono::seconds(1);
  Duration assign_timeout = std::chrono::seconds(1);
  Duration job_timeout = std::chrono::minutes(10);
  std::uint32_t attempts = 3;          // sendings of an idempotent job
  std::uint32_t workers_max = 10'000;  // refused beyond
  std::uint32_t jobs_max = 10'000;     // waiting ones; refused beyond
};

/// One simulated worker: what `workers:` expands to, `{n}` filled in, n from 1.
struct WorkerSpec {
  std::string id;    // "w1"
  std::string host;  // "10.0.0.1"
  std::int32_t port = 0;
};

/// `jobs:` the stream of jobs submitted from the start of the execution.
struct JobsSpec {
  std::uint32_t count = 0;
  Duration every{};        // between two submissions
  DurationRange duration;  // how long a worker runs one
  bool idempotent = true;  // may be begun more than once
  Ratio fail{};            // share of all jobs, submitted ones too, that end without success
};

/// Actions done one after the other, each when the one before has ended.
struct Branch {
  std::vector<Action> actions;
};

/// `when:` the nth event of a kind, of one worker or of any.
struct Trigger {
  std::string event;                  // "registered"
  std::optional<std::size_t> worker;  // nullopt: any
  std::uint32_t nth = 1;
};

/// A moment of the script: its branches start together, and all their interleavings are searched.
struct Step {
  Position position;
  std::string label;                 // "" if none
  Duration at{};                     // since the start; with `when`, since the event
  std::optional<std::size_t> after;  // index of an earlier step: starts once all of that has ended
  std::optional<Trigger> when;       // starts `at` after this; never if that never happens
  std::vector<Branch> branches;      // `register: w*` gives one branch a worker
};

/// One entry of `order:`: "register w2 #1: published".
struct OrderPoint {
  std::string task;   // "register w2 #1"
  std::string point;  // "published"
  Position position;
};

/// What `expect:` says of one manager.
struct Expectation {
  std::string manager;   // "documented"
  std::string violates;  // an invariant; "" means `holds`
  Position position;
};

/// One entry of `regressions:`: a recorded execution, and what it must convict its manager of.
struct Regression {
  std::string decisions;  // a decision file, by its path from the scenario's folder
  std::string manager;
  std::string violates;
  Position position;
};

/// What a whole `run` or hunt must have met at least once: a fault that acted, a transition, a
/// condition that held.
struct Sometimes {
  std::string mark;                    // of a condition: its text
  std::optional<Condition> condition;  // nullopt: something that is marked where it happens
  Position position;
};

/// `eventually:` what is judged at rest, within a time of the heal.
struct Eventually {
  std::optional<Duration> within;  // nullopt: as long as the manager's set-up implies
  std::vector<std::string> that;   // invariants at rest; empty: all
};

/// A scenario file, read and valid: every selector, repeat, label and parameter is resolved.
struct Scenario {
  std::string file;  // as given to the reader
  std::string text;  // the file's bytes; of an instance behind them its values, in a comment
  std::string name;  // of an instance "name@room=2,jobs=3"
  std::vector<std::pair<std::string, std::string>> parameters;  // of `params`: those with `each`
  std::string about;
  std::vector<std::string> from;  // provenance
  std::vector<std::string> tags;
  std::uint32_t runs = 100;
  ManagerOptions manager;
  std::string worker_id = "w{n}";                  // what the workers' ids were made of
  std::string worker_address = "10.0.0.{n}:7000";  // and their addresses
  std::vector<WorkerSpec> workers;
  NetworkSpec network;
  ClockSpec clock;
  std::optional<JobsSpec> jobs;
  std::vector<Step> steps;  // in document order, `repeat` unrolled
  std::vector<OrderPoint> order;
  std::vector<Weather> faults;
  std::optional<HealSpec> heal;
  bool swarm = false;  // each seed turns faults on, off and up, and draws the mix of events
  std::vector<Expectation> expect;
  std::vector<Condition> always;
  std::vector<Condition> never;
  std::vector<LeadsTo> leads_to;
  std::vector<Regression> regressions;
  std::vector<Sometimes> sometimes;
  Eventually eventually;
};

/// The task that does the action, as `order:` names it: "register w2 #1", "pause orchestrator #2",
/// "heal #1". The action must be one of the scenario's.
[[nodiscard]] std::string task_name(const Scenario& scenario, const Action& action);

/// Whether it asks for anything that only a network has: links or clocks that are not the usual
/// ones, weather, a heal, or an action besides register, set_state and dispatch_pause.
[[nodiscard]] bool needs_network(const Scenario& scenario);

/// What `manager: {repair: NAME}` may say: "none", then the repairs that do not repair.
[[nodiscard]] const std::vector<std::string>& repair_names();

/// "w2", "orchestrator".
[[nodiscard]] const std::string& name_of(const Scenario& scenario, HostRef host);

}  // namespace rollcall
