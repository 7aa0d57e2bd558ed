"""The launcher: what it installs and builds, what it says meanwhile, on which machines it works.

Usage: launcher_test.py PATH-TO-ROLLCALL [unittest arguments]. A copy of the launcher builds a small
project with the real CMake and Ninja; dpkg-query, apt-get and sudo are scripts of this file. Run as
root, the tests start the launcher as a user without rights where one is wanted.
"""

import fcntl
import os
import pty
import re
import shutil
import subprocess
import unittest

from support import HANG_SECONDS, ROOT, Folder, environment

NOBODY = 65534
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
set(bin ${CMAKE_BINARY_DIR}/bin)
foreach(name rollcall rollcall_bench)
  add_custom_command(OUTPUT ${bin}/${name} DEPENDS ${CMAKE_SOURCE_DIR}/command.sh
                     COMMAND sh ${CMAKE_SOURCE_DIR}/check.sh
                     COMMAND cp ${CMAKE_SOURCE_DIR}/command.sh ${bin}/${name} VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${bin}/${name})
endforeach()
file(MAKE_DIRECTORY ${bin})
enable_testing()
if(ROLLCALL_BUILD_TESTS)
  add_test(NAME passes COMMAND true)
endif()
"""
PRESETS = """{"version": 6, "configurePresets": [{"name": "release", "generator": "Ninja",
 "binaryDir": "${sourceDir}/build/release", "cacheVariables": {"ROLLCALL_BUILD_TESTS": "ON"}}]}
"""
COMMAND = """#!/bin/sh
echo "played $*"
"""
# Knows as installed what is in the file $INSTALLED, as dpkg does.
DPKG_QUERY = """#!/bin/bash
while read -r name; do printf 'installed:%s ' "$name"; done <"$INSTALLED"
exit 1
"""
# Tells how far it is in apt's own lines, and leaves its umask and what it was called with.
APT_GET = """#!/bin/bash
echo "$(umask) $*" >>"$INSTALLED.calls"
if [[ $* == *' install '* ]]; then
  echo 'Reading state information...'
  echo 'dlstatus:1:50.5:Retrieving file 1 of 2'
  echo 'pmstatus:one:75.25:Unpacking one'
  if [[ -e $INSTALLED.broken ]]; then echo 'E: Unable to locate package'; exit 100; fi
  for word in "$@"; do [[ $word == -* ]] || echo "$word"; done >>"$INSTALLED"
fi
"""
SUDO = """#!/bin/bash
if [[ $1 == -n ]]; then shift; fi
exec "$@"
"""
NO_SUDO = """#!/bin/bash
echo 'sudo: a password is required' >&2
exit 1
"""


def listed(mode):
    """The packages that the launcher lists for a mode, read off the launcher."""
    text = (ROOT / "rollcall").read_text(encoding="utf-8")
    lists = dict(re.findall(r"^(\w*packages)=\(([^)]*)\)", text, re.M))
    names = {"run": ["packages"], "test": ["packages", "test_packages"],
             "bench": ["packages", "bench_packages"], "setup": list(lists)}[mode]
    return sorted(package for name in names for package in lists[name].split())


class Launcher(Folder):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "a checkout of ours"
        self.root.mkdir()
        shutil.copy(ROOT / "rollcall", self.root / "rollcall")
        self.file("CMakeLists.txt", PROJECT)
        self.file("CMakePresets.json", PRESETS)
        self.file("command.sh", COMMAND).chmod(0o755)
        self.file("check.sh", "")
        self.fakes = self.folder / "fakes"
        self.fakes.mkdir()
        self.fake("dpkg-query", DPKG_QUERY)
        self.fake("apt-get", APT_GET)
        self.fake("sudo", SUDO)
        self.installed = self.folder / "state" / "installed"
        self.installed.parent.mkdir()
        self.has(listed("setup"))

    def file(self, name, text):
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        return path

    def fake(self, name, text):
        path = self.fakes / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def has(self, packages):
        self.installed.write_text("\n".join([*packages, ""]), encoding="utf-8")

    def calls(self):
        path = self.installed.with_suffix(".calls")
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def environment(self, extra=None):
        path = f"{self.fakes}:{os.environ['PATH']}"
        return environment({"PATH": path, "INSTALLED": str(self.installed), **(extra or {})})

    def user(self):
        """Options of a process of a user who is not root."""
        if os.geteuid() != 0:
            return {}
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def launch(self, *arguments, env=None, cwd=None, **options):
        return subprocess.run(
            [self.root / "rollcall", *arguments],
            capture_output=True,
            encoding="utf-8",
            env=self.environment(env),
            cwd=cwd or self.folder,
            timeout=HANG_SECONDS,
            check=False,
            **options,
        )

    def assert_played(self, result, what="run x.yaml"):
        self.assertEqual((result.returncode, result.stdout), (0, f"played {what}\n"), result.stderr)

    def test_builds_once_and_says_nothing_when_there_is_nothing_to_do(self):
        first = self.launch("run", "x.yaml")
        self.assert_played(first)
        self.assertEqual(
            first.stderr, "rollcall: building (the first time takes a few minutes)...\n"
        )
        again = self.launch("run", "x.yaml")
        self.assert_played(again)
        self.assertEqual(again.stderr, "")
        self.file("command.sh", COMMAND.replace("played", "then played")).chmod(0o755)
        changed = self.launch("run")
        self.assertEqual(changed.stdout, "then played run\n")
        self.assertEqual(changed.stderr, "rollcall: building what changed...\n")
        self.assertEqual(self.calls(), [])
        cache = (self.root / "build" / "release" / "CMakeCache.txt").read_text(encoding="utf-8")
        self.assertRegex(cache, "ROLLCALL_BUILD_TESTS:.*=OFF")

    def test_each_mode_installs_what_is_missing_and_nothing_else(self):
        for mode in ("run", "test", "bench", "setup"):
            with self.subTest(mode):
                self.has(["cmake", "ninja-build"])
                self.installed.with_suffix(".calls").unlink(missing_ok=True)
                result = self.launch(mode)
                self.assertEqual(result.returncode, 0, result.stderr)
                update, install = self.calls()
                self.assertTrue(update.endswith(" update"), update)
                wanted = [word for word in listed(mode) if word not in ("cmake", "ninja-build")]
                self.assertEqual(sorted(install.split()[-len(wanted):]), wanted)
                self.assertEqual(install.split()[-len(wanted) - 1], "--no-install-recommends")

    def test_packages_are_for_everybody_to_read_whatever_the_umask(self):
        self.has([])
        self.assert_played(self.launch("run", "x.yaml", umask=0o077))
        self.assertEqual([call.split()[0] for call in self.calls()], ["0022", "0022"])

    def test_without_network_once_installed(self):
        self.installed.with_suffix(".broken").touch()
        self.assert_played(self.launch("run", "x.yaml"))

    def test_installation_that_fails_is_told_with_its_log(self):
        self.has([])
        self.installed.with_suffix(".broken").touch()
        result = self.launch("run")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("rollcall: error: apt-get could not install g++ ", result.stderr)
        self.assertIn("  E: Unable to locate package\n", result.stderr)
        self.assertNotIn("pmstatus", result.stderr)

    def test_user_installs_by_sudo(self):
        self.has(["cmake"])
        self.assert_played(self.launch("run", "x.yaml", **self.user()))
        self.assertEqual(len(self.calls()), 2)

    def test_user_without_sudo_is_told_what_to_type(self):
        self.fake("sudo", NO_SUDO)
        self.has([name for name in listed("run") if name != "ccache"])
        result = self.launch("run", **self.user())
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertEqual(
            result.stderr,
            "rollcall: error: packages are missing, and to install them takes root, or sudo and a "
            "terminal\n"
            "rollcall: next: as root, apt-get install --no-install-recommends ccache\n",
        )

    def test_checkout_that_cannot_be_written_is_built_elsewhere(self):
        self.root.chmod(0o555)
        self.addCleanup(self.root.chmod, 0o755)
        user = self.user()
        result = self.launch("run", **user)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertEqual(
            result.stderr,
            f"rollcall: error: cannot write to {self.root}/build\n"
            "rollcall: next: set ROLLCALL_BUILD_DIR to a folder of yours; builds then go there\n",
        )
        for folder in (str(self.folder / "elsewhere"), "relative to here"):
            elsewhere = {"ROLLCALL_BUILD_DIR": folder}
            self.assert_played(self.launch("run", "x.yaml", env=elsewhere, **user))
            self.assertEqual(self.launch("run", env=elsewhere, **user).stderr, "")
        self.assertTrue((self.folder / "relative to here" / "release" / "bin").is_dir())

    def test_folder_for_builds_that_has_other_things_in_it_is_left_alone(self):
        thesis = self.folder / "mine" / "release" / "thesis.txt"
        thesis.parent.mkdir(parents=True)
        thesis.write_text("precious", encoding="utf-8")
        result = self.launch("run", env={"ROLLCALL_BUILD_DIR": "mine"})
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn(f"error: {self.folder}/mine/release is not a build of rollcall\n",
                      result.stderr)
        self.assertEqual(thesis.read_text(encoding="utf-8"), "precious")

    def test_build_of_another_checkout_is_left_alone(self):
        elsewhere = {"ROLLCALL_BUILD_DIR": str(self.folder / "elsewhere")}
        self.assert_played(self.launch("run", "x.yaml", env=elsewhere))
        first, self.root = self.root, self.folder / "second"
        shutil.copytree(first, self.root)
        result = self.launch("run", env=elsewhere)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn(f"is the build of another checkout, {first}\n", result.stderr)
        self.root = first
        self.assertEqual(self.launch("run", env=elsewhere).stderr, "")

    def test_build_that_was_begun_or_has_other_presets_is_made_anew(self):
        build = self.root / "build" / "release"
        build.mkdir(parents=True)
        (build / ".launcher").touch()
        (build / "CMakeFiles").mkdir()
        self.assert_played(self.launch("run", "x.yaml"))
        presets = self.file("CMakePresets.json", PRESETS.replace('"ON"}', '"ON", "NEW": "yes"}'))
        os.utime(presets, (2**32, 2**32))  # A clock that was wrong must not make it build for ever.
        self.assert_played(self.launch("run", "x.yaml"))
        self.assertIn("NEW:UNINITIALIZED=yes",
                      (build / "CMakeCache.txt").read_text(encoding="utf-8"))
        self.assertEqual(self.launch("run").stderr, "")

    def test_waits_for_another_build_and_says_so(self):
        self.assert_played(self.launch("run", "x.yaml"))
        with open(self.root / "build" / ".lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen(
                [self.root / "rollcall", "run", "x.yaml"], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(),
                encoding="utf-8",
            )
            self.assertEqual(process.stderr.readline(),
                             "rollcall: waiting for another build of this checkout...\n")
        output, errors = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual((process.returncode, output, errors), (0, "played run x.yaml\n", ""))

    def test_standard_error_may_be_full_or_closed(self):
        self.file("check.sh", "exit 1")
        for redirection in ("2>/dev/full", "2>&-"):
            script = f'"$0" run {redirection}'
            result = subprocess.run(
                ["bash", "-c", script, self.root / "rollcall"], env=self.environment(),
                check=False, timeout=HANG_SECONDS,
            )
            self.assertEqual(result.returncode, 2, redirection)

    def test_build_that_fails_is_told_with_its_log(self):
        self.file("check.sh", "echo x.cpp:1:1: error: this is no program; exit 1")
        result = self.launch("run")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("rollcall: error: the build failed; the log ends with:\n", result.stderr)
        self.assertIn("  x.cpp:1:1: error: this is no program\n", result.stderr)
        self.assertIn(f"rollcall: all of it: {self.root}/build/launcher.log\n", result.stderr)

    def test_checkout_may_be_moved(self):
        self.assert_played(self.launch("run", "x.yaml"))
        self.root = self.root.rename(self.folder / "moved ü+(1)")
        moved = self.launch("run", "x.yaml")
        self.assert_played(moved)
        self.assertEqual(moved.stderr, "rollcall: building what changed...\n")
        self.assertEqual(self.launch("run").stderr, "")

    def test_works_through_a_link_and_whatever_locale_is_asked_for(self):
        link = self.folder / "link"
        link.symlink_to(self.root / "rollcall")
        for locale in ("C", "POSIX", "tr_TR.UTF-8", "de_DE.ISO-8859-1"):
            result = subprocess.run(
                [link, "run", "x.yaml"], capture_output=True, encoding="utf-8",
                env=self.environment({"LC_ALL": locale, "LANG": locale}), check=False,
                timeout=HANG_SECONDS,
            )
            self.assert_played(result)

    def test_tests_run_and_their_arguments_go_to_ctest(self):
        result = self.launch("test", "-R", "passes")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("100% tests passed, 0 tests failed out of 1", result.stdout)
        self.assertNotEqual(self.launch("test", "-R", "nothing").returncode, 0)

    def test_terminal_shows_how_far_it_is_and_then_nothing_of_it(self):
        self.has([])
        main, side = pty.openpty()
        process = subprocess.Popen(
            [self.root / "rollcall", "run", "x.yaml"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=side, env=self.environment({"TERM": "xterm"}),
        )
        os.close(side)
        shown = bytearray()
        while True:
            try:
                shown += os.read(main, 4096)
            except OSError:  # Linux says so when the other side is closed.
                break
        os.close(main)
        with process:
            self.assertEqual(process.stdout.read(), b"played run x.yaml\n")
        lines = shown.decode().split("\r\x1b[K")
        self.assertIn("rollcall: reading package lists", lines)
        self.assertIn("rollcall: downloading 15 packages [##########..........] 50 %"
                      .replace("15", str(len(listed("run")))), lines)
        self.assertIn("rollcall: installing 15 packages [###############.....] 75 %"
                      .replace("15", str(len(listed("run")))), lines)
        self.assertIn("rollcall: building [####################] 1 of 1", lines)
        self.assertEqual(lines[-1], "")
        self.assertFalse([line for line in lines if len(line) > 79 or "\n" in line])


if __name__ == "__main__":
    unittest.main()
