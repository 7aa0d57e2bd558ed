"""The scenarios that ship: each row of the field reports, each defect and each repair has its own.

Usage: library_test.py PATH-TO-ROLLCALL [unittest arguments].
That each of them is as expected is for cli_test.py.
"""

import re
import unittest

import yaml

from support import ROOT, json_lines, rollcall

# Row of the table of field reports: its scenario, and a report that the row names.
FIELD = {
    1: ("connected-yet-counted-as-gone", "meawoppl/agent-portal#1256"),
    3: ("retired-worker-comes-back", "dask/distributed#6263"),
    4: ("registers-again-while-computing", "dask/distributed#5103"),
    6: ("task-pending-for-ever", "ray-project/ray#63405"),
    7: ("idle-but-not-in-the-list", "ray-project/ray#44897"),
    9: ("healthy-but-declared-dead", "ray-project/ray#54035"),
    10: ("draining-node-still-chosen", "ray-project/ray#49517"),
    11: ("ghost-of-the-previous-node", "kubernetes/kubernetes#63262"),
    13: ("registered-flag-is-sticky", "kubernetes/kubernetes#115761"),
    14: ("failover-moves-all-the-work", "hashicorp/nomad#4666"),
    15: ("drain-ignored-at-capacity", "hashicorp/nomad#16117"),
    17: ("waits-out-a-worker-that-left", "temporalio/temporal#2363"),
    19: ("connected-and-consumes-nothing", "celery/celery#8030"),
    20: ("reaped-but-keeps-working", "contribsys/faktory#182"),
    22: ("active-for-ever-without-a-lease", "hibiken/asynq#1144"),
    23: ("everybody-reconnects-at-once", "gravitational/teleport#6889"),
    24: ("stuck-when-the-channel-is-full", "fnproject/fn#920"),
}

REPAIRS = (
    "bigger-queue",
    "blocking-push",
    "push-after-unlock",
    "push-from-a-task",
    "skip-what-is-not-free",
    "push-on-change-only",
    "close-old-connection",
    "one-lock-over-all",
)


def library():
    scenarios = {}
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        scenario["folder"] = path.parent.name
        assert scenario["name"] == path.stem, f"{path} is named after something else"
        assert scenario["name"] not in scenarios, f"{path} has the name of another"
        scenarios[scenario["name"]] = scenario
    return scenarios


LIBRARY = library()


def convicted(scenario):
    """The invariant that the documented manager is convicted by, None if it is not."""
    expected = scenario["expect"].get("documented")
    return expected["violates"] if isinstance(expected, dict) else None


def in_folder(*folders):
    return [scenario for scenario in LIBRARY.values() if scenario["folder"] in folders]


class Field(unittest.TestCase):
    def test_each_row_has_its_scenario(self):
        for row, (name, report) in FIELD.items():
            with self.subTest(row=row):
                self.assertIn(report, LIBRARY[name]["from"])
                self.assertEqual(LIBRARY[name]["folder"], "field")

    def test_each_holds_for_the_hardened_manager_and_proves_what_it_did(self):
        for scenario in in_folder("field"):
            with self.subTest(scenario=scenario["name"]):
                self.assertEqual(scenario["expect"]["hardened"], "holds")
                self.assertTrue(scenario["expect"]["sometimes"])
                self.assertTrue(scenario["about"])
                self.assertIn("field", scenario["tags"])

    def test_one_that_both_can_play_convicts_the_documented_manager(self):
        for scenario in in_folder("field"):
            if "documented" in scenario["expect"]:
                self.assertIsNotNone(convicted(scenario), scenario["name"])


class Defects(unittest.TestCase):
    def table(self):
        """name: the scenarios that its row of tests/model/README.md names."""
        text = (ROOT / "tests" / "model" / "README.md").read_text(encoding="utf-8")
        rows = text.split("## The defects, and the scenarios")[1]
        table = {}
        for name, cell in re.findall(r"^\| ([a-z0-9-]+) \|([^|]*)\|$", rows, re.M):
            table[name] = re.findall(r"[a-z0-9-]+", cell)
        table.pop("defect", None)
        return table

    def names(self):
        """Of the defects that the tests convict, by their names there."""
        found = set()
        for path in sorted((ROOT / "tests" / "model").glob("defects_*_test.cpp")):
            text = path.read_text(encoding="utf-8")
            found.update(re.findall(r'\{\.name =\s+"([a-z0-9-]+)', text))
        return found

    def test_each_defect_has_a_test_and_a_row(self):
        self.assertEqual(self.names(), set(self.table()))

    def test_the_table_is_what_the_scenarios_are_tagged_with(self):
        for name, scenarios in self.table().items():
            convicting = [s for s in LIBRARY.values() if convicted(s)]
            tagged = [s["name"] for s in convicting if name in s.get("tags", [])]
            self.assertEqual(sorted(scenarios), sorted(tagged), name)

    def test_each_repair_is_convicted_by_a_scenario(self):
        for repair in REPAIRS:
            convicting = [
                s["name"]
                for s in LIBRARY.values()
                if s.get("manager", {}).get("repair") == repair and convicted(s)
            ]
            self.assertTrue(convicting, repair)


class Size(unittest.TestCase):
    def test_is_a_library(self):
        self.assertGreaterEqual(len(in_folder("registration", "failures")), 12)
        self.assertGreaterEqual(len(in_folder("races")), 10)
        ordered = [s for s in in_folder("races") if s.get("order")]
        self.assertGreaterEqual(len(ordered), 10)

    def test_an_order_convicts_under_each_strategy(self):
        for scenario in in_folder("races"):
            if not scenario.get("order"):
                continue
            path = ROOT / "scenarios" / "races" / f"{scenario['name']}.yaml"
            for strategy in ("random", "pct", "pos", "surw", "round-robin"):
                with self.subTest(scenario=scenario["name"], strategy=strategy):
                    result = rollcall(
                        "run", path, "--manager", "documented", "--strategy", strategy,
                        "--runs", 1, "--json",
                    )
                    execution = json_lines(result)[0]
                    self.assertEqual(execution["violation"]["invariant"], convicted(scenario))


if __name__ == "__main__":
    unittest.main()
