"""Installs the build tree and uses the package as an outside project does (tests/consumer).

Usage: package_test.py CMAKE BUILD-FOLDER [unittest arguments]. Everything is built in a temporary
folder; the only things that come from the sources are the consumer's own files.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CMAKE, BUILD = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
CONSUMER = ROOT / "tests" / "consumer"
HANG_SECONDS = 3000  # ends what hangs, and nothing that is only slow


def run(*command, env=None, cwd=None, check=True):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}
    result = subprocess.run(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=cwd,
        env={**clean, **(env or {})},
        timeout=HANG_SECONDS,
        check=False,
    )
    if check and result.returncode != 0:
        raise RuntimeError(f"{command}: exit {result.returncode}\n{result.stdout}")
    return result


def cached(variable):
    """What the tree was configured with: the consumer is built in the same way."""
    cache = (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
    return re.search(rf"^{variable}:\w+=(.*)$", cache, re.M).group(1)


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.prefix = pathlib.Path(holder.name) / "prefix"
        cls.build = pathlib.Path(holder.name) / "build"
        run(CMAKE, "--install", BUILD, "--prefix", cls.prefix)
        run(
            CMAKE,
            *("-S", CONSUMER, "-B", cls.build, "-G", cached("CMAKE_GENERATOR")),
            f"-DCMAKE_PREFIX_PATH={cls.prefix}",
            f"-DCMAKE_CXX_COMPILER={cached('CMAKE_CXX_COMPILER')}",
            f"-DCMAKE_BUILD_TYPE={cached('CMAKE_BUILD_TYPE')}",
            f'-DCMAKE_CXX_FLAGS="-ffile-prefix-map={CONSUMER}/="',
            "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
        )
        run(CMAKE, "--build", cls.build)

    def purse(self, *arguments, **env):
        return run("./purse_test", *arguments, env=env, cwd=self.build, check=False)

    def replay_of(self, output):
        line = r"^replay: ROLLCALL_REPLAY=(\S+) \./purse_test (\S+)$"
        return re.search(line, output, re.M).groups()

    def test_planted_bug_is_found_and_replayed_by_the_line_that_is_printed(self):
        found = self.purse()
        self.assertEqual(found.returncode, 1)
        self.assertEqual(found.stdout.count(": Failure\n"), 1)
        token, test_filter = self.replay_of(found.stdout)
        self.assertEqual(test_filter, "--gtest_filter=Purse.SellsOneCoinOnce")
        again = self.purse(test_filter, ROLLCALL_REPLAY=token)
        self.assertEqual(again.returncode, 1)
        self.assertIn(", replayed; strategy random", again.stdout)
        schedule = re.compile(r"^schedule: .*?\n\n", re.M | re.S)
        self.assertEqual(
            schedule.search(found.stdout).group(), schedule.search(again.stdout).group()
        )

    def test_environment_decides_runs_seed_and_strategy(self):
        first = 1
        seed = 0
        while first == 1:
            seed += 1
            out = self.purse(ROLLCALL_SEED=str(seed)).stdout
            first = int(re.search(r"execution (\d+) of 1000;", out).group(1))
        with_seed = {"ROLLCALL_SEED": str(seed)}
        self.assertEqual(self.purse(ROLLCALL_RUNS=str(first), **with_seed).returncode, 1)
        self.assertEqual(self.purse(ROLLCALL_RUNS=str(first - 1), **with_seed).returncode, 0)
        seeds = {self.replay_of(self.purse(ROLLCALL_SEED=seed).stdout)[0] for seed in ("1", "2")}
        self.assertEqual(len(seeds), 2)
        unknown = self.purse(ROLLCALL_STRATEGY="chaos")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("unknown strategy 'chaos'; there are: auto,", unknown.stdout)

    def test_what_holds_says_nothing(self):
        result = run("./locked_purse_test", "--gtest_brief=1", cwd=self.build)
        lines = [line for line in result.stdout.splitlines() if not line.startswith("Running main")]
        self.assertRegex(lines.pop(0), r"^\[==========\] 2 tests from 1 test suite ran\.")
        self.assertEqual(lines, ["[  PASSED  ] 2 tests."])

    def test_promises_to_any_code_are_kept(self):
        result = run("./promises_test", "--gtest_brief=1", cwd=self.build, check=False)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("[  PASSED  ] 5 tests.", result.stdout)

    def test_flags_of_the_house_stay_at_home(self):
        commands = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        for command in commands:
            for flag in ("-Wconversion", "-march=", "-Wold-style-cast"):
                self.assertNotIn(flag, command["command"])
        for path in self.prefix.rglob("*.cmake"):
            text = path.read_text(encoding="utf-8")
            self.assertNotIn(str(ROOT), text)
            self.assertNotIn(str(BUILD), text)

    def test_other_sanitizers_than_the_package_has_are_refused(self):
        if cached("ROLLCALL_SANITIZE"):
            self.skipTest("this package has them")
        commands = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        words = shlex.split(commands[0]["command"])
        result = run(*words, "-fsanitize=address", "-fsyntax-only", cwd=self.build, check=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("build and install rollcall with this project's sanitizers", result.stdout)

    def test_command_is_installed(self):
        self.assertIn("no-stale-worker", run(self.prefix / "bin" / "rollcall", "list").stdout)

    def test_engine_page_shows_this_project_and_what_it_prints(self):
        page = (ROOT / "sim" / "README.md").read_text(encoding="utf-8")
        shown = re.search(r"```cpp\n(class Purse .*?)```", page, re.S).group(1)
        self.assertIn(shown, (CONSUMER / "purse_test.cpp").read_text(encoding="utf-8"))
        transcript = re.search(r"```\n\$ \./purse_test\n(.*?)```", page, re.S).group(1)
        self.assertIn(transcript, self.purse().stdout)
        recipe = re.search(r"```cmake\n(.*?)```", page, re.S).group(1)
        for line in recipe.splitlines():
            self.assertIn(
                line.replace("purse_test PRIVATE", "${test} PRIVATE"),
                (CONSUMER / "CMakeLists.txt").read_text(encoding="utf-8"),
            )


if __name__ == "__main__":
    unittest.main()
