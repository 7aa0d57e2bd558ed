#!/usr/bin/env python3
"""Enforces the rules of the house style that a program can see (HACKING.md).

  tests/tidy_test.py [ROOT]       check a checkout (default: the one this file is in)
  tests/tidy_test.py --self-test  check that every rule finds a snippet that breaks it

Prints `file:line: rule: what to use instead` and exits with 1 if anything was found.
A line may break a rule if it says why: `// RULE: the reason`, in CMake and scripts `# RULE: ...`.
For function-length that is the function's first line, for file-length the file's first line.

How it works: comments and literals are blanked out, keeping lines and columns, so that names are
found in code only. Functions are found by their braces; when in doubt, a function is not counted.
"""

import os
import re
import subprocess
import sys
from collections import namedtuple

Finding = namedtuple('Finding', 'file line rule message')

CPP = ('.cpp', '.hpp')
TEXT = CPP + ('.py', '.sh', '.cmake', '.proto', 'CMakeLists.txt', 'rollcall', '.ci/run')
DOCUMENTS = ('README.md', 'SEMANTICS.md')
ROOMS = ('sim', 'model', 'reports', 'scenarios', 'tests')
LINE_COLUMNS_MAX = 100   # two files fit side by side
FUNCTION_LINES_MAX = 60  # one screen
FILE_LINES_MAX = 400

# --- names that must not be used: rule, pattern, replacement -------------------------------------

DETERMINISM = [(rule, re.compile(pattern), message) for rule, pattern, message in (
    ('random', r'\brandom_device\b|\bs?rand\s*\(|\bstd::(mt19937|minstd_rand|ranlux)|'
               r'\b(std::\w+|uniform_(int|real))_distribution\b|\bdefault_random_engine\b|'
               r'\bstd::(random_shuffle|shuffle|sample)\b|\branges::(shuffle|sample)\b|'
               r'#\s*include\s*<random>',
     'draw from Choices by a named stream; there is no second generator, and the std '
     'distributions and shuffles differ by library'),
    ('hash', r'\bstd::hash\b',
     'use an ordered container or sim/trace/hash.hpp; std::hash differs by library'),
    ('unordered', r'^(?!\s*#).*\bunordered_(multi)?(map|set)\b',
     'use an ordered container or a vector by id; if it is never iterated: // unordered: why'),
    ('pointer-key', r'\bstd::(multi)?(map|set)<[^,<>]*\*\s*[,>]',
     'key by id; addresses differ from run to run'),
    ('pointer-print', r'\bfmt::ptr\b', 'print the id; addresses differ from run to run'),
    ('clock', r'\b(system|steady|high_resolution|utc|tai|gps|file)_clock\b|\bclock_gettime\b|'
              r'\bgettimeofday\b|\b(local|gm)time(_r)?\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\)',
     "use the world's clock or the host's"),
    ('thread', r'\bthis_thread\b|\bstd::(j?thread|async)\b|\bpthread_\w+|\bgettid\b|'
               r'#\s*include\s*<thread>', 'use tasks and TaskId; a world has one thread'),
    ('locale', r'\bstd::locale\b|\bsetlocale\b', 'use fmt, which ignores the locale'),
)]
FLOAT = re.compile(r'\b(float|double)\b')
HEAVY = re.compile(r'#\s*include\s*[<"]((nlohmann/)?json\.hpp|CLI/|CLI\.hpp|yaml-cpp/|yaml\.h)')
TODO = re.compile(r'\b(TODO|FIXME|XXX)\b(?!\s*\(?#\d+)')
TEST_NAME = re.compile(r'^(?:TEST|TEST_F|RC_GTEST_PROP)\((\w+),\s*(\w+)', re.MULTILINE)
INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')

# --- who may include whom: a folder and what it may see besides itself ---------------------------
# A file belongs to the longest entry that is a prefix of its folder.

BELOW_STRATEGY = ('sim/base', 'sim/trace', 'sim/check', 'sim/core')
MODEL_BASE = ('sim', 'model/probe', 'model/runtime')
LAYERS = {
    'sim/base': (),
    'sim/trace': ('sim/base',),
    'sim/check': ('sim/base', 'sim/trace'),
    'sim/core': ('sim/base', 'sim/trace', 'sim/check'),
    'sim/sync': BELOW_STRATEGY,
    'sim/strategy': BELOW_STRATEGY,
    'sim/net': BELOW_STRATEGY + ('sim/sync',),
    'sim/gtest': BELOW_STRATEGY + ('sim/sync', 'sim/strategy'),
    'model/probe': ('sim',),
    'model/runtime': ('sim', 'model/probe', 'model/registry'),
    'model/registry': ('sim/base',),
    'model/manager': MODEL_BASE + ('model/registry',),
    'model/documented': MODEL_BASE,
    'model/invariants': MODEL_BASE,
    'model/simulated': MODEL_BASE + ('model/registry', 'model/manager', 'model/documented'),
    'model/live': MODEL_BASE + ('model/registry', 'model/manager'),
    'model': ('sim',),
    'reports': ('sim',),
    'scenarios/language': ('sim/base',),
    'scenarios/engine': ('sim', 'model', 'scenarios/language'),
    'scenarios/hunt': ('sim', 'scenarios/engine', 'scenarios/language'),
    'scenarios/store': ('sim/base', 'scenarios/hunt'),
    'scenarios/cli': ('sim', 'model', 'reports', 'scenarios'),
    'tests': ROOMS,
}


def is_in(path, folder):
    return path == folder or path.startswith(folder + '/')


def layer_of(path):
    return max((layer for layer in LAYERS if is_in(path, layer)), key=len, default=None)


def is_deterministic(path):
    """The live runtime is the real world: threads, clocks and entropy are its job. And what stands
    before the real world names what it catches."""
    real = path.startswith('model/live/') or path == 'sim/core/real_world.cpp'
    return path.startswith(('sim/', 'model/')) and not real


def has_exact_decisions(path):
    rooms = ('sim/base/', 'sim/core/', 'sim/strategy/', 'sim/sync/', 'model/')
    return path.startswith(rooms) and is_deterministic(path)


# --- reading C++ ---------------------------------------------------------------------------------

NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<fence>[^()\\\s]*)\(.*?\)(?P=fence)"|"(?:\\.|[^"\\\n])*"|'
    r"(?<!\w)'(?:\\.|[^'\\\n])+'", re.DOTALL)
PREPROCESSOR = re.compile(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.MULTILINE)
TEMPLATE_ARGUMENTS = re.compile(r'<[^<>()]*>')
MEMBER_INITIALISER = re.compile(r'\)[^;]*[^:]:[^:;][^;]*[\w>]\s*$')
NOT_A_FUNCTION = re.compile(
    r'^\s*(if|for|while|switch|catch|else|do|return)\b|'
    r'\b(class|struct|union|enum|namespace|concept)\b[^(]*\(?|\[')


def blank(pattern, text):
    return pattern.sub(lambda match: re.sub(r'[^\n]', ' ', match.group()), text)


def is_function_head(head):
    """Whether the text before a `{` is a function's; False when in doubt."""
    head = re.sub(r'\[\[[^]]*\]\]', '', head)
    while TEMPLATE_ARGUMENTS.search(head):
        head = TEMPLATE_ARGUMENTS.sub('', head)
    before, parenthesis, _ = head.partition('(')
    if not parenthesis or head.count('(') != head.count(')') or NOT_A_FUNCTION.search(before):
        return False
    return 'operator' in before or '=' not in before


def functions(code):
    """Yields (first line, last line) of the outermost functions; lines count from 1."""
    code = blank(PREPROCESSOR, code)
    head_start, function = 0, None
    braces = []  # of each open brace, whether it initialises a member: `A() : x_{1}`
    for match in re.finditer(r'[{};]', code):
        head = code[head_start:match.start()]
        if match.group() == '{':
            braces.append(function is None and MEMBER_INITIALISER.search(head) is not None)
            if function is None and not any(braces) and is_function_head(head):
                start = head_start + len(head) - len(head.lstrip())
                function = (len(braces), code.count('\n', 0, start) + 1)
        elif match.group() == '}':
            if function is not None and function[0] == len(braces):
                yield function[1], code.count('\n', 0, match.start()) + 1
                function = None
            if braces and braces.pop():
                continue
        if not any(braces):
            head_start = match.end()


# --- the rules -----------------------------------------------------------------------------------


def check_text(path, lines):
    for number, line in enumerate(lines, 1):
        if '\t' in line:
            yield Finding(path, number, 'tab', 'indent with spaces')
        if line != line.rstrip():
            yield Finding(path, number, 'trailing-blank', 'end the line after its last character')
        if len(line) > LINE_COLUMNS_MAX and '://' not in line:
            yield Finding(path, number, 'line-length', f'at most {LINE_COLUMNS_MAX} columns')


def check_names(path, lines, code_lines):
    for number, (line, code) in enumerate(zip(lines, code_lines), 1):
        if is_deterministic(path):
            for rule, pattern, message in DETERMINISM:
                if pattern.search(code):
                    yield Finding(path, number, rule, message)
        if has_exact_decisions(path) and FLOAT.search(code):
            yield Finding(path, number, 'float', 'use integers: Ratio, nanoseconds, counts')
        if TODO.search(line):
            yield Finding(path, number, 'todo', 'name the issue: TODO(#12), or do it now')


def check_includes(path, lines, code_lines):
    layer = layer_of(path)
    if layer is None:
        yield Finding(path, 1, 'layer', 'this folder has no entry in LAYERS of tests/tidy_test.py')
        return
    for number, (line, code) in enumerate(zip(lines, code_lines), 1):
        match = INCLUDE.match(line)
        if not match or not code.lstrip().startswith('#'):
            continue
        if path.endswith('.hpp') and HEAVY.match(line.lstrip()):
            yield Finding(path, number, 'heavy-include',
                          'include it in the .cpp file; headers forward-declare')
        target = match.group(1)
        if target.split('/')[0] not in ROOMS:
            if line.rstrip().endswith('>'):
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(path), target))
        folder = os.path.dirname(target)
        if not any(is_in(folder, allowed) for allowed in (layer,) + LAYERS[layer]):
            allowed = ', '.join(LAYERS[layer]) or 'nothing of the house'
            yield Finding(path, number, 'layer', f'{layer} may include {allowed}; not {target}')


def check_shape(path, lines, code):
    if path.endswith('.hpp') and not any(line.strip() == '#pragma once' for line in lines):
        yield Finding(path, 1, 'pragma-once', 'begin the header with #pragma once')
    if len(lines) > FILE_LINES_MAX:
        yield Finding(path, 1, 'file-length',
                      f'{len(lines)} lines; split the file by idea, at most {FILE_LINES_MAX}')
    for first, last in functions(code):
        count = last - first + 1
        if count > FUNCTION_LINES_MAX:
            yield Finding(path, first, 'function-length', f'{count} lines; split where '
                          f'control flow ends, at most {FUNCTION_LINES_MAX}')


def is_explained(finding, lines):
    line = lines[finding.line - 1] if finding.line <= len(lines) else ''
    return re.search(r'(//|#)\s*' + re.escape(finding.rule) + r':\s*\S', line) is not None


def check_file(path, text):
    lines = text.split('\n')
    if lines and not lines[-1]:
        lines.pop()
    findings = list(check_text(path, lines))
    if path.endswith(CPP) and path.split('/')[0] in ROOMS:
        code = blank(NOT_CODE, text)
        code_lines = code.split('\n')
        findings += check_names(path, lines, code_lines)
        findings += check_includes(path, lines, code_lines)
        findings += check_shape(path, lines, code)
    return [finding for finding in findings if not is_explained(finding, lines)]


def check_semantics(texts):
    """Each row of a SEMANTICS.md ends in the name of a test that exists."""
    tests = {'.'.join(match.groups()) for path, text in texts.items()
             if path.startswith('tests/') for match in TEST_NAME.finditer(text)}
    for path, text in texts.items():
        if not path.endswith('SEMANTICS.md'):
            continue
        for number, line in enumerate(text.split('\n'), 1):
            if not line.startswith('|') or line.startswith(('|---', '| object |')):
                continue
            test = line.rstrip('| ').split('|')[-1].strip(' `')
            if test not in tests:
                yield Finding(path, number, 'semantics', f'there is no test {test}: name the one '
                              'that holds this row')


def check_tree(texts):
    """Rules about all files together: {path: text} of the code, the CMake files and DOCUMENTS."""
    yield from check_semantics(texts)
    sources = [path for path in texts if path.endswith(CPP) and path.split('/')[0] in ROOMS]
    folders = set()
    for path in sources:
        while os.path.dirname(path):
            path = os.path.dirname(path)
            # The folders below tests/ mirror the others: tests/README.md speaks for them all.
            folders.add('tests' if path.startswith('tests/') else path)
    for folder in sorted(folders):
        if folder + '/README.md' not in texts:
            yield Finding(folder + '/README.md', 1, 'readme', 'on one screen: what lives here, '
                          'what may depend on it, where to start reading')
    mentioned = '\n'.join(text for path, text in texts.items()
                          if path.endswith(('CMakeLists.txt', '.cmake')))
    words = set(re.findall(r'\w+', mentioned))
    included = {os.path.basename(match.group(1)) for path in sources
                for match in map(INCLUDE.match, texts[path].split('\n')) if match}
    for path in sources:
        name = os.path.basename(path)
        if path.endswith('.cpp') and os.path.splitext(name)[0] not in words:
            yield Finding(path, 1, 'dead-file', 'name it in CMakeLists.txt or delete it')
        if path.endswith('.hpp') and name not in included:
            yield Finding(path, 1, 'dead-file', 'nothing includes it: delete it')


# --- the checkout --------------------------------------------------------------------------------


def files_of_checkout(root):
    """What git tracks or would track; without git, everything but build and hidden folders."""
    command = ['git', '-c', 'safe.directory=' + root, '-C', root, 'ls-files', '-z', '--cached',
               '--others', '--exclude-standard']
    try:
        output = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        paths = [path for path in output.split('\0') if path]
    except (OSError, subprocess.CalledProcessError):
        paths = []
    if not paths:
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders
                          if name == '.ci' or not name.startswith(('.', 'build'))]
            paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(path for path in set(paths) if os.path.isfile(os.path.join(root, path)))


def check_checkout(root):
    texts = {}
    for path in files_of_checkout(root):
        if path.endswith(TEXT + DOCUMENTS):
            with open(os.path.join(root, path), encoding='utf-8', newline='') as file:
                texts[path] = file.read()
    findings = list(check_tree(texts))
    for path, text in texts.items():
        if path.endswith(TEXT):
            findings += check_file(path, text)
    return sorted(findings)


# --- the rules are tested on what breaks them ----------------------------------------------------

LONG_BODY = '  step();\n' * FUNCTION_LINES_MAX
BREAKS = [  # rule, path, text; the finding is on the last line unless the rule is about a whole
    ('random', 'sim/core/a.cpp', 'std::random_device d;'),
    ('random', 'sim/core/a.cpp', 'int x = rand();'),
    ('random', 'sim/core/a.cpp', 'std::shuffle(a.begin(), a.end(), g);'),
    ('random', 'model/documented/a.cpp', 'std::uniform_int_distribution<int> d(0, 3);'),
    ('random', 'sim/core/a.cpp', 'std::mt19937 g;'),
    ('hash', 'sim/trace/a.cpp', 'std::hash<int> h;'),
    ('unordered', 'sim/core/a.cpp', '#include <unordered_map>\nstd::unordered_map<int, int> m;'),
    ('pointer-key', 'sim/core/a.cpp', 'std::set<const Task*> tasks;'),
    ('pointer-print', 'sim/core/a.cpp', 'fmt::print("{}", fmt::ptr(p));'),
    ('clock', 'model/runtime/a.cpp', 'auto t = std::chrono::steady_clock::now();'),
    ('clock', 'sim/core/a.cpp', 'auto t = time(nullptr);'),
    ('thread', 'sim/core/a.cpp', 'std::thread t;'),
    ('thread', 'sim/core/a.cpp', 'std::this_thread::yield();'),
    ('locale', 'sim/core/a.cpp', 'std::locale l;'),
    ('float', 'sim/strategy/a.cpp', 'double priority = 0;'),
    ('todo', 'tests/sim/a.cpp', '// TO' 'DO: later'),
    ('tab', 'tests/a.sh', '\tls'),
    ('trailing-blank', 'sim/CMakeLists.txt', 'project(x) '),
    ('line-length', 'sim/core/a.cpp', '//' + 'x' * LINE_COLUMNS_MAX),
    ('heavy-include', 'scenarios/cli/a.hpp', '#pragma once\n#include <nlohmann/json.hpp>'),
    ('heavy-include', 'scenarios/language/a.hpp', '#pragma once\n#include <yaml-cpp/yaml.h>'),
    ('heavy-include', 'scenarios/cli/a.hpp', '#pragma once\n#include <CLI/CLI.hpp>'),
    ('pragma-once', 'sim/core/a.hpp', 'int x;'),
    ('file-length', 'sim/core/a.cpp', 'int x;\n' * (FILE_LINES_MAX + 1)),
    ('function-length', 'sim/core/a.cpp', 'void f() {\n' + LONG_BODY + '}\n'),
    ('function-length', 'sim/core/a.cpp',
     'A::A(int x) : x_(x), y_{1} {\n' + LONG_BODY + '  if (x) {\n  }\n}\n'),
    ('function-length', 'sim/core/a.cpp', 'template <class T>\nauto f(T x) const -> std::vector<T> '
     '{\n' + LONG_BODY + '  const auto g = [&] { return 1; };\n}\n'),
    ('layer', 'sim/base/a.cpp', '#include "sim/core/world.hpp"'),
    ('layer', 'sim/sync/a.cpp', '#include "sim/strategy/random.hpp"'),
    ('layer', 'sim/core/a.cpp', '#include "../sync/mutex.hpp"'),
    ('layer', 'sim/core/a.cpp', '#include "model/runtime/runtime.hpp"'),
    ('layer', 'model/documented/a.cpp', '#include "model/invariants/pack.hpp"'),
    ('layer', 'model/runtime/a.cpp', '#include "model/documented/manager.hpp"'),
    ('layer', 'reports/a.cpp', '#include "model/runtime/runtime.hpp"'),
    ('layer', 'scenarios/language/a.cpp', '#include "sim/core/world.hpp"'),
    ('layer', 'scenarios/engine/a.cpp', '#include "reports/json.hpp"'),
    ('layer', 'sim/unheard/a.cpp', 'int x;'),
]
HOLDS = [
    ('sim/core/a.cpp', '// rand() and std::thread\nauto s = "std::hash"; char c = \'"\'; int d;\n'),
    ('sim/core/a.cpp', 'auto s = R"x(double rand() ")x"; int n = 1\'000; auto t = my_time(0);\n'),
    ('sim/core/a.cpp', 'std::unordered_map<int, int> m;  // unordered: never iterated\n'),
    ('sim/core/a.cpp', 'std::map<TaskId, Task*> tasks; Latency latency_distribution;\n'),
    ('sim/core/a.cpp', '// http://' + 'x' * LINE_COLUMNS_MAX + '\n// TO' 'DO(#12): later\n'),
    ('sim/core/a.cpp', 'const std::vector<int> kTable = make({\n' + '  1,\n' * 70 + '});\n'),
    ('sim/core/a.cpp', 'namespace a {\nclass B {\n' + '  void f() { g(); }\n' * 70 + '};\n}\n'),
    ('sim/net/a.cpp', '#include "sim/sync/mutex.hpp"\n#include "a.hpp"\n#include <vector>\n'),
    ('model/live/a.cpp', 'std::thread t; double seconds = 0; std::random_device d;\n'),
    ('scenarios/cli/a.cpp', '#include <CLI/CLI.hpp>\n#include "reports/text.hpp"\n'),
    ('reports/a.hpp', '#pragma once\ndouble seconds();\n#include "sim/trace/trace.hpp"\n'),
]
TREES = [  # rule, file names; the finding is about the first
    ('readme', {'sim/core/README.md': '', 'sim/core/a.cpp': '', 'sim/README.md': None,
                'CMakeLists.txt': 'a.cpp'}),
    ('dead-file', {'sim/a.cpp': '', 'sim/README.md': '', 'CMakeLists.txt': 'b.cpp'}),
    ('dead-file', {'sim/a.hpp': '', 'sim/README.md': '', 'CMakeLists.txt': 'a.cpp'}),
    ('semantics', {'sim/SEMANTICS.md': '| object | test |\n|---|---|\n| a | `A.Holds` |\n'
                   '| b | `A.Breaks` |', 'tests/a.py': 'TEST(A, Holds) {}\n// TEST(A, Breaks)'}),
    (None, {'sim/a.hpp': '', 'sim/a.cpp': '#include "sim/a.hpp"', 'sim/README.md': '',
            'sim/CMakeLists.txt': 'rollcall_library(sim SOURCES a.cpp)'}),
]


def self_test():
    failures = []
    for rule, path, text in BREAKS:
        found = [finding.rule for finding in check_file(path, text)]
        if found != [rule]:
            failures.append(f'{path}: {text[:70]!r}: expected {rule}, found {found}')
    for path, text in HOLDS:
        failures += [f'{path}: {text[:70]!r}: found {finding.rule}'
                     for finding in check_file(path, text)]
    for rule, tree in TREES:
        found = [finding.rule for finding in
                 check_tree({path: text for path, text in tree.items() if text is not None})]
        if found != ([rule] if rule else []):
            failures.append(f'{list(tree)}: expected {rule}, found {found}')
    with open(os.path.abspath(__file__), encoding='utf-8') as file:
        named = set(re.findall(r"Finding\([^,]+, [^,]+, '([a-z-]+)'", file.read()))
    named |= {rule for rule, _, _ in DETERMINISM}
    tested = {rule for rule, *_ in BREAKS + TREES}
    failures += [f'no snippet breaks {rule}' for rule in sorted(named - tested)]
    for failure in failures:
        print('self-test: ' + failure)
    print(f'{len(BREAKS) + len(HOLDS) + len(TREES)} snippets, {len(failures)} failures')
    return 1 if failures else 0


def main(arguments):
    if arguments == ['--self-test']:
        return self_test()
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.abspath(arguments[0]) if arguments else os.path.dirname(here)
    findings = check_checkout(root)
    for finding in findings:
        print(f'{finding.file}:{finding.line}: {finding.rule}: {finding.message}')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
