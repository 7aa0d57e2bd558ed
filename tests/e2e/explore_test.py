"""Drives `rollcall explore` as a user does: exit codes, texts, JSON, bounds, jobs, interrupts.

Usage: explore_test.py PATH-TO-ROLLCALL [unittest arguments].
"""

import json
import os
import pathlib
import re
import shlex
import signal
import unittest

from support import (
    ROOT,
    Folder,
    await_handler,
    await_in,
    end_of,
    no_room_beyond,
    rollcall,
    status_of,
)

RACES = ROOT / "scenarios" / "races"

REGISTRATIONS = """rollcall: 1
name: registrations
about: Workers register at the same moment; nobody dispatches.
manager: {{free_capacity: 8}}
workers: {{count: {count}}}
steps:
  - at: 0s
    dispatch_pause: forever
  - at: 0s
    register: w*
expect:
  documented: holds
"""

# Two workers send heartbeats for minutes: more than 46,000 steps.
LONG = """rollcall: 1
name: long
about: Two workers send heartbeats for minutes.
manager: {heartbeat: 100ms, dead_after: 1s}
workers: {count: 2}
network: {latency: 1ms..20ms}
steps:
  - at: 0s
    register: w*
  - at: 322s
    submit: {jobs: 1, duration: 1ms}
expect:
  hardened: holds
  eventually: {within: 1s}
"""

ENDLESS = 7  # workers that register at the same moment have more orders than anybody explores

DOCUMENTED = ("--manager", "documented")

FAULTY = """rollcall: 1
name: faulty
about: A worker registers while something goes wrong.
manager: {heartbeat: 10m, dead_after: 30m}
workers: {count: 1}
network: {latency: 1ms..20ms, loss: 1%}
steps:
  - at: 0s
    register: w1
faults:
  - drop_reply: {method: Register, chance: 5%}
  - crash: {host: w*, rate: 1/20s, restart_after: 1s..3s}
heal: {at: 10s}
expect:
  hardened: holds
  eventually: {within: 1s, that: [every-live-worker-free]}
"""


class Explore(Folder):
    def explore(self, path, *arguments, **options):
        return rollcall("explore", path, "--out", self.folder / "out", *arguments, **options)

    def report(self, path, *arguments, code=0):
        result = self.explore(path, "--json", *arguments)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        [line] = result.stdout.splitlines()
        report = json.loads(line)
        self.assertEqual((report["schema"], report["kind"]), (1, "exploration"))
        return report

    def test_finds_the_crossing_of_two_registrations(self):
        path = RACES / "two-registrations-of-one-id.yaml"
        report = self.report(path, *DOCUMENTED)
        self.assertTrue(report["complete"])
        self.assertTrue(report["expected"])
        self.assertEqual(list(report["violations"]), ["connection-matches-record"])
        text = self.explore(path, *DOCUMENTED).stdout
        self.assertIn("as expected", text)
        self.assertIn("complete", text)
        self.assertIn("VIOLATION connection-matches-record", text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()[:4]), text)

    def test_keeps_the_first_violation_as_a_scenario_and_its_decisions(self):
        report = self.report(RACES / "conn-crossing.yaml")
        path = pathlib.Path(report["decisions"])
        decisions = path.read_text(encoding="utf-8")
        self.assertIn("violation: connection-matches-record\n", decisions)
        scenario = path.parent / decisions.split("scenario: ")[1].splitlines()[0]
        self.assertIn("rollcall: 1\n", scenario.read_text(encoding="utf-8"))
        replay = rollcall("replay", path, cwd=self.folder)
        self.assertEqual(replay.returncode, 1, replay.stderr)
        self.assertIn("VIOLATION connection-matches-record", replay.stdout)
        check = rollcall("check", scenario)
        self.assertEqual(check.returncode, 0, check.stderr)
        left = list((self.folder / "out").iterdir())
        self.assertEqual(len(left), 2, left)

    def test_what_was_kept_before_stays(self):
        first, second = (self.report(RACES / "conn-crossing.yaml")["decisions"] for _ in range(2))
        self.assertNotEqual(first, second)
        for path in (first, second):
            replay = rollcall("replay", path)
            self.assertEqual(replay.returncode, 1, replay.stderr)
        names = sorted(path.name for path in (self.folder / "out").iterdir())
        stem = "conn-crossing-documented"
        self.assertEqual(names, sorted(stem + end for end in (
            ".yaml", ".decisions", "-2.yaml", "-2.decisions")))

    def test_what_cannot_be_written_is_told_and_exit_2(self):
        # There is room for a block, by which the folder is tried, and not for this.
        text = (RACES / "conn-crossing.yaml").read_text(encoding="utf-8")
        path = self.write(re.sub("about: >-\n", f"about: >-\n  {'long ' * 1500}\n", text))
        result = self.explore(path, **no_room_beyond(5000))
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("cannot write", result.stderr)
        self.assertIn("conn-crossing-documented.yaml: File too large", result.stderr)
        self.assertIn("  violated: connection-matches-record in ", result.stdout)
        self.assertIn("VIOLATION connection-matches-record", result.stdout)
        self.assertIn("replay: none, as it could not be kept", result.stdout)
        self.assertEqual(list((self.folder / "out").iterdir()), [])
        result = self.explore(path, "--json", **no_room_beyond(5000))
        report = json.loads(result.stdout)
        self.assertEqual(result.returncode, 2)
        self.assertIsNone(report["decisions"])
        self.assertTrue(report["complete"])

    def test_a_full_disk_is_seen_before_anything_is_explored(self):
        result = self.explore(RACES / "conn-crossing.yaml", **no_room_beyond(100))
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("File too large", result.stderr)
        self.assertEqual(list((self.folder / "out").iterdir()), [])

    def test_every_race_of_the_documented_manager_is_found(self):
        for name in ("conn-crossing", "two-registrations-of-one-id",
                     "job-ends-during-reregistration", "dispatcher-data-race"):
            with self.subTest(name=name):
                report = self.report(RACES / f"{name}.yaml", *DOCUMENTED)
                self.assertTrue(report["complete"], report)
                self.assertTrue(report["expected"], report)

    def test_a_restart_overtakes_a_slow_registration_only_by_an_early_timer(self):
        text = (RACES / "job-ends-during-reregistration.yaml").read_text(encoding="utf-8")
        path = self.write(text.replace("violates: no-duplicate-free-worker", "violates: panic"))
        none = self.report(path, *DOCUMENTED, code=1)
        self.assertTrue(none["complete"])
        self.assertEqual(none["violations"], {})
        self.assertIn("--early-timers 1", none["fixed"][-1])
        one = self.report(path, *DOCUMENTED, "--early-timers", "1")
        self.assertTrue(one["complete"])
        self.assertEqual(list(one["violations"]), ["panic"])
        self.assertIn("timers: the next fires while a task can go on once at most", one["fixed"])
        self.assertIn("due-is-done: not judged once a timer was early", one["fixed"])
        self.assertIn(", then clock\n", pathlib.Path(one["decisions"]).read_text(encoding="utf-8"))
        replay = rollcall("replay", one["decisions"], cwd=self.folder)
        self.assertEqual(replay.returncode, 1, replay.stderr)
        self.assertIn("VIOLATION panic", replay.stdout)
        self.assertEqual(self.explore(path, "--early-timers", "9").returncode, 2)

    def test_counts_are_the_same_for_every_number_of_jobs(self):
        path = self.write(REGISTRATIONS.format(count=3))
        reports = []
        for jobs in (1, 2, 3):
            report = self.report(path, "--jobs", jobs)
            self.assertTrue(report["complete"])
            report.pop("seconds")
            reports.append(report)
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(reports[0], reports[2])
        # 1680 orders of nine critical sections, three of each; and again those in which one worker
        # is through before the script starts the next.
        self.assertGreaterEqual(reports[0]["executions"], 1680)

    def test_dfs_and_dpor_agree(self):
        path = self.write(REGISTRATIONS.format(count=1))
        reduced = self.report(path)
        whole = self.report(path, "--strategy", "dfs")
        self.assertEqual(reduced["violations"], whole["violations"])
        self.assertLessEqual(reduced["executions"], whole["executions"])
        self.assertEqual(whole["blocked"], 0)

    def test_nothing_is_as_expected_where_no_execution_came_to_its_end(self):
        path = self.write(REGISTRATIONS.format(count=1))
        result = self.explore(path, "--depth", "10")
        self.assertEqual(result.returncode, 4, result.stdout)
        self.assertIn("NO RESULT  registrations, documented manager\n", result.stdout)
        self.assertNotIn("as expected", result.stdout)
        reason = "no execution came to its end: one was cut at --depth 10 steps: raise --depth\n"
        self.assertIn(f"{path}: {reason}", result.stderr)
        self.assertIn(reason, result.stdout)
        report = self.report(path, "--depth", "10", "--strategy", "dfs", code=4)
        self.assertEqual((report["executions"], report["cut"], report["expected"]), (0, 1, False))
        self.assertIsNone(report["estimate"])
        self.assertEqual(report["depth"], 10)
        # A violation that is expected and not found is no news either.
        wanted = self.write(REGISTRATIONS.format(count=1).replace("holds", "{violates: panic}"))
        result = self.explore(wanted, "--depth", "10")
        self.assertEqual(result.returncode, 4)
        self.assertNotIn("not found", result.stderr)

    def test_the_depth_follows_from_executions_that_are_played_first(self):
        short = self.report(self.write(REGISTRATIONS.format(count=1)), "--strategy", "dfs",
                            "--executions", "1")
        self.assertEqual(short["depth"], 10000)
        long = self.report(self.write(LONG), "--strategy", "dfs", "--executions", "1")
        self.assertGreater(long["steps"], 46000)
        self.assertEqual((long["executions"], long["cut"]), (1, 0))
        self.assertGreater(long["depth"], long["steps"])
        cut = self.explore(self.write(LONG), "--strategy", "dfs", "--executions", "2",
                           "--depth", "10000")
        self.assertEqual(cut.returncode, 4)
        self.assertIn("2 were cut at --depth 10000 steps: raise --depth", cut.stderr)

    def test_an_estimate_is_given_only_where_it_says_something(self):
        path = self.write(LONG)
        report = self.report(path, "--strategy", "dfs", "--executions", "1")
        self.assertIsNone(report["estimate"])
        text = self.explore(path, "--strategy", "dfs", "--executions", "1").stdout
        self.assertIn("  of more than 10^12 in all, blocked ones included (a guess)\n", text)
        cut = self.explore(path, "--strategy", "dfs", "--executions", "1", "--depth", "100")
        self.assertNotIn(" in all", cut.stdout)
        some = self.report(self.write(REGISTRATIONS.format(count=2)), "--executions", "7")
        self.assertGreater(some["estimate"], 7)

    def test_every_distinct_violation_is_listed_counted_and_kept(self):
        report = self.report(RACES / "dispatcher-data-race.yaml", *DOCUMENTED)
        found = {finding["invariant"]: finding for finding in report["findings"]}
        self.assertEqual(set(found), {"data-race", "panic"})
        self.assertEqual({name: finding["count"] for name, finding in found.items()},
                         report["violations"])
        self.assertEqual([found[name]["expected"] for name in ("data-race", "panic")],
                         [True, False])
        self.assertEqual(report["decisions"], report["findings"][0]["decisions"])
        self.assertEqual(report["findings_not_kept"], 0)
        text = self.explore(RACES / "dispatcher-data-race.yaml", *DOCUMENTED).stdout
        for finding in report["findings"]:
            self.assertTrue(finding["signature"].startswith(finding["invariant"] + " at "))
            self.assertIn(f"    {finding['signature']} in {finding['count']} executions\n"
                          "      replay: rollcall replay ", text)
            replay = rollcall(*shlex.split(finding["replay"])[1:])
            self.assertEqual(replay.returncode, 1, replay.stderr)
            self.assertIn(f"VIOLATION {finding['invariant']} ", replay.stdout)

    def test_a_violation_where_none_is_expected_is_exit_1(self):
        text = (RACES / "two-registrations-of-one-id.yaml").read_text(encoding="utf-8")
        path = self.write(text.replace("{violates: connection-matches-record}", "holds"))
        result = self.explore(path, *DOCUMENTED)
        self.assertEqual(result.returncode, 1)
        self.assertIn("UNEXPECTED", result.stdout)

    def test_an_expected_violation_that_is_not_there_is_exit_1(self):
        text = REGISTRATIONS.format(count=1)
        path = self.write(text.replace("holds", "{violates: no-stale-worker}"))
        result = self.explore(path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("expected no-stale-worker, not found", result.stderr)

    def test_bounds_cut_and_say_so(self):
        path = self.write(REGISTRATIONS.format(count=2))
        by_count = self.report(path, "--executions", "7")
        self.assertEqual((by_count["complete"], by_count["cut_by"]), (False, ["executions"]))
        self.assertEqual(by_count["executions"] + by_count["blocked"], 7)
        by_depth = self.report(path, "--depth", "10", code=4)
        self.assertEqual((by_depth["complete"], by_depth["cut_by"]), (False, ["depth"]))
        self.assertGreater(by_depth["cut"], 0)
        none = self.report(path, "--bound", "preemptions=0")
        one = self.report(path, "--bound", "preemptions=1")
        self.assertEqual((none["strategy"], none["cut_by"]), ("dfs", ["preemptions"]))
        self.assertLess(none["executions"], one["executions"])
        text = self.explore(path, "--executions", "7").stdout
        self.assertIn("incomplete, cut by executions", text)
        self.assertIn("what was cut is unknown", text)

    def test_a_count_cuts_the_same_for_every_number_of_jobs(self):
        path = self.write(REGISTRATIONS.format(count=3))
        reports = []
        for jobs in (1, 3):
            report = self.report(path, "--executions", "777", "--jobs", jobs)
            report.pop("seconds")
            reports.append(report)
        self.assertEqual(reports[0], reports[1])

    def test_a_condition_over_several_rows_is_judged_in_every_order(self):
        text = REGISTRATIONS.format(count=2).replace("expect:\n  documented: holds\n", "")
        text = text.replace("  - at: 0s\n    dispatch_pause: forever\n", "")
        text += ("jobs: {count: 1, every: 1s, duration: 1ms}\n"
                 "expect: {documented: holds, never: [\"registered = 2 and dispatched = 1\"]}\n")
        report = self.report(self.write(text), "--executions", 20000, code=1)
        self.assertIn("scenario-never", report["violations"])

    def test_random_faults_become_choices(self):
        path = self.write(FAULTY)
        none = self.report(path, "--faults", "0", "--executions", "50")
        one = self.report(path, "--faults", "1", "--executions", "50")
        two = self.report(path, "--faults", "2", "--executions", "50")
        self.assertEqual([r["variants"] for r in (none, one, two)], [1, 3, 6])
        self.assertIn("fixed: latency", self.explore(path, "--executions", "50").stdout)
        self.assertTrue(any("latency 1ms..20ms: 0" in what for what in one["fixed"]), one["fixed"])
        self.assertTrue(any("no" in what and "loss" in what for what in one["fixed"]))

    def test_time_bounds(self):
        path = self.write(REGISTRATIONS.format(count=ENDLESS))
        report = self.report(path, "--time", "100ms")
        self.assertEqual((report["complete"], report["cut_by"]), (False, ["time"]))

    def test_an_interrupt_prints_what_there_is(self):
        path = self.write(REGISTRATIONS.format(count=ENDLESS))
        process = self.start(
            "explore", path, "--json", "--out", self.folder, "--progress", "none",
            start_new_session=True)
        await_handler(process, signal.SIGUSR1)
        told = []

        def has_explored():
            told.append(int(re.search(r": (\d+) executions and ", status_of(process)).group(1)))
            return told[-1] > 0

        await_in(process, has_explored)
        os.killpg(process.pid, signal.SIGINT)  # A terminal sends it to all of them.
        out, err = end_of(process)
        self.assertEqual(process.returncode, 130, err)
        report = json.loads(out)
        self.assertEqual(report["cut_by"], ["interrupt"])
        self.assertFalse(report["complete"])
        self.assertGreaterEqual(report["executions"], told[-1])

    def test_mistakes_are_exit_2_with_a_hint(self):
        path = self.write(REGISTRATIONS.format(count=1))
        for arguments, message in (
                (("--bound", "switches=1"), "is no bound: write --bound preemptions=N"),
                (("--bound", "preemptions=x"), "is no bound"),
                (("--bound", "preemptions=1", "--strategy", "dpor"), "is for dfs"),
                (("--strategy", "pct"), "dpor"),
                (("--jobs", "0"), "--jobs"),
                (("--time", "10"), "unit")):
            with self.subTest(arguments=arguments):
                result = self.explore(path, *arguments)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn(message, result.stderr)
        self.assertEqual(self.explore(self.folder / "none.yaml").returncode, 2)
        self.assertEqual(self.explore(path, "--manager", "hardened").returncode, 4)


if __name__ == "__main__":
    unittest.main()
