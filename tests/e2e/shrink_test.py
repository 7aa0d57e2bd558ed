"""Shrinks what the shipped scenarios convict the documented manager of, and plays what comes out.

Usage: shrink_test.py PATH-TO-ROLLCALL [unittest arguments]. Prints a table of sizes and times.
"""

import json
import os
import pathlib
import re
import shlex
import signal
import statistics
import time
import unittest

from support import (
    CROSSING,
    ROOT,
    Folder,
    await_true,
    end_of,
    handles,
    no_room_beyond,
    rollcall,
)

# The race is on plain memory: no order of points is one of the two accesses.
RACE = """rollcall: 1
name: racing
about: A worker registers again while jobs go to it.
runs: 2000
workers: {count: 1}
jobs: {count: 2, every: 1ms, duration: 1ms}
steps:
  - at: 0s
    repeat: {times: 2, every: 1ms}
    register: w1
expect:
  documented: {violates: data-race}
"""


def failing_seed(path):
    """Of the first violating execution of a run; None if the manager is expected to hold."""
    lines = [json.loads(line) for line in
             rollcall("run", path, "--manager", "documented", "--json").stdout.splitlines()]
    found = [line for line in lines if line["kind"] == "execution" and line["violation"]]
    return found[0]["seed"] if found else None


def strategies():
    lines = rollcall("list", "strategies", "--json").stdout.splitlines()
    return [json.loads(line)["name"] for line in lines]


class Shrinking(Folder):
    def shrink(self, path, *arguments, code=1, limit="24h"):
        flags = ("--progress", "none", "--time", limit)  # A minute may be too short.
        result = rollcall("shrink", path, *flags, *arguments, cwd=self.folder)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result

    def assert_convicts_under_every_strategy(self, path):
        for strategy in strategies():
            for base in (7, 8, 9):
                result = rollcall("run", path, "--strategy", strategy, "--seed", base, "--runs", 1)
                self.assertEqual(result.returncode, 0, f"{strategy}\n{result.stdout}")

    def assert_refused(self, why, path, *arguments, **options):
        before = {file: file.read_bytes() for file in self.folder.rglob("*.*")}
        result = self.shrink(path, *arguments, code=2, **options)
        self.assertIn(why, result.stderr)
        self.assertEqual({file: file.read_bytes() for file in self.folder.rglob("*.*")}, before)


class Library(Shrinking):
    def test_what_convicts_the_documented_manager_is_small_when_shrunk(self):
        rows = []
        for folder in ("races", "registration", "failures", "regressions"):
            for path in sorted((ROOT / "scenarios" / folder).glob("*.yaml")):
                seed = failing_seed(path)
                if seed is not None:
                    rows.append(self.shrunk_row(path, seed))
        print(f"\n{'scenario':<34}{'steps':>9}{'workers':>9}{'jobs':>9}{'preempt.':>9}"
              f"{'schedule':>11}{'tried':>8}{'time':>7}")
        for path, line, seconds in rows:
            sizes = "".join(f"{line['before'][what]:>5}>{line['after'][what]:<3}"
                            for what in ("steps", "workers", "jobs", "preemptions"))
            how = line["schedule"] + (f" {line['order_points']}" if line["order_points"] else "")
            print(f"{path.stem:<34}{sizes}{how:>11}{line['executions']:>8}{seconds:>6.1f}s")
        after = [line["after"] for _, line, _ in rows]
        self.assertLessEqual(statistics.median(size["steps"] for size in after), 6)
        self.assertLessEqual(statistics.median(size["preemptions"] for size in after), 3)
        certain = [line for _, line, _ in rows if line["schedule"] != "decisions"]
        self.assertGreaterEqual(len(certain), 10)

    def shrunk_row(self, path, seed):
        before = path.read_bytes()
        output = self.folder / f"{path.stem}.yaml"
        start = time.monotonic()
        result = self.shrink(
            path, "--manager", "documented", "--seed", seed, "-o", output, "--json")
        seconds = time.monotonic() - start
        line = json.loads(result.stdout)
        self.assertEqual(path.read_bytes(), before, "the original stays as it is")
        self.assertEqual(rollcall("check", output).returncode, 0)
        played = rollcall("run", output)
        self.assertEqual(played.returncode, 0, played.stdout + output.read_text(encoding="utf-8"))
        if line["schedule"] != "decisions":
            self.assert_convicts_under_every_strategy(output)
        self.assert_fixpoint(output, line)
        return path, line, seconds

    def assert_fixpoint(self, output, line):
        again = output.with_name(output.stem + "-again.yaml")
        seed = () if line["schedule"] == "decisions" else ("--seed", "0x5")
        self.shrink(output, *seed, "-o", again)
        # What names the decision file beside it has another name.
        text = again.read_text(encoding="utf-8").replace("-again.decisions", ".decisions")
        self.assertEqual(text, output.read_text(encoding="utf-8"))


class Shrink(Shrinking):
    def test_says_before_and_after_and_writes_what_fails(self):
        path = self.write(CROSSING)
        result = self.shrink(path, "--seed", failing_seed(path))
        self.assertIn("shrunk crossing on documented: connection-matches-record", result.stdout)
        self.assertRegex(result.stdout, r"steps +4 +2\n  workers +3 +1\n  jobs +5 +0\n")
        self.assertRegex(result.stdout, r"\d+ executions in \d+\.\d s\n")
        self.assertIn("written: reports/out/crossing-shrunk.yaml", result.stdout)
        written = self.folder / "reports" / "out" / "crossing-shrunk.yaml"
        self.assertIn("order:\n  - \"register w1 #", written.read_text(encoding="utf-8"))
        replay = re.search(r"replay: rollcall (replay .*)\n", result.stdout)[1]
        self.assertEqual(rollcall(*shlex.split(replay), cwd=self.folder).returncode, 1)

    def test_never_writes_over_a_file_unless_told_to(self):
        path = self.write(CROSSING)
        seed = failing_seed(path)
        self.shrink(path, "--seed", seed)
        result = self.shrink(path, "--seed", seed)
        self.assertIn("crossing-shrunk-2.yaml", result.stdout)
        out = self.folder / "reports" / "out"
        self.assertEqual((out / "crossing-shrunk.yaml").read_bytes(),
                         (out / "crossing-shrunk-2.yaml").read_bytes())
        target = self.write("old", "old.yaml")
        self.shrink(path, "--seed", seed, "-o", target)
        self.assertIn("rollcall: 1", target.read_text(encoding="utf-8"))

    def test_the_original_stays_whatever_it_is_called(self):
        path = self.write(CROSSING.replace("count: 3}", "count: $cap}").replace(
            "manager: {", "params:\n  cap: {each: [3, 4]}\nmanager: {"))
        (self.folder / "link.yaml").symlink_to(path)
        for named, output in ((f"{path}@cap=3", path), (f"{path}@cap=3", "link.yaml"),
                              (f"{self.folder}@cap=3", path), (path, f"{self.folder}/./s.yaml")):
            self.assert_refused("that is the original", named, "--seed", 1, "-o", output)

    def test_a_seed_that_does_not_fail_writes_nothing(self):
        path = self.write(
            CROSSING.replace("{violates: connection-matches-record}", "holds")
            .replace('register: {worker: w3, address: "10.0.0.3:7001"}', "register: w2")
            .replace("  - {at: 30ms, register: w2}\n", ""))
        result = self.shrink(path, "--seed", 1, code=0)
        self.assertIn("no violation under this seed", result.stdout)
        self.assertFalse((self.folder / "reports").exists())

    def test_without_seed_or_decisions_asks_for_them(self):
        result = self.shrink(self.write(CROSSING), code=2)
        self.assertIn("give its --seed", result.stderr)

    def test_no_time_still_writes_what_fails(self):
        path = self.write(CROSSING)
        output = self.folder / "out.yaml"
        result = self.shrink(path, "--seed", failing_seed(path), "-o", output, limit="0s")
        self.assertIn("the time was over", result.stdout)
        self.assertTrue((self.folder / "out.decisions").exists())
        self.assertEqual(rollcall("run", output).returncode, 0)

    def is_cut_short(self, output, worker_count):
        """Interrupts a shrink; whether it had something left to do."""
        # Many idle registrations make it slow.
        path = self.write(CROSSING.replace("count: 3}", f"count: {worker_count}}}").replace(
            "- {at: 0s, register: w1}", "- {at: 0s, register: w*}"))
        seed = failing_seed(path)
        process = self.start("shrink", path, "--seed", seed, "-o", output, "--time", "24h")
        await_true(lambda: process.poll() is not None or handles(process, signal.SIGINT))
        process.send_signal(signal.SIGINT)
        stdout, stderr = end_of(process)
        self.assertIn("written: ", stdout, stderr)
        cut_short = "the time was over" in stdout
        self.assertIn(process.returncode, (130,) if cut_short else (1, 130))
        return cut_short

    def test_interrupt_writes_the_best_so_far(self):
        output = self.folder / "out.yaml"
        # On a busy machine a short one may be ready before it is interrupted.
        self.assertTrue(any(self.is_cut_short(output, 10**power) for power in (2, 3, 4)))
        self.assertEqual(rollcall("run", output, "--runs", 1).returncode, 0)


class Decisions(Shrinking):
    """A shrunk scenario whose schedule is a decision file."""

    def setUp(self):
        super().setUp()
        path = self.write(CROSSING)
        self.output = self.folder / "small.yaml"
        # Without time nothing is found but the decisions.
        self.shrink(path, "--seed", failing_seed(path), "-o", self.output, limit="0s")
        self.decisions = self.folder / "small.decisions"

    def rewrite(self, path, old, new):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")

    def test_is_named_by_the_scenario_and_played_by_run(self):
        text = self.output.read_text(encoding="utf-8")
        self.assertIn("regressions:\n  - {decisions: \"small.decisions\", manager: documented, "
                      "violates: connection-matches-record}\n", text)
        result = rollcall("run", self.output, "--runs", 1, "--json")
        execution = json.loads(result.stdout.splitlines()[0])
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(execution["regressions"],
                         [{"decisions": "small.decisions", "violates": "connection-matches-record",
                           "verdict": "convicted"}])

    def test_no_other_decisions_are_written_over(self):
        path = self.folder / "s.yaml"
        seed = ("--seed", failing_seed(path))
        text = self.output.read_text(encoding="utf-8")
        self.output.write_text(text.replace("small.decisions", "b.decisions"), encoding="utf-8")
        named = self.folder / "b.decisions"
        self.decisions.rename(named)
        self.assert_refused("belongs to the original", self.output, "-o", "b.yaml")
        self.assert_refused("is not of this file", path, *seed, "-o", "b.yaml", limit="0s")
        named.write_text("notes", encoding="utf-8")
        self.assert_refused("is not of this file", path, *seed, "-o", "b.yaml", limit="0s")
        named.unlink()
        self.shrink(path, *seed, "-o", "b.yaml", limit="0s")
        self.shrink(path, *seed, "-o", "b.yaml", limit="0s")  # Its own it may.
        out = self.folder / "reports" / "out"
        out.mkdir(parents=True)
        (out / "crossing-shrunk.decisions").write_text("notes", encoding="utf-8")
        result = self.shrink(path, *seed, limit="0s")
        self.assertIn("crossing-shrunk-2.decisions", result.stdout)
        self.assertEqual((out / "crossing-shrunk.decisions").read_text(encoding="utf-8"), "notes")

    def test_one_file_is_not_written_without_the_other(self):
        path = self.folder / "s.yaml"
        sizes = sorted(file.stat().st_size for file in (self.output, self.decisions))
        before = set(self.folder.iterdir())
        seed = failing_seed(path)
        for size, code in ((sizes[0] - 10, 2), (sizes[1] - 10, 2), (sizes[1], 1)):
            result = rollcall("shrink", path, "--seed", seed, "--time", "0s", "-o", "other.yaml",
                              cwd=self.folder, **no_room_beyond(size))
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertEqual(len(set(self.folder.iterdir()) - before), 2 if code == 1 else 0)

    def test_replays_with_its_scenario_or_alone(self):
        for arguments in ([self.output, "--decisions", self.decisions], [self.decisions]):
            result = rollcall("replay", *arguments)
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn("VIOLATION connection-matches-record", result.stdout)
            self.assertIn(f"--decisions {shlex.quote(str(self.decisions))}", result.stdout)

    def test_stale_is_an_error_and_never_a_pass(self):
        self.assertIn('"register w3 #1"', self.decisions.read_text(encoding="utf-8"))
        self.rewrite(self.decisions, '"register w3 #1"', '"register w3 #9"')
        for arguments in (["replay", self.decisions], ["shrink", self.output]):
            result = rollcall(*arguments, cwd=self.folder)
            self.assertEqual(result.returncode, 5, result.stdout)
            self.assertIn("stale or incompatible trace", result.stderr)
            self.assertIn('no task "register w3 #9" was started', result.stderr)
        result = rollcall("run", self.output)
        self.assertEqual(result.returncode, 5)
        self.assertIn("FAIL", result.stdout)
        self.assertIn("small.decisions: stale: ", result.stdout)

    def test_of_another_version_is_incompatible(self):
        self.rewrite(self.decisions, "decisions 1", "decisions 9")
        for command in ("run", "check"):
            result = rollcall(command, self.output)
            self.assertEqual(result.returncode, 5, result.stdout + result.stderr)
            self.assertIn("stale or incompatible trace", result.stderr)

    def test_one_that_is_not_there_is_an_error_with_its_place(self):
        self.decisions.unlink()
        for command in ("run", "check"):
            result = rollcall(command, self.output)
            self.assertEqual(result.returncode, 2)
            self.assertRegex(result.stderr, r"small\.yaml:\d+:5: error E432: .*small\.decisions")

    def test_one_that_convicts_no_more_fails(self):
        self.rewrite(self.output, "violates: connection-matches-record}\n",
                     "violates: queued-is-free}\n")
        self.rewrite(self.output, "documented: {violates: queued-is-free}",
                     "documented: {violates: connection-matches-record}")
        result = rollcall("run", self.output)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("small.decisions: holds", result.stdout)

    def test_bisect_skips_what_is_stale(self):
        self.rewrite(self.decisions, '"register w3 #1"', '"register w3 #9"')
        self.assertEqual(rollcall("replay", self.decisions, "--bisect").returncode, 125)

    def test_a_data_race_is_held_by_decisions_or_order(self):
        path = self.write(RACE, "race.yaml")
        output = self.folder / "race-small.yaml"
        self.shrink(path, "--seed", failing_seed(path), "-o", output)
        self.assertEqual(rollcall("run", output).returncode, 0)


if __name__ == "__main__":
    unittest.main()
