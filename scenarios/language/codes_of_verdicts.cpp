// E4xx: the order of points, and what is expected.
#include "scenarios/language/codes.hpp"

#include <array>

namespace rollcall {
namespace {

constexpr std::array<Code, 14> kCodesOfVerdicts{{
    {"E401", "an entry of `order` that needs quotes",
     "In YAML a blank and a '#' start a comment, and ': ' makes a map.",
     "order: [register w1 #1: published\n  ]\n", "order: [\"register w1 #1: published\"]\n"},
    {"E402", "an entry of `order` without a point", "\"TASK: POINT\".",
     "order: [\"register w1 #1\"]\n", "order: [\"register w1 #1: published\"]\n"},
    {"E403", "an entry of `order` whose task does not exist",
     "Tasks are named by kind, worker and number: \"register w2 #1\" is the first Register of w2 "
     "in the file.",
     "order: [\"register w1 #2: published\"]\n", "order: [\"register w1 #1: published\"]\n"},
    {"E404", "an entry of `order` whose point does not exist",
     "Each kind of task has its points: `rollcall list points`.",
     "order: [\"register w1 #1: finished\"]\n", "order: [\"register w1 #1: published\"]\n"},
    {"E411", "no such manager", "`rollcall list managers` shows them.",
     "expect: {documentd: holds}\n", "expect: {documented: holds}\n"},
    {"E412", "no such invariant", "`rollcall list invariants` shows them.",
     "expect: {documented: {violates: no-stale-wrker}}\n",
     "expect: {documented: {violates: no-stale-worker}}\n"},
    {"E413", "not an expectation", "A manager `holds`, or it `violates` one invariant.",
     "expect: {documented: fails}\n", "expect: {documented: {violates: no-stale-worker}}\n"},
    {"E414", "no such mark", "`rollcall list marks` shows what a search can meet.",
     "expect: {hardened: holds, sometimes: [net-lost]}\n",
     "expect: {hardened: holds, sometimes: [net-loss]}\n"},
    {"E415", "an action that the manager does not know",
     "Some actions are for one of them alone; the message names those that it knows.",
     "steps: [{at: 0s, drain: w1}]\n", "steps: [{at: 0s, drain: w1}]\nexpect: {hardened: holds}\n"},
    {"E416", "faults for a manager without a network",
     "They have nothing to act on. All managers of this program have one.", "", "",
     Code::Example::kNone},
    {"E421", "not a condition",
     "\"free <= 3\", \"w2 is busy\", or several joined by 'and': `rollcall list observables`.",
     "expect: {documented: holds, always: [\"free =< 3\"]}\n",
     "expect: {documented: holds, always: [\"free <= 3\"]}\n"},
    {"E422", "a condition over what cannot be observed",
     "`rollcall list observables` shows what can.",
     "expect: {documented: holds, always: [\"idle <= 3\"]}\n",
     "expect: {documented: holds, always: [\"free <= 3\"]}\n"},
    {"E431", "a regression of a manager that `expect` says nothing of",
     "What its executions are judged by, `expect` says.",
     "regressions: [{decisions: s.decisions, manager: hardened, violates: no-stale-worker}]\n",
     "expect: {hardened: {violates: no-stale-worker}}\n"},
    {"E432", "a decision file that cannot be read",
     "It lies where `decisions` says, from the folder of the scenario on; `rollcall shrink` writes "
     "it.",
     "", "", Code::Example::kNone},
}};

}  // namespace

std::span<const Code> codes_of_verdicts() { return kCodesOfVerdicts; }

}  // namespace rollcall
