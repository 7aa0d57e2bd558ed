"""The schema accepts and rejects the files that the reader does: over the library, the examples of
all codes, the golden mistakes and generated files.

Usage: schema_test.py PATH-TO-ROLLCALL [unittest arguments]. Needs python3-jsonschema, python3-yaml.
"""

import json
import os
import random
import re
import unittest

import jsonschema
import yaml

from mistakes import read_mistakes, whole_file
from support import ROOT, Folder, json_lines, rollcall

# What a schema cannot see: bytes and YAML below it, and what one part of a file says of another.
READER_ONLY = {
    "E004", "E005", "E010", "E011", "E012", "E013", "E014", "E015", "E016", "E017", "E101",
    "E205", "E206", "E208", "E301", "E302", "E303", "E311", "E312", "E313", "E314", "E319",
    "E403", "E404", "E415", "E416", "E422", "E431", "E432", "E501", "E503", "E504",
}


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors have it: no yes, no octal, no dates."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(
    node.value, 0 if node.value.startswith(("0x", "0o")) else 10))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


class Schema(Folder):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(rollcall("schema").stdout)
        jsonschema.Draft7Validator.check_schema(cls.schema)
        cls.validator = jsonschema.Draft7Validator(cls.schema)

    def accepts(self, text):
        return self.validator.is_valid(yaml.load(text, Loader))

    def complaints(self, text):
        return [error.message for error in self.validator.iter_errors(yaml.load(text, Loader))]

    def codes_of(self, texts):
        """Of each text the codes that the reader gives, by one run over a folder of them all."""
        for index, text in enumerate(texts):
            self.write(text, f"{index:04}.yaml")
        result = rollcall("check", self.folder)
        found = [set() for _ in texts]
        for index, code in re.findall(r"/(\d{4})\.yaml[0-9:]*: error (E\d+):", result.stderr):
            found[int(index)].add(code)
        self.assertEqual(result.returncode, 2 if any(found) else 0, result.stderr[-1000:])
        return found

    def test_the_file_in_the_tree_is_what_the_command_prints(self):
        path = ROOT / "scenarios" / "schema.json"
        if os.environ.get("ROLLCALL_UPDATE_GOLDEN") == "1":
            path.write_text(rollcall("schema").stdout, encoding="utf-8")
        self.assertEqual(path.read_text(encoding="utf-8"), rollcall("schema").stdout,
                         "bring it up to date: rollcall schema > scenarios/schema.json")

    def test_every_key_has_a_description(self):
        def described(value):
            if "$ref" in value and "description" not in value:
                for part in value["$ref"].split("/")[1:]:
                    target = self.schema if part == value["$ref"].split("/")[1] else target
                    target = target[part]
                return described(target)
            return bool(value.get("description"))

        def walk(node, path):
            if isinstance(node, dict):
                for key, value in node.items():
                    conditional = path.endswith(("/then", "/else")) or "/anyOf/" in path
                    if key == "properties" and isinstance(value, dict) and not conditional:
                        for name, described_value in value.items():
                            self.assertTrue(described(described_value), f"{path}/{name}")
                    walk(value, f"{path}/{key}")
            elif isinstance(node, list):
                for index, item in enumerate(node):
                    walk(item, f"{path}/{index}")

        walk(self.schema, "")

    def test_the_library(self):
        for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
            with self.subTest(path.name):
                self.assertEqual(self.complaints(path.read_text(encoding="utf-8")), [])

    def test_the_examples_of_the_codes(self):
        for code in json_lines(rollcall("explain", "--json")):
            with self.subTest(code["code"]):
                if code["right"]:
                    self.assertEqual(self.complaints(code["right"]), [])
                if code["wrong"] and code["code"] not in READER_ONLY:
                    self.assertFalse(self.accepts(code["wrong"]), code["wrong"])

    def test_the_golden_mistakes(self):
        for mistake in read_mistakes():
            with self.subTest(mistake.name):
                text = whole_file(mistake.sections)
                try:
                    accepted = self.accepts(text)
                except yaml.YAMLError:
                    accepted = True  # below the schema
                self.assertEqual(accepted, mistake.reader_only, text)

    def test_generated_files(self):
        dice = random.Random(int(os.environ.get("ROLLCALL_SEED", "0"), 0))
        agreed = {True: 0, False: 0}
        texts = [Generator(dice).file() for _ in range(600)]
        for text, codes in zip(texts, self.codes_of(texts)):
            if codes and codes <= READER_ONLY:
                continue
            with self.subTest(text=text):
                self.assertEqual(self.accepts(text), not codes, f"{codes} {self.complaints(text)}")
            agreed[not codes] += 1
        self.assertGreater(min(agreed.values()), 120, agreed)


class Generator:
    """Scenario files, mostly right in each place; as JSON, which is YAML."""

    DURATIONS = ["0s", "5ms", "1.5s", "2h", "10", "1d", "-1s", "5ms..20ms", "soon", 7, True, "$x"]
    SHARES = ["0%", "5%", "0.25%", "100%", "101%", "3/100", "1/0", 0.05, "5", "00%"]
    NUMBERS = [0, 1, 2, 3, 100, -1, 1.5, "2", True, "many", None]
    SELECTORS = ["w1", "w*", "w[1..2]", ["w1", "w2"], [], "", "w9", 5, {"worker": "w1"}, None]
    TEXTS = ["a text", "", 5, True, None, ["a"], {"a": 1}]

    def __init__(self, dice):
        self.dice = dice
        self.wild = dice.random() < 0.6  # else only the first few of each list

    def pick(self, values):
        if self.wild and self.dice.random() < 0.08:
            return self.dice.choice(values)
        return self.dice.choice(values[:2])

    def some(self, fields, required=()):
        picked = {}
        for key, make in fields.items():
            kept = key in required and not (self.wild and self.dice.random() < 0.02)
            if kept or (key not in required and self.dice.random() < 0.4):
                picked[key] = make()
        if self.wild and self.dice.random() < 0.03:
            picked["extra"] = 1
        return picked

    def duration(self):
        return self.pick(self.DURATIONS)

    def span(self):
        return self.pick(["5ms", "5ms..20ms", "20ms", "1s..2", "0s..-1s", 5, "..", "5ms.."])

    def share(self):
        return self.pick(self.SHARES)

    def number(self):
        return self.pick([1, 2, *self.NUMBERS])

    def selector(self):
        return self.pick(self.SELECTORS)

    def flag(self):
        return self.pick([True, False, "true", "yes", 1, None])

    def links(self):
        return {
            "between": lambda: self.pick(
                [["orchestrator", "w*"], ["w1", ["w2", "w3"]], ["w1"], [[], "w1"], "w1",
                 ["w1"] * 3]),
            "one_way": self.flag,
            "methods": lambda: self.pick([["Register"], ["Probe", "Assign"], [], "Probe", [""]]),
            "for": self.duration,
        }

    def action(self):
        host = {"host": self.selector}
        message = {
            "method": lambda: self.pick(["Register", "Probe", "register", 5]),
            "worker": lambda: "w1",
            "count": self.number,
        }
        make = {
            "register": lambda: self.pick(
                [self.selector(), self.some({"worker": lambda: "w1", "address": lambda: self.pick(
                    ["10.0.0.1:7000", "h:-1", "h", ":1", "h:x", 5])}, ["worker"])]),
            "deregister": self.selector,
            "drain": self.selector,
            "heartbeat": self.selector,
            "restart": self.selector,
            "resume": self.selector,
            "crash": lambda: self.pick([self.selector(), self.some(
                {**host, "restart_after": self.duration}, ["host", "restart_after"])]),
            "pause": lambda: self.pick([self.selector(), self.some(
                {**host, "for": self.duration}, ["host", "for"])]),
            "partition": lambda: self.some(self.links(), ["between"]),
            "clog": lambda: self.some(self.links(), ["between"]),
            "heal": lambda: self.pick(["all", "all", "some"]),
            "drop_reply": lambda: self.some(message, ["method"]),
            "duplicate": lambda: self.some(message, ["method"]),
            "clock_jump": lambda: self.some({**host, "by": self.duration}, ["host", "by"]),
            "submit": lambda: self.some(
                {"jobs": self.number, "duration": self.span, "idempotent": self.flag}, ["jobs"]),
            "cancel": lambda: self.some({"job": self.number}, ["job"]),
        }
        name = self.dice.choice(list(make))
        action = {name: make[name]()}
        if self.wild and self.dice.random() < 0.03:
            action["heal"] = "all"
        return action

    def branch(self):
        return [self.action()] if self.dice.random() < 0.2 else self.action()

    def step(self):
        what = self.action()
        if self.dice.random() < 0.2:
            what = {"race": [self.branch() for _ in range(self.pick([2, 3, 1, 0]))]}
        when = self.pick([
            {"at": "1s"}, {"at": "1s"}, {"at": self.duration()}, {}, {"at": "1s", "after": "a"},
            {"when": {"event": "freed"}}, {"when": {"event": "freed", "nth": self.number()}},
            {"when": {"event": "freed"}, "after": self.duration()},
            {"when": {"event": "freeed"}}, {"when": {}}, {"when": {"event": "freed"}, "at": "1s"},
        ])
        if self.dice.random() < 0.2:
            when["repeat"] = self.some({"times": self.number, "every": self.duration},
                                       ["times", "every"])
        return {**when, **what}

    def fault(self):
        strike = {"rate": lambda: self.pick(["1/20s", "3/1m", "20s", "0/1s", 5, "1/20"]),
                  "quiet": self.duration, "keep": self.number}
        span = {"for": self.span}
        host = {"host": self.selector}
        links = {**self.links(), "one_way": self.share, **span}
        message = {"method": lambda: self.pick(["Register", "Probe", "x"]), "chance": self.share}
        make = {
            "crash": lambda: self.some({**host, **strike, "restart_after": self.span},
                                       ["host", "rate", "restart_after"]),
            "pause": lambda: self.some({**host, **strike, **span}, ["host", "rate", "for"]),
            "partition": lambda: self.some({**links, **strike}, ["between", "rate", "for"]),
            "drop_reply": lambda: self.some(message, ["chance"]),
            "delay": lambda: self.some({**message, "by": self.span}, ["chance", "by"]),
        }
        name = self.dice.choice(list(make))
        return {name: make[name]()}

    def expectations(self):
        condition = lambda: self.pick(["free <= 3", "w1 is not busy and free < registered", "free",
                                       "free <=", 5, "is is is is"])
        return self.some({
            "hardened": lambda: self.pick(["holds", {"violates": "no-lost-job"}, "fails", None,
                                           {"violates": "no-such"}, {"violates": 1}]),
            "sometimes": lambda: [self.pick(["net-loss", "free = 0", "net-los", 5])],
            "always": lambda: [condition()],
            "never": lambda: [condition()],
            "leads_to": lambda: [self.some({"from": condition, "to": condition,
                                            "within": self.duration}, ["from", "to"])],
            "eventually": lambda: self.some({"within": self.duration, "that": lambda: self.pick(
                [["all-jobs-done"], [], ["all-jobs"], "all-jobs-done"])}),
        }, ["hardened"])

    def file(self):
        manager = {key: self.number for key in ("free_capacity", "dispatchers", "attempts")}
        manager |= {"heartbeat": lambda: self.pick(["1s", "2s", "0s", 1]),
                    "repair": lambda: self.pick(["bigger-queue", "one-lock-over-all", "none"])}
        scenario = self.some({
            "rollcall": lambda: self.pick([1, 1, 2, "1"]),
            "name": lambda: self.pick(["generated", "a-b", "A", "", 5, "a--b", None]),
            "about": lambda: self.pick(self.TEXTS[:1] * 2 + self.TEXTS),
            "from": lambda: [self.pick(self.TEXTS[:1] * 2 + self.TEXTS)],
            "tags": lambda: self.pick([["a"], [], "a", None]),
            "runs": self.number,
            "params": lambda: self.pick([{"x": "1s"}, {"x": {"each": ["1s"]}}, {"X": 1}, {"x": []},
                                         {"x": {"each": []}}, {"x": {"every": [1]}}]),
            "manager": lambda: self.some(manager),
            "workers": lambda: self.some({
                "count": lambda: 3,
                "id": lambda: self.pick(["w{n}", "w{n}", "w", "w {n}", ""]),
                "address": lambda: self.pick(["10.0.0.{n}:7000", "h:{n}", "h", "h:{n}x", 5]),
            }, ["count"]),
            "network": lambda: self.some({"latency": self.span, "tail": lambda: self.some(
                {"chance": self.share, "up_to": lambda: self.pick(["9s", "1m", "-1s", 5])},
                ["chance", "up_to"]), "loss": self.share,
                                          "duplicate": self.share, "reorder": self.share}),
            "clock": lambda: self.some({
                "offset": lambda: self.pick(["-1s..1s", "5ms", "1..2", 5]),
                "drift": lambda: self.pick(["100ppm", "0ppm", "100", "1%", 5])}),
            "jobs": lambda: self.some({"count": self.number, "every": self.duration,
                                       "duration": self.span, "idempotent": self.flag,
                                       "fail": self.share},
                                      ["count", "every", "duration"]),
            "steps": lambda: [self.step() for _ in range(self.pick([1, 2, 3, 0]))],
            "faults": lambda: [self.fault()],
            "heal": lambda: self.some({"at": self.duration, "core": self.number}, ["at"]),
            "swarm": self.flag,
            "expect": self.expectations,
            "regressions": lambda: self.pick([[], [], [self.some(
                {"decisions": lambda: self.pick(self.TEXTS),
                 "manager": lambda: self.pick(["hardened", "hardened", "hardend"]),
                 "violates": lambda: self.pick(["no-lost-job", "no-such"])},
                ["decisions", "manager", "violates"])], "s.decisions", None]),
        }, ["rollcall", "name", "about", "workers", "steps", "expect"])
        return json.dumps(scenario)


if __name__ == "__main__":
    unittest.main()
