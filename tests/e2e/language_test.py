"""What the language tells of mistakes: codes, their pages, golden diagnostics, hostile files.

Usage: language_test.py PATH-TO-ROLLCALL [unittest arguments].
ROLLCALL_UPDATE_GOLDEN=1 rewrites tests/golden/explain.txt and the answers in mistakes.txt.
"""

import os
import re
import subprocess
import sys
import unittest

from mistakes import read_mistakes, whole_file, write_mistakes
from support import HANG_SECONDS, ROLLCALL, ROOT, Folder, environment, json_lines, rollcall

CODE = re.compile(r'"(E\d{3})"')
# Wrong in ways that no file's text shows; each has a test of its own below, or in C++.
WITHOUT_EXAMPLE = {"E001", "E002", "E099", "E100", "E416", "E432"}


def codes():
    return json_lines(rollcall("explain", "--json"))


class Explain(Folder):
    def test_every_code_in_the_sources_has_an_entry_and_is_used(self):
        used = set()
        for source in (ROOT / "scenarios").rglob("*.cpp"):
            if not source.name.startswith("codes_of_"):
                used |= set(CODE.findall(source.read_text(encoding="utf-8")))
        known = [code["code"] for code in codes()]
        self.assertEqual(sorted(used), known)  # each once, too, and in order

    def test_wrong_examples_give_their_code_alone_and_right_ones_none(self):
        for code in codes():
            with self.subTest(code["code"]):
                if code["code"] in WITHOUT_EXAMPLE:
                    self.assertEqual((code["wrong"], code["right"]), ("", ""))
                    continue
                wrong = self.folder / "wrong.yaml"
                # The one byte that JSON cannot hold.
                text = code["wrong"].replace("\\xe9", "\udce9")
                wrong.write_bytes(text.encode("utf-8", "surrogateescape"))
                result = rollcall("check", wrong)
                self.assertEqual(result.returncode, 2, code["wrong"])
                found = set(re.findall(r"error (E\d+):", result.stderr))
                self.assertEqual(found, {code["code"]}, result.stderr)
                right = rollcall("check", self.write(code["right"], "right.yaml"))
                self.assertEqual((right.returncode, right.stderr), (0, ""), code["right"])

    def test_pages(self):
        pages = [rollcall("explain").stdout]
        pages += [rollcall("explain", code["code"]).stdout for code in codes()]
        self.golden("explain.txt", "\n".join(pages))
        for line in "\n".join(pages).splitlines():
            if not line.startswith("  hint: "):  # which may list words
                self.assertLessEqual(len(line), 110, line)  # 100 columns of a line are shown

    def test_codes_are_found_in_small_letters_and_suggested(self):
        self.assertEqual(rollcall("explain", "e104").stdout, rollcall("explain", "E104").stdout)
        result = rollcall("explain", "E1O4")
        self.assertEqual(result.returncode, 2)
        self.assertIn("there is no code 'E1O4', did you mean 'E10", result.stderr)


class Mistakes(Folder):
    def test_each_is_told_with_place_caret_and_hint(self):
        mistakes = read_mistakes()
        self.assertGreater(len(mistakes), 60)
        path = self.folder / "s.yaml"
        told = []
        for mistake in mistakes:
            path.write_text(whole_file(mistake.sections), encoding="utf-8")
            result = rollcall("check", "s.yaml", cwd=self.folder)
            self.assertEqual((result.returncode, result.stdout), (2, ""), mistake.name)
            told.append(result.stderr)
        if os.environ.get("ROLLCALL_UPDATE_GOLDEN") == "1":
            write_mistakes(mistakes, told)
            mistakes = read_mistakes()
        for mistake, text in zip(mistakes, told):
            with self.subTest(mistake.name):
                self.assertEqual(mistake.told, text)

    def test_each_caret_stands_under_the_column_that_is_named(self):
        for mistake in read_mistakes():
            lines = mistake.told.splitlines()
            for number, line in enumerate(lines):
                place = re.match(r"s\.yaml:(\d+):(\d+): error ", line)
                if place:
                    row, column = map(int, place.groups())
                    source = whole_file(mistake.sections).encode().splitlines()[row - 1]
                    before = source[: column - 1].decode()
                    self.assertEqual(lines[number + 2].index("^"), len(before), mistake.told)


class Hostile(Folder):
    """Whatever a file is, what is wrong with it is told with little memory and time."""

    def told(self, path):
        # The limit of memory is one of addresses; the program with its libraries takes some. That
        # of time is one of the processor, which no other process takes: a hundredth of it suffices.
        limits = "ulimit -v 400000; ulimit -t 60"
        result = subprocess.run(
            ["bash", "-c", limits + '; exec "$0" check "$1"', ROLLCALL, str(path)],
            capture_output=True,
            env=environment(),
            timeout=HANG_SECONDS,
            check=False,
        )
        error = result.stderr.decode()
        self.assertEqual((result.returncode, result.stdout), (2, b""), error)
        self.assertLess(len(error), 100_000)
        return error

    def file(self, content, name="hostile.yaml"):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def test_peak_memory_is_bounded(self):
        deep = self.file(b"a: " + b"[" * 500_000, "deep.yaml")
        wide = self.file(b"tags: [" + b"a, " * 340_000 + b"]\n", "wide.yaml")
        huge = self.folder / "huge.yaml"
        with huge.open("wb") as stream:
            stream.truncate(100 << 20)
        for path in (deep, wide, huge):
            measured = subprocess.run(
                [sys.executable, "-c",
                 "import resource, subprocess, sys\n"
                 "subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)\n"
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                 ROLLCALL, "check", str(path)],
                capture_output=True, encoding="utf-8", check=True, env=environment(),
                timeout=HANG_SECONDS,
            )
            kibibytes = int(measured.stdout)
            # The parser keeps a few hundred bytes a token of what it has not understood yet.
            self.assertLess(kibibytes, (64 if path == huge else 384) << 10, path.name)

    def test_a_file_of_100_mb(self):
        path = self.folder / "huge.yaml"
        with path.open("wb") as stream:
            stream.truncate(100 << 20)
        self.assertIn("error E002: the file is larger than 1 MiB", self.told(path))

    def test_nesting(self):
        for opening in (b"[", b"{a: ", b"- ", b"- - [{"):
            path = self.file(b"steps: " + opening * 10_000)
            self.assertRegex(self.told(path), r"error E01[06]: ")
        indented = b"".join(b" " * depth + b"a:\n" for depth in range(1_000))
        self.assertIn("error E016", self.told(self.file(indented)))

    def test_anchors_that_explode(self):
        lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        for level in range(1, 30):
            refs = b", ".join([b"*a%d" % (level - 1)] * 10)
            lines.append(b"a%d: &a%d [%s]" % (level, level, refs))
        error = self.told(self.file(b"\n".join(lines)))
        self.assertIn("error E012", error)
        self.assertIn("error E013", error)

    def test_bytes_that_are_no_text(self):
        smallest = whole_file("").encode()
        for content, code, place in (
            (b"name: a\0b\n", "E005", ":1:8:"),
            (b"\xff\xfe" + "rollcall: 1\n".encode("utf-16-le"), "E004", ":1:1:"),
            (b"about: \xc3(\n", "E004", ":1:8:"),
            (b"about: \xed\xa0\x80\n", "E004", ":1:8:"),
            (b"\xef\xbb\xbf" + smallest, "E005", ":1:1:"),
            (b"about: a\rname: b\n", "E005", ":1:9:"),
            (b"\x1b[2J\x1b[1;1H", "E005", ":1:1:"),
            (b"", "E003", ": "),
            (b"\n\n# nothing\n", "E003", ": "),
            (b"%YAML 9.9\n---\n", "E010", ":1:1:"),
            (bytes(range(256)) * 4000, "E005", ":1:1:"),
        ):
            error = self.told(self.file(content))
            self.assertIn(f"error {code}", error)
            self.assertIn(f"hostile.yaml{place}", error)
            self.assertNotIn("\x1b", error)

    def test_line_ends_of_windows_are_read(self):
        path = self.file(whole_file("").replace("\n", "\r\n").encode())
        self.assertEqual(rollcall("check", path).returncode, 0)
        path = self.file(whole_file("runs: many\n").replace("\n", "\r\n").encode())
        self.assertIn(":7:7: error E201", self.told(path))

    def test_numbers_and_durations(self):
        for sections, code in (
            ("runs: 18446744073709551616\n", "E202"),
            ("runs: -9223372036854775809\n", "E202"),
            ("runs: " + "9" * 100_000 + "\n", "E202"),
            ("runs: 1e9\n", "E201"),
            ("steps: [{at: -1s, register: w1}]\n", "E207"),
            ("steps: [{at: 99999999999999999999h, register: w1}]\n", "E206"),
            ("steps: [{at: 0." + "3" * 50_000 + "s, register: w1}]\n", "E205"),
            ("steps: [{at: 0s, repeat: {times: 100000, every: 1s}, register: w*}]\n"
             "workers: {count: 100000}\n", "E319"),
            ("workers: {count: 100000}\nsteps:\n"
             + "  - {at: 0s, register: \"*1*1*1*1*1*1*9\"}\n" * 200, "E3"),
            ("params: {a: {each: [%s]}}\nmanager: {free_capacity: $a}\n" % ", ".join(["1"] * 999)
             + "# " + "x" * 100_000 + "\n", "E504"),
        ):
            self.assertIn(f"error {code}", self.told(self.file(whole_file(sections).encode())))

    def test_a_million_mistakes_are_told_as_a_hundred(self):
        error = self.told(self.file(b"rollcall: 1\n" + b"".join(
            b"k%d: 1\n" % index for index in range(50_000))))
        self.assertIn("error E099: too many problems", error)
        self.assertEqual(len(re.findall("error E", error)), 101)

    def test_what_is_no_file(self):
        pipe = self.folder / "pipe.yaml"
        os.mkfifo(pipe)
        self.assertIn("E001: cannot read the file: it is no regular file", self.told(pipe))
        self.assertIn("E001", self.told("/dev/zero"))
        folder = self.folder / "folder.yaml"
        folder.mkdir()
        result = rollcall("check", folder)  # a folder without scenarios
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("error E100: no such file", self.told(self.folder / "absent.yaml"))
        loop = self.folder / "loop.yaml"
        loop.symlink_to(loop)
        self.assertIn("error E1", self.told(loop))

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_file_that_may_not_be_read(self):
        path = self.file(b"rollcall: 1\n")
        path.chmod(0)
        self.assertIn("E001: cannot read the file: Permission denied", self.told(path))


if __name__ == "__main__":
    unittest.main()
