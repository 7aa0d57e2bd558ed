"""What the tests of the command share: running it, a folder of one's own, golden files."""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
ROLLCALL = os.path.abspath(sys.argv.pop(1))

CROSSING = """rollcall: 1
name: crossing
about: Two registrations of one id meet, and there is more going on.
tags: [noise]
manager: {free_capacity: 4, dispatchers: 2}
workers: {count: 3}
jobs: {count: 5, every: 3ms, duration: 1ms..20ms}
steps:
  - {at: 0s, register: w1}
  - at: 17ms
    race:
      - register: w3
      - register: {worker: w3, address: "10.0.0.3:7001"}
  - {at: 30ms, register: w2}
expect:
  documented: {violates: connection-matches-record}
"""


def environment(extra=None):
    """This one without what the command goes by, and with what the test says."""
    clean = {
        k: v
        for k, v in os.environ.items()
        if k not in ("CLICOLOR_FORCE", "FORCE_COLOR")
        and not k.startswith(("ROLLCALL_", "SLURM_", "JOB_COMPLETION_"))
    }
    return {**clean, **(extra or {})}


def rollcall(*arguments, env=None, cwd=ROOT, **options):
    return subprocess.run(
        [ROLLCALL, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(env),
        timeout=200,
        check=False,
        **options,
    )


def no_room_beyond(bytes_of_a_file):
    """Options of a process for which every file is full at so many bytes, as on a full disk."""
    limit = (bytes_of_a_file, resource.RLIM_INFINITY)
    return {
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
        "restore_signals": False,  # SIGXFSZ stays ignored: there is an error in its place.
    }


def json_lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


class Folder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def write(self, text, name="s.yaml"):
        path = self.folder / name
        path.write_text(text)
        return path

    def golden(self, name, text):
        path = GOLDEN / name
        if os.environ.get("ROLLCALL_UPDATE_GOLDEN") == "1":
            path.write_text(text)
        self.assertEqual(
            path.read_text(), text, f"differs from {path}; ROLLCALL_UPDATE_GOLDEN=1 rewrites it"
        )
