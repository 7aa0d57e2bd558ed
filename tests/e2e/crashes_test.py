"""What becomes of code under test that crashes (a finding of a hunt and of an exploration, a failed
run, exit 1 of a replay, by seed and by decisions, and of a shrink) or that keeps state (shrink does
not trust itself).

Usage: crashes_test.py PATH-TO-ROLLCALL-CRASHING [unittest arguments]; see crashing_subject.cpp.
"""

import pathlib
import re
import shlex
import unittest

from support import CROSSING, Folder, json_lines, rollcall

CRASHING = """rollcall: 1
name: crash
about: Two workers register at once.
manager: {free_capacity: 4}
workers: {count: 2}
steps:
  - at: 0s
    dispatch_pause: forever
  - at: 0s
    race:
      - register: w1
      - register: w2
expect:
  documented: holds
"""
FICKLE = CROSSING.replace("name: crossing", "name: fickle-500")
SAID = r"crash: SIGSEGV in task 'register w\d #1', step \d+, after 'start'"


class Crashes(Folder):
    def setUp(self):
        super().setUp()
        self.path = self.write(CRASHING)

    def one(self, *arguments, code=1):
        result = rollcall(*arguments, "--json", cwd=self.folder)
        self.assertEqual(result.returncode, code, result.stderr)
        return json_lines(result)[0]

    def explored(self, *arguments):
        report = self.one("explore", self.path, "--out", self.folder / "out", *arguments)
        del report["seconds"]
        return report

    def test_hunt_finds_it_and_its_seed_replays(self):
        finding = self.one("hunt", self.path, "--seed", 1)
        # A sanitizer gives the process another end than the signal.
        self.assertRegex(finding["signature"], "^crash at register: .* after start$")
        seed = ("replay", self.path, "--seed", finding["smallest_seed"])
        execution = self.one(*seed)
        self.assertEqual(execution["verdict"], "violation")
        self.assertEqual(execution["violation"]["invariant"], "crash")
        self.assertRegex(execution["violation"]["message"], SAID)
        self.assertEqual(execution["violation"]["step"], finding["steps"])
        self.assertFalse(execution["expected"])
        for flags in ((), ("--bisect",), ("--verify",)):
            result = rollcall(*seed, *flags)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stdout, SAID)
            self.assertIn("VIOLATION crash  crash, documented manager\n", result.stdout)
            self.assertEqual("not verified" in result.stderr, "--verify" in flags)

    def test_a_hunt_counts_the_steps_of_what_crashed(self):
        result = rollcall("hunt", self.path, "--seed", 1, "--json")
        finding, summary = json_lines(result)
        self.assertGreaterEqual(summary["steps"], finding["steps"])
        self.assertGreater(finding["steps"], 0)

    def test_replay_says_in_the_words_of_the_hunt(self):
        hunted = rollcall("hunt", self.path, "--seed", 1).stdout
        seed = re.search(r"--seed (0x[0-9a-f]+)", hunted).group(1)
        self.assertTrue(hunted.startswith(rollcall("replay", self.path, "--seed", seed).stdout))

    def test_a_seed_that_does_not_crash_holds(self):
        seeds = [f"{seed}" for seed in range(40)]
        codes = {rollcall("replay", self.path, "--seed", seed).returncode for seed in seeds}
        self.assertEqual(codes, {0, 1})

    def test_run_fails_by_it_and_goes_on(self):
        self.write(CRASHING.replace("name: crash", "name: sound"), "t.yaml")
        runs = ("run", self.folder, "--seed", 1, "--runs", 40)
        result = rollcall(*runs)
        self.assertEqual((result.returncode, result.stderr), (1, ""))
        self.assertRegex(result.stdout, r"^FAIL  crash  documented  expected that it holds, but "
                                        r"crash, run \d+\n\nVIOLATION crash  crash, documented")
        self.assertRegex(result.stdout, SAID)
        self.assertRegex(result.stdout, r"\npass  sound  documented  holds, 40 runs\n2 played, 1 "
                                        r"passed, 1 failed \(\d+ executions, base seed 0x1\)\n$")
        line = re.search(r"replay: rollcall (.*)", result.stdout).group(1)
        replayed = rollcall(*shlex.split(line))
        self.assertEqual(replayed.returncode, 1)
        self.assertIn(replayed.stdout, result.stdout)
        crash, sound, summary = json_lines(rollcall(*runs, "--json"))
        self.assertEqual((crash["violation"]["invariant"], crash["expected"]), ("crash", False))
        self.assertEqual((sound["verdict"], summary["passed"], summary["failed"]), ("holds", 1, 1))

    def test_run_fails_by_decisions_that_crash(self):
        decisions = pathlib.Path(self.explored()["decisions"])
        path = decisions.with_suffix(".yaml")
        explored = path.read_text(encoding="utf-8")
        path.write_text(explored + "regressions:\n  - {decisions: " + decisions.name
                        + ", manager: documented, violates: panic}\n", encoding="utf-8")
        # From a base seed whose first run holds.
        base = next(base for base in range(400) if rollcall(
            "run", self.path, "--seed", base, "--runs", 1).returncode == 0)
        result = rollcall("run", path, "--seed", base, "--runs", 1)
        self.assertEqual((result.returncode, result.stderr), (1, ""))
        self.assertIn("but crash, by decisions\n\nVIOLATION crash", result.stdout)
        line = re.search(r"replay: rollcall (.*)", result.stdout).group(1)
        self.assertEqual(rollcall(*shlex.split(line)).returncode, 1)
        # By the decisions that the scenario names, it is no more to be shrunk.
        self.assertEqual(rollcall("shrink", path).returncode, 1)

    def test_shrink_says_that_it_cannot(self):
        seed = self.one("hunt", self.path, "--seed", 1)["smallest_seed"]
        result = rollcall("shrink", self.path, "--seed", seed, cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertRegex(result.stderr, SAID + ": an execution that its process dies of cannot be")
        self.assertFalse((self.folder / "reports").exists())

    def test_explore_keeps_its_decisions(self):
        report = self.explored()
        self.assertEqual(report["violations"], {"crash": 1})
        self.assertEqual((report["complete"], report["cut_by"]), (False, ["crash"]))
        self.assertFalse(report["expected"])
        decisions = pathlib.Path(report["decisions"])
        self.assertIn("violation: crash\n", decisions.read_text(encoding="utf-8"))
        execution = self.one("replay", decisions)
        self.assertRegex(execution["violation"]["message"], SAID)
        result = rollcall("explore", self.path, "--out", self.folder / "out")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stdout, SAID)
        line = re.search(r"replay: rollcall (.*)", result.stdout).group(1)
        self.assertEqual(rollcall(*shlex.split(line)).returncode, 1)
        # The second time other files.
        self.assertIn("crash-documented-2.decisions", line)
        self.assertEqual(len(list((self.folder / "out").iterdir())), 4)

    def test_a_crash_beside_the_violation_that_is_expected_is_none_of_it(self):
        # One worker registers twice: one call after the other doubles it, and is explored first.
        self.path = self.write(CRASHING.replace("register: w2", "register: w1").replace(
            "holds", "{violates: no-duplicate-free-worker}"))
        report = self.explored()
        self.assertEqual(set(report["violations"]), {"no-duplicate-free-worker", "crash"})
        self.assertFalse(report["expected"])

    def test_what_is_explored_is_the_same_for_every_number_of_jobs(self):
        # Three workers: portions are many, and several crash.
        self.path = self.write(CRASHING.replace("count: 2", "count: 3").replace(
            "      - register: w2\n", "      - register: w2\n      - register: w3\n"))
        reports = [self.explored("--jobs", jobs) for jobs in (1, 2, 3)]
        texts = [pathlib.Path(report.pop("decisions")).read_text(encoding="utf-8").split("\n", 2)[2]
                 for report in reports]
        for report in reports:
            for finding in report["findings"]:
                # Under names that no file has.
                self.assertTrue(finding.pop("decisions"))
                self.assertTrue(finding.pop("replay"))
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(reports[0], reports[2])
        self.assertEqual(len(set(texts)), 1, texts)

    def test_a_limit_before_the_crash_leaves_it_unseen(self):
        report = self.one("explore", self.path, "--executions", 1, code=0)
        self.assertEqual((report["violations"], report["executions"]), ({}, 1))
        self.assertEqual(report["cut_by"], ["executions"])

    def test_shrink_does_not_keep_what_fails_no_more(self):
        path = self.write(FICKLE, "fickle.yaml")
        seed = self.one("hunt", path, "--seed", 1, code=0)["smallest_seed"]
        flags = ("--progress", "none", "--time", "24h")
        result = rollcall("shrink", path, "--seed", seed, *flags, cwd=self.folder)
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertIn("does not violate connection-matches-record when it is played", result.stderr)
        self.assertIn("its trace hash was", result.stderr)
        self.assertEqual(path.read_text(encoding="utf-8"), FICKLE)
        self.assertEqual(list((self.folder / "reports" / "out").iterdir()), [])

    def test_replay_of_what_keeps_state_is_nondeterminism_and_no_crash(self):
        path = self.write(FICKLE.replace("fickle-500", "fickle-1"), "fickle.yaml")
        result = rollcall("replay", path, "--seed", 1)
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        self.assertIn("not deterministic: fickle-1 on documented, seed 0x", result.stderr)


if __name__ == "__main__":
    unittest.main()
