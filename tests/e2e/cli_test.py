"""Drives the rollcall binary as a user does: exit codes, texts, JSON, golden screens.

Usage: cli_test.py PATH-TO-ROLLCALL [unittest arguments].
ROLLCALL_UPDATE_GOLDEN=1 rewrites tests/golden/*.txt.
"""

import json
import re
import shlex
import signal
import subprocess
import unittest

from support import (
    HANG_SECONDS,
    ROLLCALL,
    ROOT,
    Folder,
    end_of,
    environment,
    json_lines,
    rollcall,
)

CONVICTED = """rollcall: 1
name: convicted
about: A worker registers twice; the queue keeps the old record.
workers: {count: 1}
steps:
  - at: 0s
    repeat: {times: 2, every: 1ms}
    register: w1
expect:
  documented: {violates: no-stale-worker}
"""


class Run(Folder):
    def test_every_shipped_scenario_is_as_expected(self):
        result = rollcall("run", "scenarios")
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        files = list((ROOT / "scenarios").rglob("*.yaml"))
        lines = result.stdout.splitlines()
        self.assertGreater(len(lines), len(files))
        self.assertTrue(all(line.startswith("pass  ") for line in lines[:-1]), result.stdout)
        played = len(lines) - 1  # one for each manager that a scenario speaks of
        self.assertIn(f"{played} played, {played} passed, 0 failed", lines[-1])

    def test_is_the_same_every_time(self):
        command = ("run", "scenarios", "--json", "--runs", "10")
        self.assertEqual(rollcall(*command).stdout, rollcall(*command).stdout)

    def test_expectation_turned_round_fails_and_explains(self):
        path = self.write(CONVICTED.replace("{violates: no-stale-worker}", "holds"))
        result = rollcall("run", path)
        self.assertEqual(result.returncode, 1)
        self.assertIn(
            "FAIL  convicted  documented  expected that it holds, but no-", result.stdout
        )
        self.assertIn("0 passed, 1 failed", result.stdout)
        self.assertIn("VIOLATION no-", result.stdout)
        self.assertIn(f"replay: rollcall replay {shlex.quote(str(path))} --seed 0x", result.stdout)

    def test_expected_violation_that_is_not_there_fails(self):
        path = self.write(CONVICTED.replace("times: 2", "times: 1"))
        result = rollcall("run", path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("expected no-stale-worker, but holds, 100 runs", result.stdout)

    def test_json_has_the_documented_fields(self):
        path = self.write(CONVICTED)
        execution, summary = json_lines(rollcall("run", path, "--json"))
        self.assertEqual(
            list(execution),
            [
                "schema",
                "kind",
                "scenario",
                "manager",
                "seed",
                "strategy",
                "verdict",
                "expected",
                "violation",
                "steps",
                "virtual_ns",
                "trace_hash",
                "replay",
            ],
        )
        self.assertEqual(
            (execution["schema"], execution["kind"], execution["verdict"]),
            (1, "execution", "violation"),
        )
        self.assertIs(execution["expected"], True)
        self.assertEqual(list(execution["violation"]), ["invariant", "step", "time_ns", "message"])
        self.assertEqual(execution["violation"]["time_ns"], 1_000_000)
        self.assertRegex(execution["trace_hash"], r"^[0-9a-f]{16}$")
        self.assertEqual(
            summary, {"schema": 1, "kind": "summary", "scenarios": 1, "passed": 1, "failed": 0}
        )

    def test_manager_that_does_not_exist_is_a_usage_error(self):
        result = rollcall("run", self.write(CONVICTED), "--manager", "softened")
        self.assertEqual(result.returncode, 2)
        self.assertIn("documented", result.stderr)

    def test_manager_that_no_scenario_speaks_of_runs_nothing(self):
        result = rollcall("run", self.write(CONVICTED), "--manager", "hardened")
        self.assertEqual(result.returncode, 4)
        self.assertIn("no scenario among the paths speaks of the manager", result.stderr)

    def test_empty_folder_runs_nothing(self):
        result = rollcall("run", self.folder)
        self.assertEqual(result.returncode, 4)
        self.assertIn("nothing ran: there is no .yaml file", result.stderr)

    def test_missing_path_is_an_input_error(self):
        result = rollcall("run", self.folder / "none.yaml")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("no such file or folder", result.stderr)

    def test_conviction_before_the_order_is_met_is_no_pass(self):
        order = 'order: ["register w1 #2: refused"]\n'
        result = rollcall("run", self.write(CONVICTED + order), "--json")
        self.assertEqual(result.returncode, 2)
        execution = json_lines(result)[0]
        self.assertEqual((execution["verdict"], execution["expected"]), ("error", False))
        self.assertIn("the violation came before the order was met", execution["error"])

    def test_file_given_twice_is_played_once(self):
        path = self.write(CONVICTED)
        summary = json_lines(rollcall("run", path, self.folder, path, "--json"))[-1]
        self.assertEqual(summary["scenarios"], 1)

    def test_result_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run(
                [ROLLCALL, "run", self.write(CONVICTED)],
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env=environment(),
                timeout=HANG_SECONDS,
                check=False,
            )
        self.assertEqual(result.returncode, 2)
        self.assertIn("cannot write to standard output", result.stderr)

    def test_order_that_cannot_be_met_is_an_error_and_no_pass(self):
        text = CONVICTED.replace("{violates: no-stale-worker}", "holds")
        order = 'order: ["register w1 #1: refused", "register w1 #1: published"]\n'
        result = rollcall("run", self.write(text + order), "--json")
        self.assertEqual(result.returncode, 2)
        execution = json_lines(result)[0]
        self.assertEqual((execution["verdict"], execution["expected"]), ("error", False))
        self.assertIn("order cannot be met", execution["error"])


class Mistakes(Folder):
    """Each typing mistake is told with line, column, caret and hint, and exit code 2."""

    def expect(self, old, new, position, message, hint, text=CONVICTED):
        self.assertIn(old, text)
        path = self.write(text.replace(old, new))
        for command in ("check", "run", "hunt"):
            result = rollcall(command, path)
            self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
            lines = result.stderr.splitlines()
            lines = [line for line in lines if not line.startswith("rollcall: base seed")]
            self.assertRegex(lines[0], rf"^{re.escape(str(path))}:{position}: error E\d+: ")
            self.assertIn(message, lines[0])
            column = int(position.split(":")[1])
            source = path.read_text(encoding="utf-8").splitlines()[int(position.split(":")[0]) - 1]
            self.assertTrue(lines[1].endswith(source), lines[1])
            shift = len(lines[1]) - len(source)
            self.assertEqual(lines[2].index("^"), shift + column - 1)
            self.assertIn(hint, lines[3])

    def test_unknown_key(self):
        self.expect(
            "    repeat:", "    repaet:", "7:5", "unknown key 'repaet'", "did you mean 'repeat'?"
        )

    def test_missing_unit(self):
        self.expect("every: 1ms", "every: 1", "7:31", "unit", "1ms")

    def test_worker_that_does_not_exist(self):
        self.expect("register: w1", "register: w2", "8:15", "'w2'", "w1")

    def test_label_that_does_not_exist(self):
        text = CONVICTED.replace("expect:", "  - after: flip\n    register: w1\nexpect:").replace(
            "    register: w1\n", "    register: w1\n    label: flap\n", 1
        )
        self.expect("after: flip", "after: flip", "10:12", "'flip'", "did you mean 'flap'?", text)

    def test_duplicate_key(self):
        self.expect(
            "    register: w1\n", "    register: w1\n    register: w1\n", "9:5", "'register'", ""
        )

    def test_all_problems_of_all_files_at_once(self):
        first = self.write(
            CONVICTED.replace("workers:", "wrokers:").replace("every: 1ms", "every: 1")
        )
        second = self.write(CONVICTED.replace("rollcall: 1", "rollcall: 2"), "t.yaml")
        result = rollcall("check", first, second)
        self.assertEqual(result.returncode, 2)
        self.assertGreaterEqual(len(re.findall(r": error E\d+: ", result.stderr)), 3)
        self.assertIn(str(first), result.stderr)
        self.assertIn(str(second), result.stderr)


class Replay(Folder):
    def convicted(self):
        path = self.write(CONVICTED)
        return path, json_lines(rollcall("run", path, "--json"))[0]

    def test_hundred_replays_give_hash_step_and_message_of_the_run(self):
        path, found = self.convicted()
        for _ in range(100):
            result = rollcall("replay", path, "--seed", found["seed"], "--json")
            self.assertEqual(result.returncode, 1)
            self.assertEqual(json_lines(result), [found])

    def test_printed_command_reproduces(self):
        path, found = self.convicted()
        words = shlex.split(found["replay"])
        self.assertEqual(words[0], "rollcall")
        result = rollcall(*words[1:], "--json")
        self.assertEqual(json_lines(result)[0]["trace_hash"], found["trace_hash"])

    def test_command_is_printed_as_the_launcher_was_called(self):
        path = self.write(CONVICTED)
        result = rollcall("run", path, "--json", env={"ROLLCALL_COMMAND": "./rollcall"})
        self.assertTrue(json_lines(result)[0]["replay"].startswith("./rollcall replay "))

    def test_folder_of_several_scenarios_is_refused(self):
        result = rollcall("replay", "scenarios/races", "--seed", "1")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("name one file", result.stderr)

    def test_exits_0_where_nothing_is_violated(self):
        path = self.write(CONVICTED.replace("times: 2", "times: 1"))
        result = rollcall("replay", path, "--seed", "7")
        self.assertEqual(result.returncode, 0)
        self.assertIn("holds: no violation under this seed", result.stdout)

    def test_bisect_maps_input_errors_to_125(self):
        path = self.write("nonsense: true\n")
        self.assertEqual(rollcall("replay", path, "--seed", "7", "--bisect").returncode, 125)
        self.assertEqual(
            rollcall("replay", self.convicted()[0], "--seed", "7", "--bisect").returncode, 1
        )

    def test_seed_forms_agree_and_nonsense_is_refused(self):
        path = self.write(CONVICTED)
        hashes = {
            json_lines(rollcall("replay", path, "--seed", seed, "--json"))[0]["trace_hash"]
            for seed in ("42", "0x2a", "0X2A")
        }
        self.assertEqual(len(hashes), 1)
        commit = "0123456789abcdef0123456789abcdef01234567"
        self.assertEqual(rollcall("replay", path, "--seed", commit).returncode, 1)
        for nonsense in ("", "x", "-1", "1x", "0x", "99999999999999999999999"):
            self.assertEqual(rollcall("replay", path, "--seed", nonsense).returncode, 2, nonsense)

    def test_screen_fits_a_terminal_and_is_golden(self):
        result = rollcall("replay", "scenarios/races/conn-crossing.yaml", "--seed", "1")
        self.assertEqual(result.returncode, 1)
        self.assertNotIn("\x1b", result.stdout)
        self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)
        self.golden("conn_crossing.txt", result.stdout)

    def test_color_changes_no_letter(self):
        arguments = ("replay", "scenarios/races/conn-crossing.yaml", "--seed", "1")
        plain = rollcall(*arguments).stdout
        colored = rollcall(*arguments, "--color", "always").stdout
        self.assertIn("\x1b[31m", colored)
        self.assertEqual(re.sub(r"\x1b\[[0-9;]*m", "", colored), plain)
        self.assertEqual(
            rollcall(*arguments, env={"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}).stdout, plain
        )


class Order(Folder):
    def test_pinned_race_happens_under_every_seed(self):
        path = ROOT / "scenarios/races/conn-crossing.yaml"
        messages = set()
        for seed in range(50):
            execution = json_lines(rollcall("replay", path, "--seed", seed, "--json"))[0]
            self.assertEqual(execution["verdict"], "violation")
            messages.add(execution["violation"]["message"])
        self.assertEqual(len(messages), 1)


class Hunt(Folder):
    def test_groups_what_it_finds_and_counts(self):
        path = self.write(CONVICTED)
        result = rollcall(
            "hunt", path, "--seeds", "200", "--seed", "1", "--max-failures", "0", "--json"
        )
        *findings, summary = json_lines(result)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([finding["invariant"] for finding in findings], ["no-stale-worker"])
        self.assertEqual(findings[0]["count"], 200)
        self.assertEqual(
            list(findings[0])[2:],
            [
                "scenario",
                "manager",
                "signature",
                "invariant",
                "count",
                "first_seed",
                "expected",
                "replay",
                "smallest_seed",
                "steps",
            ],
        )
        self.assertEqual(
            list(summary)[2:],
            [
                "executions",
                "steps",
                "virtual_ns",
                "seconds",
                "executions_per_second",
                "steps_per_second",
                "findings",
                "sometimes",
                "base_seed",
                "stopped_by",
                "resumed",
                "coverage",
            ],
        )
        self.assertEqual((summary["executions"], summary["findings"]), (200, 1))

    def test_each_strategy_finds_what_its_replay_line_plays_again(self):
        names = [item["name"] for item in json_lines(rollcall("list", "strategies", "--json"))]
        self.assertIn("auto", names)
        race = "scenarios/races/conn-crossing.yaml"
        for name in names:
            with self.subTest(strategy=name):
                hunted = rollcall("hunt", race, "--seed", "7", "--strategy", name, "--json")
                finding = json_lines(hunted)[0]
                _, *arguments = shlex.split(finding["replay"])
                self.assertEqual("--strategy" in arguments, name != "random")
                replayed = rollcall(*arguments, "--json")
                self.assertEqual(replayed.returncode, 1, replayed.stderr)
                execution = json_lines(replayed)[0]
                self.assertEqual(execution["strategy"], name)
                self.assertEqual(execution["violation"]["invariant"], finding["invariant"])

    def test_stops_at_the_first_distinct_failure(self):
        summary = json_lines(rollcall("hunt", self.write(CONVICTED), "--seed", "1", "--json"))[-1]
        self.assertEqual(summary["executions"], 1)

    def test_first_seed_replays(self):
        path = self.write(CONVICTED)
        finding = json_lines(rollcall("hunt", path, "--seed", "0xabc", "--json"))[0]
        self.assertEqual(rollcall("replay", path, "--seed", finding["first_seed"]).returncode, 1)

    def test_unexpected_failure_exits_1(self):
        path = self.write(CONVICTED.replace("{violates: no-stale-worker}", "holds"))
        self.assertEqual(rollcall("hunt", path, "--seeds", "50").returncode, 1)

    def test_expected_failure_that_is_not_found_exits_1(self):
        path = self.write(CONVICTED.replace("times: 2", "times: 1"))
        self.assertEqual(rollcall("hunt", path, "--seeds", "50").returncode, 1)

    def test_time_bound_ends_it(self):
        path = self.write(
            CONVICTED.replace("times: 2", "times: 1").replace(
                "{violates: no-stale-worker}", "holds"
            )
        )
        result = rollcall("hunt", path, "--seeds", "1000000000", "--time", "100ms", "--json")
        self.assertEqual(result.returncode, 0)
        summary = json_lines(result)[-1]
        self.assertEqual(summary["stopped_by"], "time")
        self.assertGreater(summary["executions"], 0)

    def test_interrupt_ends_it_with_a_summary_and_130(self):
        text = CONVICTED.replace("times: 2", "times: 1")
        path = self.write(text.replace("{violates: no-stale-worker}", "holds"))
        hunt = self.start("hunt", path, "--seeds", "1000000000", "--json")
        self.assertIn("base seed", hunt.stderr.readline())  # It has begun.
        hunt.send_signal(signal.SIGINT)
        output, _ = end_of(hunt)
        self.assertEqual(hunt.returncode, 130)
        self.assertEqual(json.loads(output)["stopped_by"], "interrupt")

    def test_crash_names_task_step_and_seed(self):
        text = CONVICTED.replace("times: 2", "times: 1")
        path = self.write(text.replace("{violates: no-stale-worker}", "holds"))
        hunt = self.start("hunt", path, "--seeds", "1000000000")
        self.assertIn("base seed", hunt.stderr.readline())  # It has begun.
        hunt.send_signal(signal.SIGBUS)
        _, errors = end_of(hunt)
        # A sanitizer that stands before the signal ends the process with the code it was given.
        self.assertIn(hunt.returncode, (-signal.SIGBUS, 99))
        self.assertIn("rollcall: crash: SIGBUS", errors)

    def test_base_seed_is_printed_and_given_again(self):
        path = self.write(CONVICTED)
        first = rollcall("hunt", path, "--json")
        base = re.search(r"base seed (0x[0-9a-f]+)", first.stderr).group(1)
        again = rollcall("hunt", path, "--json", "--seed", base)
        self.assertEqual(json_lines(first)[0], json_lines(again)[0])


class Verify(Folder):
    """One seed, two processes."""

    def test_a_fresh_process_plays_the_same(self):
        for path in ("races/conn-crossing.yaml", "registration/queue-full.yaml"):
            result = rollcall("replay", "scenarios/" + path, "--seed", "7", "--verify",
                              "--manager", "documented")
            self.assertIn("\nverified: a fresh process", result.stdout)
            self.assertEqual(result.stderr, "")

    def test_json_stays_one_line(self):
        path = self.write(CONVICTED)
        result = rollcall("replay", path, "--seed", "7", "--verify", "--json")
        self.assertEqual(len(json_lines(result)), 1)
        self.assertEqual(result.returncode, 1)


class DataRace(Folder):
    def test_both_accesses_are_named(self):
        path = "scenarios/races/dispatcher-data-race.yaml"
        execution = json_lines(rollcall("run", path, "--json"))[0]
        self.assertEqual(execution["violation"]["invariant"], "data-race")
        self.assertRegex(
            execution["violation"]["message"],
            r"^worker \w+: '.+' (reads|writes) it at \S+:\d+ \(step \d+\), "
            r"'.+' (read|wrote) it at \S+:\d+ \(step \d+\), and nothing orders the two$",
        )


class Readme(Folder):
    """What the README shows is what happens."""

    text = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_transcript_is_what_the_commands_print(self):
        transcript = re.search(
            r"```\n(\$ ./rollcall run scenarios/races/\n.*?)```", self.text, re.S
        )
        commands = re.split(r"^\$ ./rollcall (.*)\n", transcript.group(1), flags=re.M)[1:]
        self.assertEqual(len(commands), 4)
        for line, shown in zip(commands[::2], commands[1::2]):
            result = rollcall(*line.split(), env={"ROLLCALL_COMMAND": "./rollcall"})
            self.assertEqual(result.stdout.strip(), shown.strip())

    def test_first_scenario_does_what_is_said_of_it(self):
        path = self.write(re.search(r"```yaml\n(.*?)```", self.text, re.S).group(1), "mine.yaml")
        self.assertEqual(rollcall("check", path).returncode, 0)
        result = rollcall("run", path)
        self.assertEqual(result.returncode, 1)
        self.assertIn("no-lost-free-worker", result.stdout)

    def test_engine_page_shows_the_program_that_is_tested(self):
        page = (ROOT / "sim" / "README.md").read_text(encoding="utf-8")
        shown = re.search(r"```cpp\n(rollcall::World .*?)```", page, re.S).group(1).split("\n")
        tested = (ROOT / "tests" / "sim" / "core" / "readme_test.cpp").read_text(encoding="utf-8")
        self.assertIn("\n".join("  " + line for line in shown if line), tested)

    def test_language_page_shows_a_valid_scenario(self):
        page = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
        path = self.write(re.search(r"```yaml\n(.*?)```", page, re.S).group(1))
        result = rollcall("check", path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(rollcall("run", path).returncode, 0)


class Usage(Folder):
    def test_no_arguments_shows_help_and_exits_2(self):
        result = rollcall()
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("rollcall run scenarios/", result.stderr)

    def test_help_fits_and_names_every_subcommand(self):
        result = rollcall("--help")
        self.assertEqual(result.returncode, 0)
        for command in ("run", "hunt", "replay", "merge", "check", "list"):
            self.assertIn(command, result.stdout)
            self.assertEqual(rollcall(command, "--help").returncode, 0)

    def test_unknown_command_suggests(self):
        result = rollcall("hnut", "x")
        self.assertEqual(result.returncode, 2)
        self.assertIn("unknown command 'hnut', did you mean 'hunt'?", result.stderr)

    def test_bad_flags_are_usage_errors(self):
        path = self.write(CONVICTED)
        for arguments in (
            ("run",),
            ("run", path, "--runs", "0"),
            ("run", path, "--nope"),
            ("hunt", path, "--time", "5"),
            ("replay", path),
            ("list", "nothing"),
            ("run", path, "--color", "sometimes"),
        ):
            result = rollcall(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertIn("--help", result.stderr)

    def test_list_names_what_scenarios_may_name(self):
        names = [item["name"] for item in json_lines(rollcall("list", "invariants", "--json"))]
        for name in (
            "no-lost-free-worker",
            "no-duplicate-free-worker",
            "no-stale-worker",
            "queued-is-free",
            "connection-matches-record",
            "deadlock",
            "panic",
            "task-leak",
        ):
            self.assertIn(name, names)
        scenarios = json_lines(rollcall("list", "scenarios", "scenarios", "--json"))
        self.assertEqual(len(scenarios), len(list((ROOT / "scenarios").rglob("*.yaml"))))
        self.golden("list.txt", rollcall("list").stdout)

    def test_check_names_every_good_file(self):
        result = rollcall("check", "scenarios")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(
            len(result.stdout.splitlines()), len(list((ROOT / "scenarios").rglob("*.yaml")))
        )


if __name__ == "__main__":
    unittest.main()
