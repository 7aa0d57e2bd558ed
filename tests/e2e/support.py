"""What the tests of the command share: running it, waiting for it, folders, golden files."""

import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
ROLLCALL = os.path.abspath(sys.argv.pop(1))

# The limit of every wait and of every process of a test. It only ends what hangs: a test waits for
# an event, so that it passes on a machine that is slow or busy with other work as well.
HANG_SECONDS = 3000

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
        encoding="utf-8",
        cwd=cwd,
        env=environment(env),
        timeout=HANG_SECONDS,
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


def await_true(condition):
    """Waits for an event that is sure to come."""
    end = time.monotonic() + HANG_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def await_in(process, condition):
    """Waits for an event in a process that does not end before a signal ends it."""
    await_true(lambda: process.poll() is not None or condition())
    if process.poll() is not None:
        output, errors = process.communicate()
        raise RuntimeError(f"exit {process.returncode} before any signal: {output}{errors}")


def handles(process, number):
    """Whether the process handles the signal by now. It has not been waited for yet."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    (caught,) = re.findall(r"^SigCgt:\s*([0-9a-f]+)$", status, re.M)
    return int(caught, 16) >> (number - 1) & 1


def await_handler(process, number):
    """Waits until the process handles the signal: an earlier one would be lost, or kill it."""
    await_in(process, lambda: handles(process, number))


def status_of(process, line_count=1):
    """What the command writes when it is asked for its status.

    The process handles SIGUSR1 (see await_handler) and writes nothing else to standard error.
    """
    process.send_signal(signal.SIGUSR1)
    return "".join(process.stderr.readline() for _ in range(line_count))


def end_of(process):
    """The standard output and standard error of a process that is about to end."""
    return process.communicate(timeout=HANG_SECONDS)


def children(process):
    path = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text(encoding="utf-8").split()]


def is_running(pid):
    """Whether the process has not ended yet. It has, too, if nobody has waited for its end."""
    try:
        status = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "XZ"


def kill(process):
    with process:  # closes its pipes and waits for its end
        process.kill()


class Folder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def write(self, text, name="s.yaml"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, *arguments, cwd=ROOT, **options):
        """A process of the command, with pipes; a test that fails leaves none behind."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        process = subprocess.Popen(
            [ROLLCALL, *map(str, arguments)],
            encoding="utf-8",
            cwd=cwd,
            env=environment(),
            **options,
        )
        self.addCleanup(kill, process)
        return process

    def golden(self, name, text):
        path = GOLDEN / name
        if os.environ.get("ROLLCALL_UPDATE_GOLDEN") == "1":
            path.write_text(text, encoding="utf-8")
        self.assertEqual(
            path.read_text(encoding="utf-8"),
            text,
            f"differs from {path}; ROLLCALL_UPDATE_GOLDEN=1 rewrites it",
        )
