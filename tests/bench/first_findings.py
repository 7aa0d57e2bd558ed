#!/usr/bin/env python3
"""How long a hunt takes to find what each scenario expects of a manager.

Usage: first_findings.py PATH-TO-ROLLCALL [FOLDER ...]. A line for each scenario and manager that is
expected to violate something: the median over five base seeds of executions and milliseconds of one
process, its start included. Where an `order` pins the race, a second line is without it.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import yaml

BASES = range(1, 6)


def expected_findings(folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
            scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
            for manager, expected in scenario.get("expect", {}).items():
                if isinstance(expected, dict) and "violates" in expected:
                    yield path, scenario, manager


def without_order(scenario, folder):
    path = pathlib.Path(folder) / f"{scenario['name']}.yaml"
    unordered = {key: value for key, value in scenario.items() if key != "order"}
    path.write_text(yaml.safe_dump(unordered, sort_keys=False), encoding="utf-8")
    return path


def first_finding(program, path, manager, base):
    start = time.monotonic()
    result = subprocess.run(
        [program, "hunt", path, "--manager", manager, "--seed", str(base), "--jobs", "1",
         "--progress", "none", "--json"], capture_output=True, encoding="utf-8", check=False)
    milliseconds = 1000 * (time.monotonic() - start)
    summary = json.loads(result.stdout.splitlines()[-1])
    return (summary["executions"] if summary["findings"] else None), milliseconds


def row(program, path, manager, name, violates):
    tries = [first_finding(program, path, manager, base) for base in BASES]
    found = [executions for executions, _ in tries if executions is not None]
    executions = statistics.median(found) if 2 * len(found) > len(tries) else "none"
    milliseconds = statistics.median(took for _, took in tries)
    print(f"{name:<36}{manager:<12}{violates:<40}{executions:>11}{milliseconds:>7.0f}", flush=True)


def main():
    program, *folders = sys.argv[1:]
    print(f"{'scenario':<36}{'manager':<12}{'violates':<40}{'executions':>11}{'ms':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for path, scenario, manager in expected_findings(folders or ["scenarios"]):
            violates = str(scenario["expect"][manager]["violates"])
            row(program, path, manager, path.stem, violates)
            if "order" in scenario:
                unordered = without_order(scenario, folder)
                row(program, unordered, manager, "  without its order", violates)


if __name__ == "__main__":
    main()
