// A scenario that is written reads back as the same.

#include "scenarios/language/scenario_writer.hpp"

#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::read;

const char* const kEverything =
    R"(rollcall: 1
name: everything
about: "Costs $$5. Quotes \" and \\ and a
  second line."
from: [dask/distributed#6356]
tags: [race, "a: b"]
runs: 7
params: {room: {each: [2]}, late: 5ms}
manager: {free_capacity: $room, dispatchers: 3, failed_call: dead, repair: bigger-queue,
          heartbeat: 2s, dead_after: 9s,
          probe_timeout: 3s, assign_timeout: 4s, job_timeout: 5m, attempts: 4, workers_max: 5,
          jobs_max: 6}
workers: {count: 3, id: "n{n}", address: "10.1.0.{n}:70{n}"}
network: {latency: 1ms..5ms, tail: {chance: 1%, up_to: 1s}, loss: 1%, duplicate: 0.5%, reorder: 1/3}
clock: {offset: -50ms..50ms, drift: 100ppm}
jobs: {count: 10, every: 2ms, duration: 5ms..20ms, idempotent: false}
steps:
  - {at: 0s, label: first, register: n*}
  - {at: 1s, register: {worker: n1, address: "::1:80"}}
  - at: 1s
    race:
      - [{set_state: {worker: n1, state: dead}}, {drain: n2}]
      - crash: {host: n3, restart_after: 1s}
      - pause: orchestrator
  - after: first
    partition: {between: [orchestrator, n*], one_way: true, methods: [Assign], for: 1s}
  - {when: {event: freed, worker: n2, nth: 2}, after: $late, clog: {between: [n1, n2]}}
  - {at: 2s, repeat: {times: 2, every: 1s}, submit: {jobs: 2, duration: 1s, idempotent: false}}
  - {at: 3s, drop_reply: {method: Register, worker: n1, count: 2}}
  - {at: 3s, duplicate: {method: Probe}}
  - {at: 3s, clock_jump: {host: orchestrator, by: -5s}}
  - {at: 4s, cancel: {job: 3}}
  - {at: 4s, heal: all}
  - {at: 4s, heartbeat: n2}
  - {at: 5s, dispatch_pause: forever}
order: ["register n1 #1: published"]
faults:
  - crash: {host: n*, rate: 1/20s, restart_after: 1s..3s, quiet: 1s, keep: 1}
  - pause: {host: orchestrator, rate: 1/1m, for: 1s}
  - partition: {between: [orchestrator, n*], one_way: 30%, methods: [Probe], rate: 1/30s,
                for: 1s..5s}
  - clog: {between: [orchestrator, n*], rate: 1/30s, for: 1s..5s}
  - drop_reply: {method: Register, chance: 5%}
  - duplicate: {chance: 1%}
  - delay: {chance: 1%, by: 1s..2s}
  - clock_jump: {host: n1, rate: 1/30s, by: -1s..1s}
heal: {at: 60s, core: 2}
swarm: true
expect:
  hardened2: holds
  documented: {violates: no-stale-worker}
  sometimes: [lease-expired, "free = 0"]
  always: ["free <= 3 and n1 is not busy"]
  never: ["free > registered"]
  leads_to: [{from: "free = 0", to: "free > 0", within: 3s}, {from: "n1 is busy", to: "free >= 1"}]
  eventually: {within: 30s, that: [no-stale-worker]}
regressions:
  - {decisions: a.decisions, manager: documented, violates: no-stale-worker}
)";

TEST(ScenarioWriter, WritesWhatReadsBackAsTheSame) {
  std::string text = kEverything;
  text.replace(text.find("hardened2: holds"), std::string("hardened2: holds").size(), "");
  const std::string once = to_yaml(read(text));
  const std::string twice = to_yaml(read(once));
  EXPECT_EQ(once, twice);
  // What the text says is in what was written.
  for (const char* const part :
       {"about: \"Costs $$5. Quotes \\\" and \\\\ and a second line.\"",
        "70{n}",
        "heartbeat: 2s",
        "job_timeout: 5m",
        "latency: 1ms..5ms, tail: {chance: 1/100, up_to: 1s}",
        "reorder: 1/3",
        "drift: 100ppm",
        "register: {worker: n1, address: \"::1:80\"}",
        "- - set_state: {worker: n1, state: dead}",
        "      - crash: {host: n3, restart_after: 1s}",
        "pause: orchestrator",
        "after: first\n    partition: {between: [orchestrator, [n1, n2, n3]], one_way: true, "
        "methods: [Assign], for: 1s}",
        "when: {event: freed, worker: n2, nth: 2}\n    after: 5ms\n    clog: {between: [n1, n2]}",
        "at: 3s\n    submit: {jobs: 2, duration: 1s, idempotent: false}",
        "drop_reply: {method: Register, worker: n1, count: 2}",
        "by: -5s",
        "cancel: {job: 3}",
        "heal: all",
        "dispatch_pause: forever",
        "\"register n1 #1: published\"",
        "crash: {host: [n1, n2, n3], rate: 1/20s, restart_after: 1s..3s, quiet: 1s, keep: 1}",
        "one_way: 30/100",
        "delay: {chance: 1/100, by: 1s..2s}",
        "heal: {at: 1m, core: 2}",
        "swarm: true",
        "sometimes: [lease-expired, \"free = 0\"]",
        "name: everything\n",
        "params: {room: {each: [\"2\"]}}",
        "manager: {free_capacity: 2,",
        "repair: bigger-queue",
        "heartbeat: n2",
        "always: [\"free <= 3 and n1 is not busy\"]",
        "never: [\"free > registered\"]",
        "- {from: \"free = 0\", to: \"free > 0\", within: 3s}",
        "- {from: \"n1 is busy\", to: \"free >= 1\"}",
        "eventually: {within: 30s, that: [no-stale-worker]}",
        "regressions:\n  - {decisions: \"a.decisions\", manager: documented, violates: "
        "no-stale-worker}\n"}) {
    EXPECT_NE(once.find(part), std::string::npos) << part << "\nin\n" << once;
  }
}

TEST(ScenarioWriter, LeavesOutWhatIsUsual) {
  EXPECT_EQ(to_yaml(read(testing_support::join(testing_support::lines()))),
            "rollcall: 1\nname: small\nabout: \"A test.\"\nruns: 100\n"
            "workers: {count: 3, id: \"w{n}\", address: \"10.0.0.{n}:7000\"}\n"
            "steps:\n  - at: 0s\n    register: w1\nexpect:\n  documented: holds\n");
}

}  // namespace
}  // namespace rollcall
