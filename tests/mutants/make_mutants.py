#!/usr/bin/env python3
"""Writes the sources of the mutants: copies of the model in which each mutant is one switch.

  make_mutants.py MUTANTS ROOT OUT

MUTANTS is a JSON list of {name, file, find, replace, after?, kind?, equivalent?, backed_by?,
note?}. In the copy of `file`
the first `find` (the first behind the text `after`, if given) becomes

  kind expression (default):  (mutant_on(N) ? (replace) : (find))
  kind statement:             if (mutant_on(N)) { replace } else { find }

where N counts the list from 1. Mutants of one place share it. All files that are named are
written below OUT under their own names, with a table of the mutants (mutant_table.inc). The
sources that are shipped are only read.

How it works: places are found in the original text first, then replaced from the last to the first,
so that no replacement is searched.
"""

import json
import pathlib
import sys
from collections import defaultdict

SWITCH = '#include "tests/mutants/switch.hpp"\n'


def place_of(text, mutant):
    start = 0
    if 'after' in mutant:
        start = text.find(mutant['after'])
        if start < 0:
            raise SystemExit(f"{mutant['name']}: no '{mutant['after']}' in {mutant['file']}")
    found = text.find(mutant['find'], start)
    if found < 0:
        raise SystemExit(f"{mutant['name']}: no '{mutant['find']}' in {mutant['file']}")
    return found, found + len(mutant['find'])


def mutated(original, mutants):
    """The text at one place with the switches of its mutants, given as (number, mutant)."""
    text = original
    for number, mutant in mutants:
        on = f'::rollcall::mutants::on({number})'
        if mutant.get('kind', 'expression') == 'statement':
            text = f"if ({on}) {{ {mutant['replace']} }} else {{ {text} }}"
        else:
            text = f"({on} ? ({mutant['replace']}) : ({text}))"
    return text


def mutate(text, mutants):
    places = defaultdict(list)
    for number, mutant in mutants:
        places[place_of(text, mutant)].append((number, mutant))
    ordered = sorted(places)
    for (_, end), (start, _) in zip(ordered, ordered[1:]):
        if start < end:
            raise SystemExit(f'{mutants[0][1]["file"]}: mutants overlap near: {text[start:end]}')
    for start, end in reversed(ordered):
        text = text[:start] + mutated(text[start:end], places[(start, end)]) + text[end:]
    return text


def write(path, text):
    """Only if it changes: what has not changed is not built again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding='utf-8') != text:
        path.write_text(text, encoding='utf-8')


def main():
    mutants = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))
    root, out = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    files = defaultdict(list)
    for number, mutant in enumerate(mutants, 1):
        files[mutant['file']].append((number, mutant))
    for name, of_file in files.items():
        text = mutate((root / name).read_text(encoding='utf-8'), of_file)
        once = '#pragma once\n'
        text = text.replace(once, once + SWITCH, 1) if once in text else SWITCH + text
        write(out / name, text)
    table = ''.join(f'{{"{mutant["name"]}", "{mutant["file"]}", '
                    f'{"true" if mutant.get("equivalent") else "false"}, '
                    f'"{" ".join(mutant.get("backed_by", []))}"}},\n' for mutant in mutants)
    write(out / 'mutant_table.inc', table)


if __name__ == '__main__':
    main()
