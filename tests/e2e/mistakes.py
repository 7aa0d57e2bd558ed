"""Reads tests/golden/mistakes.txt: mistakes, each with what is told of it.

    === a number in quotes
    runs: "5"
    ---
    s.yaml:7:7: error E201: ...

Above the dashes stand sections that replace those of the smallest scenario. "(reader only)" behind
the name: the schema cannot see that mistake.
"""

import re
from collections import namedtuple

from support import GOLDEN

Mistake = namedtuple("Mistake", "name sections told reader_only")
READER_ONLY = " (reader only)"
PATH = GOLDEN / "mistakes.txt"
SMALLEST = {
    "rollcall": "rollcall: 1\n",
    "name": "name: example\n",
    "about": "about: An example.\n",
    "workers": "workers: {count: 3}\n",
    "steps": "steps: [{at: 0s, register: w*}]\n",
    "expect": "expect: {documented: holds}\n",
}


def whole_file(sections):
    """The sections in place of those of the smallest scenario, which come first."""
    given = set(re.findall(r"^([a-z_]+):", sections, re.M))
    return "".join(text for key, text in SMALLEST.items() if key not in given) + sections


def read_mistakes():
    mistakes = []
    for part in PATH.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, rest = part.partition("\n")
        sections, _, told = rest.partition("---\n")
        name = head.removesuffix(READER_ONLY)
        mistakes.append(Mistake(name, sections, told, head != name))
    return mistakes


def write_mistakes(mistakes, told):
    PATH.write_text("".join(
        f"=== {mistake.name}{READER_ONLY if mistake.reader_only else ''}\n"
        f"{mistake.sections}---\n{text}"
        for mistake, text in zip(mistakes, told)
    ), encoding="utf-8")
