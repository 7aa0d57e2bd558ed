"""The workflows in tests/ci-recipes are well-formed, and what they run of rollcall works.

Usage: ci_recipes_test.py PATH-TO-ROLLCALL [unittest arguments]. Needs python3-yaml and git.
"""

import os
import re
import subprocess
import unittest

import yaml

from support import HANG_SECONDS, ROLLCALL, ROOT, Folder, environment

RECIPES = ROOT / "tests" / "ci-recipes"
# A worker that registers twice: documented managers keep the old record in the queue.
SCENARIO = """rollcall: 1
name: twice
about: A worker registers twice.
workers: {count: 1}
steps: [{at: 0s, repeat: {times: 2, every: 1ms}, register: w1}]
expect: {documented: {violates: no-stale-worker}, hardened: holds}
"""


def git_environment():
    """An environment in which git is as it was installed, whoever runs this and from where."""
    clean = {name: value for name, value in environment().items() if not name.startswith("GIT_")}
    return {**clean, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


class Recipes(Folder):
    def setUp(self):
        super().setUp()
        self.repository = self.folder / "repository"
        (self.repository / "scenarios").mkdir(parents=True)
        self.scenario = self.repository / "scenarios" / "twice.yaml"
        self.scenario.write_text(SCENARIO, encoding="utf-8")
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments):
        identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        return subprocess.run(
            ["git", *identity, *arguments], cwd=self.repository, env=git_environment(),
            capture_output=True, encoding="utf-8", check=True, timeout=HANG_SECONDS,
        ).stdout.strip()

    def commit(self, subject, launcher):
        path = self.repository / "rollcall"
        path.write_text(f"#!/bin/sh\n{launcher}\n", encoding="utf-8")
        path.chmod(0o755)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def steps(self, name):
        recipe = yaml.safe_load((RECIPES / name).read_text(encoding="utf-8"))
        (job,) = recipe["jobs"].values()
        return [step for step in job["steps"] if "./rollcall" in step.get("run", "")]

    def run_step(self, step, inputs):
        # What the host fills in; nothing else may be left to it in a command.
        self.assertNotIn("${{", step["run"])
        given = {
            name: inputs[re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", value).group(1)]
            for name, value in step.get("env", {}).items()
        }
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.repository,
            env={**git_environment(), **given, "RUNNER_TEMP": str(self.folder),
                 "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567"},
            capture_output=True, encoding="utf-8", check=False, timeout=HANG_SECONDS,
        )

    def test_each_is_a_workflow(self):
        recipes = sorted(RECIPES.glob("*.yml"))
        self.assertGreaterEqual(len(recipes), 2)
        listed = (RECIPES / "README.md").read_text(encoding="utf-8")
        for path in recipes:
            with self.subTest(path.name):
                self.assertIn(f"`{path.name}`", listed)
                recipe = yaml.safe_load(path.read_text(encoding="utf-8"))
                self.assertIn(True, recipe)  # YAML 1.1 reads the key `on` as a boolean
                self.assertIsInstance(recipe["name"], str)
                for job in recipe["jobs"].values():
                    self.assertIn("runs-on", job)
                    for step in job["steps"]:
                        self.assertEqual(len({"run", "uses"} & set(step)), 1, step)

    def test_pull_request(self):
        self.commit("start", f'exec "{ROLLCALL}" "$@"')
        steps = self.steps("pull-request.yml")
        self.assertEqual(len(steps), 3)
        for step in steps:
            result = self.run_step(step, {})
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.scenario.write_text(
            SCENARIO.replace("{violates: no-stale-worker}", "holds"), encoding="utf-8")
        codes = [self.run_step(step, {}).returncode for step in steps]
        self.assertEqual(codes, [0, 1, 1])

    def test_bisect_names_the_commit(self):
        hardened = f'exec "{ROLLCALL}" "$@"'
        documented = (
            'for word; do shift; [ "$word" != hardened ] || word=documented; set -- "$@" "$word"\n'
            f"done; {hardened}"
        )
        good = self.commit("good", hardened)
        self.commit("does not build", "exit 2")
        self.commit("still good", hardened + " # still")
        culprit = self.commit("the culprit", documented)
        self.commit("later", documented + " # later")
        bad = self.commit("last", documented + " # last")
        (step,) = self.steps("bisect.yml")
        result = self.run_step(step, {"good": good, "bad": bad, "seed": "1",
                                      "scenario": "scenarios/twice.yaml", "manager": "hardened"})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(f"{culprit} is the first bad commit", result.stdout)


if __name__ == "__main__":
    unittest.main()
