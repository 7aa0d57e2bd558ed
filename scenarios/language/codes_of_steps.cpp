// E3xx: who does what, and when.
#include "scenarios/language/codes.hpp"

#include <array>

namespace rollcall {
namespace {

constexpr std::array<Code, 16> kCodesOfSteps{{
    {"E301", "no such worker", "`workers` does not make one of that name, or none that fits.",
     "steps: [{at: 0s, register: w4}]\n", "steps: [{at: 0s, register: w3}]\n"},
    {"E302", "not a selector",
     "An id, a pattern with '*', or a range of numbers such as w[2..5]; not two of them in one.",
     "steps: [{at: 0s, register: \"w[1-3]\"}]\n", "steps: [{at: 0s, register: \"w[1..3]\"}]\n"},
    {"E303", "several workers where one is needed",
     "An address, a step of a sequence or a trigger is one worker's.",
     "steps: [{at: 0s, register: {worker: w*, address: \"10.0.0.9:7000\"}}]\n",
     "steps: [{at: 0s, register: {worker: w1, address: \"10.0.0.9:7000\"}}]\n"},
    {"E310", "a step without a time, or with two",
     "A step starts at a time, after a labelled step has ended, or when something happens.",
     "steps: [{register: w*}]\n", "steps: [{at: 0s, register: w*}]\n"},
    {"E311", "a step that is earlier than the one before it",
     "Steps stand in order of time, so that a file reads as it is played.",
     "steps: [{at: 1s, register: w1}, {at: 0s, register: w2}]\n",
     "steps: [{at: 0s, register: w2}, {at: 1s, register: w1}]\n"},
    {"E312", "no step of that label", "`after` names a label.",
     "steps: [{at: 0s, label: flap, register: w1}, {after: flop, register: w1}]\n",
     "steps: [{at: 0s, label: flap, register: w1}, {after: flap, register: w1}]\n"},
    {"E313", "a step that waits for a later one", "`after` names a step further up.",
     "steps: [{after: flap, register: w1}, {at: 0s, label: flap, register: w1}]\n",
     "steps: [{at: 0s, label: flap, register: w1}, {after: flap, register: w1}]\n"},
    {"E314", "a repeated label", "A label names one step.",
     "steps: [{at: 0s, label: flap, register: w1}, {at: 1s, label: flap, register: w2}]\n",
     "steps: [{at: 0s, label: flap, register: w1}, {at: 1s, label: flop, register: w2}]\n"},
    {"E315", "`repeat` where a step has no time of its own",
     "Repetitions are so long after another: the first needs an `at`.",
     "steps: [{when: {event: registered}, repeat: {times: 2, every: 1s}, register: w1}]\n",
     "steps: [{at: 0s, repeat: {times: 2, every: 1s}, register: w1}]\n"},
    {"E316", "no action", "Something has to be done: `rollcall list actions` shows what can be.",
     "steps: [{at: 0s}]\n", "steps: [{at: 0s, register: w*}]\n"},
    {"E317", "more than one action",
     "A step is one action, or a `race` of several whose interleavings are searched.",
     "steps: [{at: 0s, register: w1, set_state: {worker: w1, state: dead}}]\n",
     "steps: [{at: 0s, race: [{register: w1}, {set_state: {worker: w1, state: dead}}]}]\n"},
    {"E318", "a race of one branch", "There is nothing for it to race with.",
     "steps: [{at: 0s, race: [{register: w1}]}]\n", "steps: [{at: 0s, register: w1}]\n"},
    {"E319", "too much to do",
     "At most 1,000,000 actions; selectors look at 10,000,000 workers at most, in all.",
     "workers: {count: 100000}\n"
     "steps: [{at: 0s, repeat: {times: 11, every: 1s}, register: w*}]\n",
     "workers: {count: 100}\nsteps: [{at: 0s, repeat: {times: 11, every: 1s}, register: w*}]\n"},
    {"E320", "no steps", "A scenario that does nothing would always pass.", "steps: []\n",
     "steps: [{at: 0s, register: w*}]\n"},
    {"E321", "links without two sides", "A partition or a clog is between two sides.",
     "steps: [{at: 0s, partition: {between: [w1, w2, w3]}}]\nexpect: {hardened: holds}\n",
     "steps: [{at: 0s, partition: {between: [w1, [w2, w3]]}}]\nexpect: {hardened: holds}\n"},
    {"E330", "an entry of `faults` that is not one kind of fault", "Each entry is one kind.",
     "faults: [{drop_reply: {chance: 5%}, duplicate: {chance: 5%}}]\n"
     "expect: {hardened: holds}\n",
     "faults: [{drop_reply: {chance: 5%}}, {duplicate: {chance: 5%}}]\n"
     "expect: {hardened: holds}\n"},
}};

}  // namespace

std::span<const Code> codes_of_steps() { return kCodesOfSteps; }

}  // namespace rollcall
