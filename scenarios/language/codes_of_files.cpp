// E0xx: the file's bytes and its YAML. E1xx: keys and kinds of values.
#include "scenarios/language/codes.hpp"

#include <array>

namespace rollcall {
namespace {

using enum Code::Example;

constexpr std::array<Code, 21> kCodesOfFiles{{
    {"E001", "the file cannot be read",
     "It is a folder, a pipe or a device, or the system refuses to open or read it.", "", "",
     kNone},
    {"E002", "the file is larger than 1 MiB",
     "A scenario is a page. Generated ones select workers by a pattern and repeat steps.", "", "",
     kNone},
    {"E003", "the file is empty", "There is no value in it: nothing, or comments only.",
     "# to be written\n",
     "rollcall: 1\nname: example\nabout: An example.\nworkers: {count: 3}\n"
     "steps: [{at: 0s, register: w*}]\nexpect: {documented: holds}\n",
     kFile},
    {"E004", "not UTF-8", "Some byte belongs to no character. Other encodings are not read.",
     "about: caf\xe9\n", "about: caf\xc3\xa9\n"},
    {"E005", "a control character or a byte order mark",
     "Neither is text. NUL and such would be read in different ways by different programs.",
     "about: \"rings a \\a bell\"\n", "about: \"rings a bell\"\n"},
    {"E010", "not YAML",
     "The text does not parse. Mostly a bracket or a quote is missing, or a line is indented "
     "otherwise than its neighbours.",
     "manager: {free_capacity: 2\n", "manager: {free_capacity: 2}\n"},
    {"E011", "a second document", "A file is one scenario: '---' may stand at its start only.",
     "tags: [race]\n---\n", "tags: [race]\n"},
    {"E012", "an anchor", "Values are written out: whoever reads a step sees all of it.",
     "manager: &usual {free_capacity: 2}\n", "manager: {free_capacity: 2}\n"},
    {"E013", "an alias",
     "Values are written out. A text that starts with '*', such as a pattern, needs quotes.",
     "steps: [{at: 0s, register: *}]\n", "steps: [{at: 0s, register: \"*\"}]\n"},
    {"E014", "a tag", "Types come from the key. A text that starts with '!' needs quotes.",
     "runs: !!int 5\n", "runs: 5\n"},
    {"E015", "a key that is not plain text", "Keys are words, never lists or maps.",
     "manager: {[free_capacity]: 2}\n", "manager: {free_capacity: 2}\n"},
    {"E016", "nested too deeply", "Values nest at most 64 deep; no scenario needs ten.",
     "tags: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[race\n",
     "tags: [race]\n"},
    {"E017", "a quote that is never closed", "The text runs on to the end of the file.",
     "about: \"An example.\n", "about: \"An example.\"\n"},
    {"E099", "too many problems",
     "After 100 problems reading stops: mend those, and the rest is reported.", "", "", kNone},
    {"E100", "no such file or folder", "A path on the command line names nothing.", "", "", kNone},
    {"E101", "a repeated key", "Of two values for one key it is not clear which counts.",
     "manager: {dispatchers: 1, dispatchers: 2}\n", "manager: {dispatchers: 2}\n"},
    {"E102", "a missing key", "The map needs this key; it has no default.", "workers: {}\n",
     "workers: {count: 3}\n"},
    {"E103", "a value of the wrong kind",
     "A list stands where a map is expected, a map where a plain value is, or nothing at all.",
     "manager: [2]\n", "manager: {free_capacity: 2}\n"},
    {"E104", "an unknown key",
     "Nothing reads it, so it would have no effect: mostly it is mistyped, or indented wrongly.",
     "manager: {free_capacty: 2}\n", "manager: {free_capacity: 2}\n"},
    {"E105", "an empty text or list", "Something has to be named here.", "tags: [\"\"]\n",
     "tags: [race]\n"},
    {"E106", "none of the words allowed here", "The hint lists them.",
     "manager: {failed_call: ignore}\n", "manager: {failed_call: nothing}\n"},
}};

}  // namespace

std::span<const Code> codes_of_files() { return kCodesOfFiles; }

}  // namespace rollcall
