#!/usr/bin/env python3
"""Compiles every C++ example that a page or a public header of the engine shows.

  tests/examples_test.py COMPILER [FLAGS...]

How it works: an example is a block ```cpp of a page, or lines of a comment that are indented by
three spaces behind an empty comment line (text that is no C++ is indented by five). Each is put
into a namespace of its own, in a function unless it declares something, with what its
surroundings would have declared. All of them are one file, which the compiler checks. A mistake is
shown at the example's own line.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
from collections import namedtuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES_MIN = 9  # fewer means that this script has stopped finding them

Example = namedtuple('Example', 'path line text')

INCLUDES = (
    '<gtest/gtest.h>', '<iostream>', '<mutex>', '"sim/base/write_file.hpp"',
    '"sim/check/explain.hpp"', '"sim/check/key_value.hpp"', '"sim/check/linearizability.hpp"',
    '"sim/core/watchdog.hpp"', '"sim/gtest/check_schedules.hpp"', '"sim/strategy/dfs.hpp"',
    '"sim/strategy/dpor.hpp"',
    '"sim/strategy/explore.hpp"', '"sim/strategy/random.hpp"',
    '"sim/strategy/reproduce.hpp"', '"sim/strategy/shrink.hpp"', '"sim/trace/decision_file.hpp"',
    '"sim/sync/context.hpp"', '"sim/sync/keep.hpp"', '"sim/sync/semaphore.hpp"',
    '"sim/sync/std.hpp"', '"sim/sync/timer.hpp"')

# What stands around an example, by its file.
SURROUNDINGS = {
    'sim/README.md': 'std::uint64_t seed = 1;',
    'sim/strategy/explored_outcome.hpp':
        'World world; Bounds bounds; ExploredOutcome outcome;'
        'const auto body = [] { sim::yield(); };',
    'sim/strategy/README.md':
        'World world; const auto program = [] {}; Trace failing_trace; std::string path;',
    'sim/core/violation.hpp': 'sim::channel<int> jobs(1);',
    'sim/sync/select.hpp':
        'channel<int> jobs(1); channel<int> results(1); std::optional<int> taken;'
        'bool late = false; bool idle = false;',
    'sim/sync/memory.hpp': 'struct Connection { void send(int) {} };',
}

DECLARES = re.compile(r'\s*(class|struct|template|namespace rollcall|TEST)\b')


def of_page(path):
    text = path.read_text(encoding='utf-8')
    for found in re.finditer(r'^```cpp\n(.*?)^```', text, re.M | re.S):
        yield Example(path, text.count('\n', 0, found.start(1)) + 1, found.group(1))


def of_header(path):
    lines = path.read_text(encoding='utf-8').split('\n')
    at = 0
    while at < len(lines):
        mark = re.match(r'\s*(///?)$', lines[at])
        at += 1
        if not mark:
            continue
        start = at
        inside = re.compile(rf'\s*{mark.group(1)}(   .*)?$')
        if at < len(lines) and re.match(rf'\s*{mark.group(1)}   \S', lines[at]):
            while at < len(lines) and inside.match(lines[at]):
                at += 1
            text = [re.sub(rf'^\s*{mark.group(1)}(   )?', '', line) for line in lines[start:at]]
            at -= 1  # an empty line at the end may begin the next
            yield Example(path, start + 1, '\n'.join(text) + '\n')


def all_examples():
    for page in sorted(ROOT.glob('sim/**/*.md')):
        yield from of_page(page)
    for header in sorted(ROOT.glob('sim/**/*.hpp')):
        yield from of_header(header)


def program(examples):
    text = ''.join(f'#include {name}\n' for name in INCLUDES)
    text += 'using namespace rollcall;\nusing namespace std::chrono_literals;\n'
    for number, example in enumerate(examples, 1):
        place = example.path.relative_to(ROOT).as_posix()
        body = f'#line {example.line} "{place}"\n{example.text}'
        around = SURROUNDINGS.get(place, '')
        opened = 'using namespace rollcall::sim;' if place.startswith('sim/sync/') else ''
        if not DECLARES.match(example.text):
            body = f'[[maybe_unused]] void example() {{\n{opened}\n{around}\n{body}}}\n'
        text += f'namespace rollcall::example_{number} {{\n{body}}}\n'
    return text


def main():
    examples = list(all_examples())
    if len(examples) < EXAMPLES_MIN:
        print(f'only {len(examples)} examples were found')
        return 1
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / 'examples.cpp'
        source.write_text(program(examples), encoding='utf-8')
        command = [*sys.argv[1:], '-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Werror',
                   '-Wno-unused', f'-I{ROOT}', str(source)]
        result = subprocess.run(command, cwd=ROOT, check=False)
    print(f'{len(examples)} examples')
    return result.returncode


if __name__ == '__main__':
    sys.exit(main())
