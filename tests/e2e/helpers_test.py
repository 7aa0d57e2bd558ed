"""What helps to write scenarios and command lines: new, completions, suggestions, the man page.

Usage: helpers_test.py PATH-TO-ROLLCALL [unittest arguments].
ROLLCALL_UPDATE_GOLDEN=1 rewrites tests/golden/completions.*.
"""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import unittest

from support import HANG_SECONDS, ROLLCALL, Folder, environment, rollcall


class New(Folder):
    def test_the_starter_is_valid_and_as_it_expects(self):
        result = rollcall("new", "my-first", cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("wrote my-first.yaml\nnext: rollcall run my-first.yaml\n", result.stdout)
        self.assertEqual(rollcall("check", "my-first.yaml", cwd=self.folder).returncode, 0)
        run = rollcall("run", "my-first.yaml", cwd=self.folder)
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertIn("2 played, 2 passed", run.stdout)
        text = (self.folder / "my-first.yaml").read_text(encoding="utf-8")
        self.assertIn("\nname: my-first\n", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_what_it_says_to_do_for_editors_works(self):
        result = rollcall("new", "sub-folder/a.yaml", cwd=self.folder)
        self.assertEqual(result.returncode, 2)  # no such folder
        self.assertIn("cannot write sub-folder/a.yaml: No such file or directory", result.stderr)
        result = rollcall("new", "a", cwd=self.folder)
        self.assertIn("for editors: rollcall schema > schema.json\n", result.stdout)
        self.assertIn("$schema=schema.json\n", (self.folder / "a.yaml").read_text(encoding="utf-8"))

    def test_the_modeline_leads_to_the_nearest_schema(self):
        races = self.folder / "scenarios" / "races"
        races.mkdir(parents=True)
        (self.folder / "scenarios" / "schema.json").write_text("{}", encoding="utf-8")
        result = rollcall("new", "scenarios/races/a.yaml", cwd=self.folder)
        self.assertNotIn("for editors", result.stdout)
        text = (races / "a.yaml").read_text(encoding="utf-8")
        self.assertTrue(text.startswith("# yaml-language-server: $schema=../schema.json\n"), text)
        rollcall("new", "b", cwd=self.folder)
        text = (self.folder / "b.yaml").read_text(encoding="utf-8")
        self.assertIn("$schema=scenarios/schema.json\n", text)

    def test_nothing_is_overwritten(self):
        path = self.write("mine", "a.yaml")
        result = rollcall("new", path)
        self.assertEqual(result.returncode, 2)
        self.assertIn("exists already", result.stderr)
        self.assertEqual(path.read_text(encoding="utf-8"), "mine")

    def test_a_name_that_cannot_be_one(self):
        result = rollcall("new", "My Race", cwd=self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn("'My Race' is no name of a scenario", result.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


class Completions(Folder):
    def test_scripts(self):
        for shell in ("bash", "fish", "zsh"):
            self.golden(f"completions.{shell}", rollcall("completions", shell).stdout)

    def bash(self, line):
        """What bash would offer for the last word of the line."""
        words = line.replace("=", " = ").split(" ")
        script = (
            f'source <("{ROLLCALL}" completions bash) || exit 9\n'
            "[[ $(complete -p rollcall) == *'-F _rollcall rollcall' ]] || exit 9\n"
            f"COMP_WORDS=({' '.join(repr(word) for word in words)})\n"
            f"COMP_CWORD={len(words) - 1}\n"
            '_rollcall; printf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        result = subprocess.run(
            ["bash", "--norc", "-c", script], env=environment(),
            capture_output=True, encoding="utf-8", check=True, timeout=HANG_SECONDS,
        )
        self.assertEqual(result.stderr, "")
        return result.stdout.split()

    def test_bash_offers_commands_flags_and_values(self):
        self.assertEqual(self.bash("rollcall hu"), ["hunt"])
        self.assertIn("replay", self.bash("rollcall "))
        self.assertEqual(self.bash("rollcall run --strat"), ["--strategy"])
        self.assertNotIn("--bisect", self.bash("rollcall run --"))
        self.assertIn("--bisect", self.bash("rollcall replay --"))
        self.assertEqual(self.bash("rollcall run --manager hard"), ["hardened"])
        self.assertEqual(self.bash("rollcall run --manager=hard"), ["hardened"])
        self.assertEqual(self.bash("rollcall run --color a"), ["always", "auto"])
        self.assertEqual(self.bash("rollcall list inv"), ["invariants"])
        self.assertEqual(self.bash("rollcall run --seed "), [])
        self.assertEqual(self.bash("rollcall run scen"), [])  # the shell's own: files

    def test_bash_completes_as_one_types(self):
        (self.folder / "rollcall").symlink_to(os.path.abspath(ROLLCALL))
        clean = environment({
            "PATH": f"{self.folder}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "ready> ",
            "INPUTRC": os.devnull, "HISTFILE": os.devnull,
        })
        process, terminal = pty.fork()
        if process == 0:
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], clean)
        self.addCleanup(os.close, terminal)
        shown = bytearray()

        def await_shown(text):
            while text not in shown:
                if not select.select([terminal], [], [], HANG_SECONDS)[0]:
                    raise TimeoutError(shown)
                shown.extend(os.read(terminal, 65536))  # An error once bash has ended.
            del shown[: shown.index(text) + len(text)]

        await_shown(b"ready> ")
        os.write(terminal, b"source <(rollcall completions bash)\n")
        await_shown(b"ready> ")
        os.write(terminal, b"rollcall expla\tE1\t04\n")
        await_shown(b"E104: an unknown key")
        await_shown(b"ready> ")
        os.write(terminal, b"exit\n")
        self.assertEqual(os.waitpid(process, 0)[1], 0)

    def test_other_shells_take_their_scripts_where_they_are_installed(self):
        for shell, check in (("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])):
            if shutil.which(shell):
                path = self.write(rollcall("completions", shell).stdout, f"c.{shell}")
                subprocess.run([*check, path], check=True, timeout=HANG_SECONDS)


class Suggestions(unittest.TestCase):
    def refused(self, *arguments):
        result = rollcall(*arguments)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        return result.stderr

    def test_what_may_have_been_meant(self):
        self.assertIn("unknown command 'hnt', did you mean 'hunt'?", self.refused("hnt", "a"))
        self.assertIn("unknown command 'frobnicate'\ntry: rollcall --help",
                      self.refused("frobnicate"))
        self.assertIn("unknown flag '--stratgy', did you mean '--strategy'?\ntry: rollcall run",
                      self.refused("run", "scenarios", "--stratgy", "pct"))
        self.assertIn("unknown flag '--sed', did you mean '--seed'?",
                      self.refused("replay", "a.yaml", "--sed=1", "--seed", "1"))
        self.assertIn("unknown flag '--frobnicate'\n", self.refused("check", "a", "--frobnicate"))
        self.assertIn("unknown flag '--vesion', did you mean '--version'?",
                      self.refused("--vesion"))


class ManPage(Folder):
    @unittest.skipUnless(shutil.which("help2man"), "needs help2man")
    def test_help2man_makes_a_page_of_all_commands(self):
        page = subprocess.run(
            # By a name of its own: help2man hands it to a shell as it is, blanks and all.
            ["help2man", "--no-info", "--help-option=--help-all", "./rollcall"],
            cwd=os.path.dirname(ROLLCALL), env=environment({"LC_ALL": "C"}),
            capture_output=True, encoding="utf-8", check=True, timeout=HANG_SECONDS,
        ).stdout
        self.assertRegex(page, r"\.TH ROLLCALL")
        for command in ("run", "hunt", "explain", "completions"):
            self.assertRegex(page, rf"\b{command}\b")


if __name__ == "__main__":
    unittest.main()
