#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rollcall {

/// Where a thing stands in a scenario file. 1-based; column counts bytes.
struct Position {
  int line = 0;
  int column = 0;
};

/// A span from which a duration is drawn uniformly, both ends included; low == high draws nothing.
struct DurationRange {
  Duration low{};
  Duration high{};
};

/// `manager:` how the manager under test is set up.
struct ManagerOptions {
  std::uint32_t free_capacity = 16;     // places in FreeWorkers; 0 is an unbuffered channel
  std::uint32_t dispatchers = 1;        // tasks that pull free workers
  std::string failed_call = "nothing";  // what the dispatcher does then: nothing | dead | free
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
};

/// `register:` one Register call of one worker.
struct RegisterAction {
  std::size_t worker = 0;    // index into Scenario::workers
  std::uint32_t number = 0;  // the n-th Register of this worker in document order, from 1
  std::string host;          // the address it claims
  std::int32_t port = 0;
};

/// `set_state:` one SetWorkerState call by somebody outside.
struct SetStateAction {
  std::size_t worker = 0;
  std::uint32_t number = 0;  // the n-th set_state of this worker in document order, from 1
  std::string state;
};

/// `dispatch_pause:` the dispatcher tasks stand still; the clock goes on.
struct DispatchPauseAction {
  std::optional<Duration> duration;  // nullopt: to the end
};

struct Action {
  std::variant<RegisterAction, SetStateAction, DispatchPauseAction> what;
  Position position;
};

/// Actions done one after the other, each when the one before has ended.
struct Branch {
  std::vector<Action> actions;
};

/// A moment of the script: its branches start together, and all their interleavings are searched.
struct Step {
  Position position;
  std::string label;                 // "" if none
  Duration at{};                     // virtual time since the start; unused where `after` is set
  std::optional<std::size_t> after;  // index of an earlier step: starts once all of that has ended
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

/// A scenario file, read and valid: every selector, repeat and label is resolved.
struct Scenario {
  std::string file;  // as given to the reader
  std::string text;  // the file's bytes
  std::string name;
  std::string about;
  std::vector<std::string> from;  // provenance
  std::vector<std::string> tags;
  std::uint32_t runs = 100;
  ManagerOptions manager;
  std::vector<WorkerSpec> workers;
  std::optional<JobsSpec> jobs;
  std::vector<Step> steps;  // in document order, `repeat` unrolled
  std::vector<OrderPoint> order;
  std::vector<Expectation> expect;
};

/// The task that does the action, as `order:` names it: "register w2 #1", "set_state w2 #1".
/// The action must be one of the scenario's.
[[nodiscard]] std::string task_name(const Scenario& scenario, const RegisterAction& action);
[[nodiscard]] std::string task_name(const Scenario& scenario, const SetStateAction& action);

}  // namespace rollcall
