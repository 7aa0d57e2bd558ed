"""Scenarios with `params`, repairs, conditions of their own and heartbeats, played.

Usage: matrix_test.py PATH-TO-ROLLCALL [unittest arguments].
"""

import re
import shlex
import unittest

from support import Folder, json_lines, rollcall

MATRIX = """rollcall: 1
name: full
about: Three workers register while the dispatcher stands still.
params:
  room: {each: [2, 3]}
  first: {each: [w1, w2]}
manager: {free_capacity: $room}
workers: {count: 3}
steps:
  - {at: 0s, dispatch_pause: forever}
  - {at: 0s, register: $first}
  - {at: 1s, register: w*}
expect: {documented: {violates: no-lost-free-worker}}
"""

POOL = """rollcall: 1
name: pool
about: A pool of three.
runs: 20
workers: {count: 3}
jobs: {count: 6, every: 10ms, duration: 20ms..60ms}
steps:
  - {at: 0s, register: w*}
"""


class Matrix(Folder):
    def test_every_combination_is_played_listed_and_named(self):
        path = self.write(MATRIX)
        names = [f"full@room={room},first={first}" for room in (2, 3) for first in ("w1", "w2")]
        result = rollcall("run", path)
        # A worker that registers twice takes two places, so that three are too few as well.
        self.assertEqual(result.returncode, 0, result.stdout)
        lines = result.stdout.splitlines()
        self.assertEqual([line.split()[1] for line in lines[:-1]], names)
        self.assertIn("4 played, 4 passed", lines[-1])
        listed = json_lines(rollcall("list", "scenarios", path, "--json"))
        self.assertEqual([scenario["name"] for scenario in listed], names)
        self.assertEqual(len(rollcall("check", path).stdout.splitlines()), 4)

    def test_values_select_instances_and_replay_lines_name_theirs(self):
        path = self.write(MATRIX)
        played = json_lines(rollcall("run", f"{path}@room=3", "--json"))
        self.assertEqual([one.get("scenario") for one in played[:-1]],
                         ["full@room=3,first=w1", "full@room=3,first=w2"])
        for one in played[:-1]:
            self.assertIn(f"{path}@room=3,first=", one["replay"])
            _, *arguments = shlex.split(one["replay"])
            replayed = rollcall(*arguments, "--json", "--verify")
            self.assertEqual(replayed.returncode, 1, replayed.stderr)
            self.assertEqual(json_lines(replayed)[0]["trace_hash"], one["trace_hash"])
        nothing = rollcall("run", f"{path}@room=9")
        self.assertEqual(nothing.returncode, 4, nothing.stderr)

    def test_a_file_whose_name_has_an_at_is_itself(self):
        path = self.write(MATRIX, "a@room=2.yaml")
        self.assertIn("4 played", rollcall("run", path).stdout)

    def test_a_matrix_plays_as_the_file_with_its_values_written_out(self):
        path = self.write(MATRIX)
        plain = self.write(re.sub(r"params:\n.*\n.*\n", "", MATRIX)
                           .replace("$room", "3").replace("$first", "w2"), "plain.yaml")
        one = json_lines(rollcall("run", f"{path}@room=3,first=w2", "--json"))[0]
        other = json_lines(rollcall("run", plain, "--json"))[0]
        self.assertEqual((one["trace_hash"], one["seed"]), (other["trace_hash"], other["seed"]))


class Repairs(Folder):
    TWICE = """rollcall: 1
name: twice
about: A worker registers twice; nobody pulls.
manager: {free_capacity: 1, dispatchers: 0}
workers: {count: 2}
steps:
  - {at: 0s, register: w1}
  - {at: 1ms, register: w2}
"""

    def test_each_has_a_verdict_of_its_own(self):
        path = self.write(self.TWICE + """expect:
  documented: {violates: no-lost-free-worker}
  documented+bigger-queue: holds
  documented+blocking-push: {violates: task-leak}
""")
        result = rollcall("run", path)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertRegex(result.stdout, r"documented\+blocking-push +task-leak, run 1")
        self.assertIn("3 played, 3 passed", result.stdout)
        alone = rollcall("run", path, "--manager", "documented+bigger-queue")
        self.assertIn("1 played, 1 passed", alone.stdout)

    def test_the_manager_of_a_file_may_be_a_repaired_one(self):
        text = self.TWICE.replace("dispatchers: 0", "dispatchers: 0, repair: bigger-queue")
        path = self.write(text + "expect: {documented: holds}\n")
        self.assertEqual(rollcall("run", path).returncode, 0)

    def test_all_are_listed(self):
        names = [one["name"] for one in json_lines(rollcall("list", "managers", "--json"))]
        self.assertEqual(names[:2], ["documented", "hardened"])
        self.assertEqual(len(names), 10)


class Conditions(Folder):
    def run_with(self, expect, text=POOL):
        return rollcall("run", self.write(text + expect))

    def test_what_holds_passes(self):
        result = self.run_with("""expect:
  hardened: holds
  documented: holds
  always: ["free <= registered", "registered <= 3"]
  never: ["free > 3", "queued > 3"]
  sometimes: ["free = 0", "w1 is busy and w2 is busy"]
  leads_to: [{from: "w1 is busy", to: "w1 is free"}, {from: "free = 0", to: "free > 0", within: 1s}]
""")
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_what_does_not_hold_is_a_violation_that_says_why(self):
        for condition, name, told in (
            ("always: [\"registered < 3\"]", "scenario-always",
             "'registered < 3' does not hold: registered 3, free "),
            ("never: [\"w2 is busy\"]", "scenario-never", "'w2 is busy' holds: registered 3"),
            ("leads_to: [{from: \"registered = 3\", to: \"registered = 4\"}]", "scenario-leads-to",
             "'registered = 4' never followed"),
            ("leads_to: [{from: \"w1 is busy\", to: \"w1 is free\", within: 1ms}]",
             "scenario-leads-to", "'w1 is free' did not follow within 1ms"),
        ):
            for manager in ("hardened", "documented"):
                result = self.run_with(f"expect:\n  {manager}: holds\n  {condition}\n")
                self.assertEqual(result.returncode, 1, (condition, manager))
                flat = " ".join(result.stdout.split())
                self.assertIn(f"VIOLATION {name} pool, {manager} manager", flat)
                self.assertIn(told, flat)
                self.assertIn("Must hold: what the scenario says", flat)
            convicted = self.run_with(f"expect:\n  hardened: {{violates: {name}}}\n  {condition}\n")
            self.assertEqual(convicted.returncode, 0, convicted.stdout)

    def test_what_is_never_seen_fails(self):
        result = self.run_with("expect: {hardened: holds, sometimes: [\"registered = 4\"]}\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn("never saw registered = 4 in 20 runs", result.stdout)

    def test_conditions_change_no_execution(self):
        plain = self.write(POOL + "expect: {hardened: holds}\n", "plain.yaml")
        judged = self.write(POOL + "expect: {hardened: holds, always: [\"free <= 3\"]}\n")
        plain, judged = (json_lines(rollcall("run", path, "--json")) for path in (plain, judged))
        self.assertEqual(plain[0]["trace_hash"], judged[0]["trace_hash"])


class Heartbeat(Folder):
    # Its heartbeats are lost for longer than its lease: the one that is asked for comes through.
    TEXT = """rollcall: 1
name: asked
about: A worker whose heartbeats are far apart sends one when asked to.
runs: 20
manager: {heartbeat: 20s, dead_after: 30s}
workers: {count: 1}
jobs: {count: 1, every: 1s, duration: 1s}
steps:
  - {at: 0s, register: w1}
ASKED
  - {at: 15s, partition: {between: [w1, orchestrator], methods: [Heartbeat], for: 20s}}
heal: {at: 40s}
expect: {hardened: holds, SEEN: ["registered = 0 and dispatched = 1"]}
"""

    def test_renews_the_lease(self):
        lost = self.write(self.TEXT.replace("ASKED\n", "").replace("SEEN", "sometimes"))
        asked = self.write(self.TEXT.replace("ASKED", "  - {at: 14s, heartbeat: w1}")
                           .replace("SEEN", "never"), "asked.yaml")
        for path in (lost, asked):
            result = rollcall("run", path)
            self.assertEqual(result.returncode, 0, result.stdout)

    def test_is_for_the_hardened_manager(self):
        path = self.write(POOL + "  - {at: 1s, heartbeat: w1}\nexpect: {documented: holds}\n")
        self.assertIn("error E415: the documented manager has no 'heartbeat'",
                      rollcall("check", path).stderr)


if __name__ == "__main__":
    unittest.main()
