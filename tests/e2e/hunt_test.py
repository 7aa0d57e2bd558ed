"""Hunts on several processes: the outcome is the same for every number of jobs, for shards that
are merged, and after a kill.

Usage: hunt_test.py PATH-TO-ROLLCALL [unittest arguments].
"""

import json
import os
import pathlib
import pty
import re
import shlex
import signal
import sqlite3
import subprocess
import unittest

from support import (
    HANG_SECONDS,
    ROLLCALL,
    ROOT,
    Folder,
    await_handler,
    await_in,
    await_true,
    children,
    end_of,
    environment,
    is_running,
    no_room_beyond,
    rollcall,
    status_of,
)

# Two registrations of one id break something in every order, in several ways.
RACE = """rollcall: 1
name: race
about: Two registrations of one id at once.
workers: {count: 2}
jobs: {count: 2, every: 1ms, duration: 1ms}
steps:
  - at: 0s
    race:
      - register: w1
      - register: {worker: w1, address: "10.0.0.1:7001"}
      - register: w2
expect:
  documented: holds
"""
CALM = """rollcall: 1
name: calm
about: One worker registers.
workers: {count: 1}
steps: [{at: 0s, register: w1}]
expect: {documented: holds}
"""
ENDLESS = ("--seeds", 10**12)


def outcome(result):
    """What a hunt came to, without what differs from run to run and how much a store had."""
    *findings, summary = [json.loads(line) for line in result.stdout.splitlines()]
    for key in ("seconds", "executions_per_second", "steps_per_second", "resumed"):
        del summary[key]
    return findings, summary


def block_of(hunt):
    """The lines that a hunt with `--progress none` answers to SIGUSR1 with."""
    return status_of(hunt, 7)


def executions(hunt):
    return int(re.search(r"^  executions +(\d+),", block_of(hunt), re.M).group(1))


def tried(store):
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
            return database.execute("SELECT sum(end - first) FROM tried").fetchone()[0] or 0
    except sqlite3.OperationalError:  # It is not there yet.
        return 0


def contents(store):
    """All that must not depend on how a hunt was split: not of which size the blocks are."""
    tables = {
        "tried": "SELECT content, manager, base, sum(end - first), sum(steps), sum(virtual_ns) "
        "FROM tried JOIN search ON id = search GROUP BY id",
        "failed": "SELECT content, signature, first, end FROM failed JOIN finding ON "
        "finding.id = finding JOIN search ON search.id = search",
        "finding": "SELECT content, signature, invariant, message, steps, trace_hash, smallest, "
        "decisions FROM finding JOIN search ON search.id = search",
        "met": "SELECT content, manager, kind, number FROM met JOIN search ON id = search",
        "marks": "SELECT search, name, sum(count) FROM mark GROUP BY search, name",
    }
    with sqlite3.connect(store) as database:
        return {name: sorted(database.execute(query)) for name, query in tables.items()}


class Hunting(Folder):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.race = self.write(RACE, "race.yaml")
        self.calm = self.write(CALM, "calm.yaml")

    def store(self, name):
        return self.folder / name

    def hunted(self, *arguments, code, **options):
        result = rollcall("hunt", *arguments, "--json", **options)
        self.assertEqual(result.returncode, code, result.stderr)
        return outcome(result)


class SameOutcome(Hunting):
    def test_for_every_number_of_jobs(self):
        cases = [
            (1, self.race, "--seeds", 3000, "--keep-going"),
            (1, self.race, "--seeds", 3000, "--max-failures", 2),
            (1, self.race, "--until-stable", 500, "--keep-going"),
            (0, self.calm, "--until-stable", 1000),
            (0, "scenarios/races/conn-crossing.yaml", "--strategy", "auto", "--keep-going"),
            (0, "scenarios/failures/storm.yaml", "--seeds", 200),
        ]
        for code, *arguments in cases:
            with self.subTest(arguments=arguments):
                one = self.hunted(*arguments, "--seed", 9, "--jobs", 1, code=code)
                for jobs in (2, 3):
                    other = self.hunted(*arguments, "--seed", 9, "--jobs", jobs, code=code)
                    self.assertEqual(other, one)

    def test_for_three_shards_merged(self):
        flags = (self.race, "--seed", 9, "--seeds", 3000, "--keep-going")
        whole = self.hunted(*flags, "--store", self.store("whole.db"), code=1)
        stores = [self.store(f"{i}.db") for i in (1, 2, 3)]
        counts = []
        for i, store in enumerate(stores, 1):
            _, summary = self.hunted(*flags, "--shard", f"{i}/3", "--store", store, code=1)
            self.assertEqual(summary["shard"], f"{i}/3")
            counts.append(summary["executions"])
        self.assertEqual(sum(counts), 3000)
        self.assertLess(max(counts) - min(counts), 200)
        merged = self.store("merged.db")
        result = rollcall("merge", merged, *stores, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["seeds"], "3000")
        self.assertEqual(contents(merged), contents(self.store("whole.db")))
        # A hunt of what is in the store already plays nothing, and comes to the same.
        self.assertEqual(self.hunted(*flags, "--store", merged, code=1), whole)
        # In another order, one twice, and what is merged already: nothing changes.
        before = contents(merged)
        for more in (stores[2], stores[0], merged, self.store("whole.db")):
            self.assertEqual(rollcall("merge", merged, more).returncode, 0)
            self.assertEqual(contents(merged), before)

    def test_for_hunts_that_overlap_merged(self):
        # Each seed counts once, and so do its steps, its time and what it met.
        flags = (self.race, "--seed", 9, "--keep-going")
        self.hunted(*flags, "--seeds", 3000, "--store", self.store("whole.db"), code=1)
        parts = [("a.db", 1111, ()), ("b.db", 3000, ("--shard", "1/3")), ("c.db", 2345, ())]
        parts += [(f"{i}.db", 3000, ("--shard", f"{i}/2")) for i in (1, 2)]
        for name, seeds, shard in parts:
            self.hunted(*flags, "--seeds", seeds, "--store", self.store(name), *shard, code=1)
        merged = self.store("merged.db")
        for name, _, _ in (*parts, *reversed(parts)):
            self.assertEqual(rollcall("merge", merged, self.store(name)).returncode, 0)
        self.assertEqual(contents(merged), contents(self.store("whole.db")))

    def test_for_shards_that_share_a_file_at_the_same_time(self):
        flags = (self.race, "--seed", 9, "--seeds", 2000, "--keep-going", "--jobs", 1, "--json")
        whole = self.hunted(*flags[:-1], "--store", self.store("whole.db"), code=1)
        shared = self.store("shared.db")
        shards = [
            self.start("hunt", *flags, "--shard", f"{i}/3", "--store", shared) for i in (1, 2, 3)
        ]
        steps = 0
        for shard in shards:
            output, errors = end_of(shard)
            self.assertEqual(shard.returncode, 1, errors)
            steps += json.loads(output.splitlines()[-1])["steps"]
        self.assertEqual(steps, whole[1]["steps"])
        self.assertEqual(self.hunted(*flags[:-1], "--store", shared, code=1), whole)
        self.assertEqual(contents(shared), contents(self.store("whole.db")))

    def test_after_a_kill(self):
        # None of the hunts that are killed comes to its end before, however fast the machine is.
        flags = (self.race, "--seed", 9, "--keep-going", "--jobs", 2)
        store = self.store("killed.db")
        for _ in range(3):
            before = tried(store)
            hunt = self.start("hunt", *flags, *ENDLESS, "--store", store)
            await_in(hunt, lambda before=before: tried(store) > before)
            workers = children(hunt)
            self.assertEqual(len(workers), 2)
            hunt.kill()
            # Nothing is left behind that plays on.
            await_true(lambda pids=workers: not any(is_running(pid) for pid in pids))
            self.assertEqual(hunt.wait(), -signal.SIGKILL)
        seeds = ("--seeds", tried(store) + 5000)
        whole = self.hunted(*flags, *seeds, "--store", self.store("whole.db"), code=1)
        self.assertEqual(self.hunted(*flags, *seeds, "--store", store, code=1), whole)
        left, right = contents(store), contents(self.store("whole.db"))
        self.assertEqual(left, right)

    def test_of_a_hunt_that_is_continued(self):
        flags = (self.race, "--seed", 9, "--keep-going")
        whole = self.hunted(*flags, "--seeds", 2000, code=1)
        store = self.store("a.db")
        for seeds in (1, 70, 1999):
            self.hunted(*flags, "--seeds", seeds, "--store", store, code=1)
        result = rollcall("hunt", *flags, "--seeds", 2000, "--store", store, "--json")
        self.assertEqual(json.loads(result.stdout.splitlines()[-1])["resumed"], 1999)
        self.assertEqual(outcome(result), whole)


class Findings(Hunting):
    def test_smallest_and_first_replay(self):
        findings, _ = self.hunted(self.race, "--seed", 3, "--seeds", 500, "--keep-going", code=1)
        self.assertGreaterEqual(len(findings), 2)
        self.assertEqual(sum(finding["count"] for finding in findings), 500)
        for finding in findings:
            for key in ("first_seed", "smallest_seed"):
                result = rollcall("replay", self.race, "--seed", finding[key], "--json")
                execution = json.loads(result.stdout)
                self.assertEqual(execution["violation"]["invariant"], finding["invariant"])
            self.assertEqual(execution["steps"], finding["steps"])

    def test_last_one_is_replayed_from_the_store(self):
        store = self.store("a.db")
        findings, _ = self.hunted(self.race, "--seed", 3, "--store", store, code=1)
        result = rollcall("replay", "--last", "--json", env={"ROLLCALL_STORE": str(store)})
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(json.loads(result.stdout)["seed"], findings[-1]["smallest_seed"])
        # By its seed; once the file has changed, by its decisions: the seed is another execution's.
        for change in ("# changed\n", "network: {}\n"):
            self.write(RACE + change, "race.yaml")
            result = rollcall("replay", "--last", "--store", store)
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn("has changed since that was found: its decisions are", result.stderr)
            self.assertIn(f"VIOLATION {findings[-1]['invariant']}", result.stdout)
            self.assertIn(f"replay --last --store {shlex.quote(str(store))}", result.stdout)
        self.write(RACE.replace("register: w1", "register: w2"), "race.yaml")
        result = rollcall("replay", "--last", "--store", store)
        self.assertEqual(result.returncode, 5, result.stdout)
        self.assertIn("stale or incompatible trace", result.stderr)

    def replays_alike(self, finding, store):
        _, *arguments = shlex.split(finding["replay"])
        for replay in (arguments, ("replay", "--last", "--store", store)):
            execution = json.loads(rollcall(*replay, "--json").stdout)
            self.assertEqual(execution["violation"]["invariant"], finding["invariant"])
            self.assertEqual(execution["seed"], finding["smallest_seed"])
            self.assertEqual(execution["steps"], finding["steps"])

    def test_early_timers_meet_what_no_other_execution_does(self):
        race = ROOT / "scenarios" / "races" / "job-ends-during-reregistration.yaml"
        text = race.read_text(encoding="utf-8")
        path = self.write(text.replace("violates: no-duplicate-free-worker", "violates: panic"))
        flags = (path, "--manager", "documented", "--seed", 3, "--seeds", 500)
        self.assertEqual(self.hunted(*flags, "--strategy", "auto", code=1)[0], [])
        store = self.store("a.db")
        early = ("--strategy", "auto", "--early-timers", 2, "--store", store)
        findings, _ = self.hunted(*flags, *early, code=0)
        self.assertEqual([finding["invariant"] for finding in findings], ["panic"])
        self.assertIn("--strategy auto+early-2", findings[0]["replay"])
        self.replays_alike(findings[0], store)

    def test_executions_of_the_profile_are_those_of_the_hunt(self):
        found = []
        for base in (1, 2):
            store = self.store(f"{base}.db")
            flags = (self.race, "--strategy", "pct", "--seed", base, "--store", store)
            findings, summary = self.hunted(*flags, code=1)
            self.assertLessEqual(summary["executions"], 10)
            self.replays_alike(findings[0], store)
            found.append(findings[0]["first_seed"])
            walked = rollcall("replay", self.race, "--seed", found[-1], "--json")
            self.assertEqual(json.loads(walked.stdout)["steps"], findings[0]["steps"])
        self.assertEqual(found[0], found[1])

    def test_failed_ones_are_played_again(self):
        store = self.store("a.db")
        paths = (self.race, self.calm)
        whole, _ = self.hunted(
            *paths, "--seed", 3, "--seeds", 100, "--keep-going", "--store", store, code=1
        )
        before = contents(store)
        again, summary = self.hunted(*paths, "--failed", "--store", store, code=1)
        self.assertEqual(summary["executions"], 100)
        self.assertEqual(
            sorted((f["signature"], f["count"], f["steps"]) for f in again),
            sorted((f["signature"], f["count"], f["steps"]) for f in whole),
        )
        self.assertEqual(contents(store), before)
        told = rollcall("hunt", self.race, "--failed", "--store", store).stdout
        self.assertIn(f"seeds of {store}", told)
        self.assertNotIn("base seed", told)
        result = rollcall("hunt", self.calm, "--failed", "--store", store)
        self.assertEqual(result.returncode, 4)
        self.assertIn("no failing seed", result.stderr)

    def test_at_most_a_thousand_of_a_finding_are_played_again(self):
        store = self.store("a.db")
        self.hunted(self.race, "--seed", 3, "--seeds", 40000, "--keep-going", "--store", store,
                    code=1)
        again, _ = self.hunted(self.race, "--failed", "--store", store, code=1)
        with sqlite3.connect(store) as database:
            (failed,) = database.execute("SELECT sum(end - first) FROM failed").fetchone()
        self.assertGreater(failed, 1000)
        self.assertEqual(max(finding["count"] for finding in again), 1000)

    def test_decision_file_of_the_smallest_is_kept(self):
        store = self.store("a.db")
        self.hunted(self.race, "--seed", 3, "--seeds", 50, "--store", store, code=1)
        with sqlite3.connect(store) as database:
            (text,) = database.execute("SELECT decisions FROM finding").fetchone()
        self.assertTrue(text.startswith("rollcall-decisions 1\nseed: 0x"), text)
        self.assertIn(f"\nscenario: {self.race}\n", text)
        path = pathlib.Path(os.path.relpath(self.race, ROOT))  # as it was given
        self.hunted(path, "--seed", 3, "--seeds", 50, "--store", self.store("b.db"), code=1)
        with sqlite3.connect(self.store("b.db")) as database:
            (text,) = database.execute("SELECT decisions FROM finding").fetchone()
        self.assertIn(f"\nscenario: {path}\n", text)

    def test_store_for_which_there_is_no_room_is_not_left_half_made(self):
        before = set(self.folder.iterdir())
        for size in (0, 2000, 5000, 20000, 40000):
            result = rollcall("hunt", self.calm, "--store", self.store("full.db"), "--seeds", 1,
                              **no_room_beyond(size))
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(set(self.folder.iterdir()), before)

    def test_process_that_is_killed_from_outside_costs_nothing(self):
        # The process that comes in its place plays its seed again: no seed is killed twice, as each
        # of the first two processes is killed once, and neither plays what the other was given.
        store = self.store("a.db")
        flags = (self.calm, *ENDLESS, "--jobs", 2, "--seed", 1, "--json", "--store", store)
        hunt = self.start("hunt", *flags, "--keep-going", "--progress", "none")
        await_handler(hunt, signal.SIGUSR1)
        await_in(hunt, lambda: executions(hunt) > 0)
        victims = children(hunt)
        self.assertEqual(len(victims), 2)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
            await_in(hunt, lambda pid=victim: pid not in children(hunt))
            before = executions(hunt)
            await_in(hunt, lambda count=before: executions(hunt) > count)
        hunt.send_signal(signal.SIGINT)
        output, errors = end_of(hunt)
        self.assertEqual(hunt.returncode, 130)
        self.assertNotIn("not deterministic", errors)
        summary = json.loads(output)
        self.assertEqual(summary["findings"], 0)
        self.assertEqual(contents(store)["finding"], [])
        self.assertEqual(tried(store), summary["executions"])


class Stops(Hunting):
    def stopped_by(self, *arguments, code=0, **options):
        return self.hunted(*arguments, code=code, **options)[1]["stopped_by"]

    def test_summary_names_the_bound(self):
        self.assertEqual(self.stopped_by(self.calm, "--seeds", 100), "seeds")
        self.assertEqual(self.stopped_by(self.race, code=1), "max-failures")
        self.assertEqual(self.stopped_by(self.calm, "--until-stable", 200), "until-stable")
        self.assertEqual(self.stopped_by(self.calm, "--time", "1ms"), "time")

    def test_each_scenario_is_played_once_at_least_however_short_the_time(self):
        flags = (self.calm, self.race, "--time", "0s", "--keep-going")
        findings, summary = self.hunted(*flags, code=1)
        self.assertEqual({finding["scenario"] for finding in findings}, {"race"})
        self.assertGreaterEqual(summary["executions"], 2)
        self.assertEqual(summary["stopped_by"], "time")

    def test_hunt_that_goes_on_plays_something_however_short_the_time(self):
        store = self.store("goes-on.db")
        counts = []
        for _ in range(3):
            flags = ("--time", "0s", "--seed", 5, "--store", store)
            self.hunted(self.calm, *flags, code=0)
            counts.append(tried(store))
        self.assertEqual(sorted(set(counts)), counts)

    def test_summary_names_what_ended_any_scenario(self):
        for paths in ((self.calm, self.race), (self.race, self.calm)):
            self.assertEqual(self.stopped_by(*paths, "--seeds", 100, code=1), "max-failures")

    def test_order_error_under_failed_names_the_seed_that_was_played(self):
        text = RACE.replace("holds", "{violates: connection-matches-record}")
        text = text.replace("expect:", 'order: ["register w2 #1: refused"]\nexpect:')
        path = self.write(text, "order.yaml")
        store = self.store("a.db")

        def first_base(code, *arguments):
            """Whose first execution fails (0), or cannot meet the order (2)."""
            for base in range(100):
                result = rollcall("hunt", path, "--seeds", 1, "--seed", base, *arguments)
                if result.returncode == code:
                    return base, result.stderr
            return self.fail(code)

        failing, _ = first_base(0, "--store", store)
        base, told = first_base(2)
        with sqlite3.connect(store) as database:  # As if that seed had failed once.
            database.execute("UPDATE search SET base = ? WHERE base = ?", (base, failing))
        result = rollcall("hunt", path, "--failed", "--store", store)
        self.assertEqual(result.returncode, 2, result.stderr)
        (seed,) = re.findall(r"order.yaml: seed (0x\w+): ", told)
        self.assertIn(f"order.yaml: seed {seed}: ", result.stderr)

    def minutes_to_go(self, *paths):
        """What a hunt of two hours has left for the scenario `calm`."""
        hunt = self.start("hunt", *paths, "--time", "2h", "--progress", "none")
        await_handler(hunt, signal.SIGUSR1)
        blocks = []

        def is_calm():
            blocks.append(block_of(hunt))
            return "playing     calm" in blocks[-1]

        await_in(hunt, is_calm)
        hunt.send_signal(signal.SIGINT)
        end_of(hunt)
        self.assertEqual(hunt.returncode, 130)
        hours, minutes = re.search(r"to go +(?:(\d+)h)?(\d+)m", blocks[-1]).groups()
        return 60 * int(hours or 0) + int(minutes)

    def test_time_is_shared_among_the_scenarios_to_come(self):
        self.assertLessEqual(self.minutes_to_go(self.calm, self.race), 60)
        # The first failure ends the first scenario, which leaves its time to the second.
        self.assertGreater(self.minutes_to_go(self.race, self.calm), 60)

    def test_interrupt_saves_everything(self):
        # Sent to all of its processes, as terminals and batch systems do.
        for each in (signal.SIGINT, signal.SIGTERM):
            store = self.store(f"{each}.db")
            flags = (self.calm, *ENDLESS, "--seed", 1, "--store", store, "--json")
            hunt = self.start("hunt", *flags, start_new_session=True)
            await_in(hunt, lambda store=store: tried(store) > 0)
            os.killpg(hunt.pid, each)
            output, errors = end_of(hunt)
            self.assertEqual(hunt.returncode, 130, errors)
            summary = json.loads(output)
            self.assertEqual(summary["stopped_by"], "interrupt")
            self.assertEqual(summary["findings"], 0)
            self.assertEqual(summary["executions"], tried(store))

    def test_status_is_told_when_asked_for(self):
        hunt = self.start("hunt", self.calm, *ENDLESS, "--progress", "none")
        await_handler(hunt, signal.SIGUSR1)
        first, *block = block_of(hunt).splitlines()
        self.assertIn("rollcall: status after", first)
        words = ("calm (documented)", "executions", "steps", "findings", "states", "to go")
        for word, line in zip(words, block, strict=True):
            self.assertIn(word, line)
        await_in(hunt, lambda: executions(hunt) > 0)
        hunt.send_signal(signal.SIGINT)
        end_of(hunt)
        self.assertEqual(hunt.returncode, 130)

    def test_progress_is_drawn_on_a_terminal(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        hunt = self.start("hunt", self.calm, *ENDLESS, stderr=theirs)
        os.close(theirs)
        drawn = b""
        while drawn.count(b"\r\x1b[K") < 3:  # An error if the hunt ends before.
            drawn += os.read(ours, 65536)
        self.assertIn(b"exec/s", drawn)
        hunt.send_signal(signal.SIGINT)
        end_of(hunt)
        self.assertEqual(hunt.returncode, 130)

    def test_progress_is_drawn_nowhere_else(self):
        # A hunt is saved after a second, and draws at the same moment if it draws at all.
        store = self.store("a.db")
        hunt = self.start("hunt", self.calm, *ENDLESS, "--store", store)
        await_in(hunt, lambda: tried(store) > 0)
        hunt.send_signal(signal.SIGINT)
        _, errors = end_of(hunt)
        self.assertEqual(hunt.returncode, 130)
        self.assertNotIn("\x1b", errors)


class Usage(Hunting):
    def refused(self, *arguments, says, env=None):
        result = rollcall("hunt", *arguments, env=env)
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        self.assertIn(says, result.stderr)

    def test_what_cannot_be_is_refused(self):
        self.refused(self.calm, "--shard", "9/8", says="'9/8' is no shard")
        self.refused(self.calm, "--shard", "1/2", says="share it")
        self.refused(self.calm, "--failed", says="add --store FILE")
        self.refused(self.calm, "--jobs", "0", says="--jobs")
        self.refused(self.calm, "--store", self.calm, says="calm.yaml")
        self.refused(self.calm, env={"ROLLCALL_TOTAL_SHARDS": "2"}, says="JOB_COMPLETION_INDEX")
        self.refused(self.calm, env={"JOB_COMPLETION_INDEX": "2"}, says="ROLLCALL_TOTAL_SHARDS")
        result = rollcall("merge", self.store("out.db"), self.store("none.db"))
        self.assertEqual(result.returncode, 2)
        self.assertFalse(self.store("out.db").exists())

    def test_job_arrays_are_picked_up(self):
        flags = (self.calm, "--seed", 1, "--seeds", 400)
        slurm = {
            "SLURM_ARRAY_TASK_ID": "7",
            "SLURM_ARRAY_TASK_MIN": "5",
            "SLURM_ARRAY_TASK_COUNT": "4",
        }
        kubernetes = {"ROLLCALL_TOTAL_SHARDS": "4", "JOB_COMPLETION_INDEX": "2"}
        by_flag = self.hunted(*flags, "--shard", "3/4", code=0)
        for env in (slurm, kubernetes):
            self.assertEqual(self.hunted(*flags, env=env, code=0), by_flag)
        self.assertEqual(by_flag[1]["shard"], "3/4")
        _, alone = self.hunted(*flags, "--shard", "1/1", env=slurm, code=0)
        self.assertEqual(alone["executions"], 400)

    def test_commit_hash_is_a_seed(self):
        commit = "0123456789abcdef0123456789abcdef01234567"
        flags = (self.calm, "--seeds", 10)
        one = self.hunted(*flags, "--seed", commit, code=0)
        self.assertEqual(self.hunted(*flags, env={"ROLLCALL_SEED": commit}, code=0), one)


class Recipes(Hunting):
    """The files that people copy do what they say."""

    def test_kubernetes_job_has_as_many_pods_as_shards(self):
        text = (ROOT / "tests/cluster/kubernetes.yaml").read_text(encoding="utf-8")
        (completions,) = re.findall(r"completions: (\d+)", text)
        (shards,) = re.findall(r'ROLLCALL_TOTAL_SHARDS\n +value: "(\d+)"', text)
        self.assertEqual(completions, shards)
        self.assertIn("completionMode: Indexed", text)
        merging = (ROOT / "tests/cluster/kubernetes-merge.yaml").read_text(encoding="utf-8")
        for flag in (r"--seeds \d+", r"\b[0-9a-f]{40}\b", "--keep-going"):
            self.assertEqual(re.findall(flag, text), re.findall(flag, merging))

    def test_commands_of_the_nightly_workflow_run(self):
        text = (ROOT / "tests/cluster/nightly.yaml").read_text(encoding="utf-8")
        for old, new in (
            ("--seed ${{ github.run_id }}", "--seed 17301234567"),
            ("${{ matrix.shard }}", "2"),
            ("--time 45m", "--time 1ms"),
            ("scenarios/", shlex.quote(str(self.calm))),
            ("./rollcall", shlex.quote(ROLLCALL)),
        ):
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.assertNotIn("${{", text.replace("${{ github.run_id }}", ""))
        lines = [line.split("run: ", 1)[-1].strip() for line in text.splitlines()]
        commands = [line for line in lines if line.startswith(shlex.quote(ROLLCALL))]
        self.assertEqual([shlex.split(line)[1] for line in commands], ["hunt", "merge", "hunt"])
        for line in commands:
            result = subprocess.run(
                line,
                shell=True,
                cwd=self.folder,
                env=environment(),
                capture_output=True,
                timeout=HANG_SECONDS,
                check=False,
            )
            self.assertEqual(result.returncode, 0, (line, result.stderr))
        self.assertGreater(tried(self.folder / "night.db"), 0)
        with sqlite3.connect(self.folder / "night.db") as database:
            bases = {base for (base,) in database.execute("SELECT base FROM search")}
        self.assertEqual(bases, {17301234567})
        # Of a commit alone the seeds would be the same night after night.
        self.assertNotIn("github.sha", text)


if __name__ == "__main__":
    unittest.main()
