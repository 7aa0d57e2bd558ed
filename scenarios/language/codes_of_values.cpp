// E2xx: numbers, durations, shares, names.
#include "scenarios/language/codes.hpp"

#include <array>

namespace rollcall {
namespace {

constexpr std::array<Code, 16> kCodesOfValues{{
    {"E201", "not a whole number", "Plain decimal digits: no quotes, '+', leading zeros or units.",
     "runs: many\n", "runs: 100\n"},
    {"E202", "a number out of range", "The hint says from where to where.", "runs: 0\n",
     "runs: 1\n"},
    {"E203", "a duration without a unit", "0 needs one, too: then no number is ever mistaken.",
     "steps: [{at: 50, register: w*}]\n", "steps: [{at: 50ms, register: w*}]\n"},
    {"E204", "not a duration", "A decimal number and a unit: ns, us, ms, s, m or h.",
     "steps: [{at: 5 sec, register: w*}]\n", "steps: [{at: 5s, register: w*}]\n"},
    {"E205", "not a whole number of nanoseconds", "Virtual time is counted in nanoseconds.",
     "steps: [{at: 0.5ns, register: w*}]\n", "steps: [{at: 1ns, register: w*}]\n"},
    {"E206", "a duration that is too long",
     "Virtual time ends after 292 years; repetitions must end before, too.",
     "steps: [{at: 9999999h, register: w*}]\n", "steps: [{at: 9999h, register: w*}]\n"},
    {"E207", "a duration that is negative, or zero where it must not be",
     "Only offsets and jumps of clocks go back.", "steps: [{at: -1s, register: w*}]\n",
     "steps: [{at: 1s, register: w*}]\n"},
    {"E208", "a range that ends before it starts", "The lower end comes first.",
     "network: {latency: 5ms..1ms}\n", "network: {latency: 1ms..5ms}\n"},
    {"E209", "not an address", "\"host:port\", split at the last colon.",
     "workers: {count: 3, address: \"10.0.0.{n}\"}\n",
     "workers: {count: 3, address: \"10.0.0.{n}:7000\"}\n"},
    {"E210", "not in kebab-case",
     "Names are lower-case words and digits joined by '-'; a label starts with a letter.",
     "name: My Example\n", "name: my-example\n"},
    {"E211", "not an id of workers",
     "Ids stand in selectors and in names of tasks: letters, digits, '-', '_', '.', and {n} for "
     "the worker's number; at most 64 bytes.",
     "workers: {count: 3, id: \"w {n}\"}\n", "workers: {count: 3, id: \"w-{n}\"}\n"},
    {"E212", "workers that would share an id", "{n} in the id makes them differ.",
     "workers: {count: 3, id: \"w\"}\n", "workers: {count: 3, id: \"w{n}\"}\n"},
    {"E213", "another version of the language", "This program reads version 1.", "rollcall: 2\n",
     "rollcall: 1\n"},
    {"E220", "not a share of one", "A percentage or a fraction, up to 100%.",
     "network: {loss: 0.05}\n", "network: {loss: 5%}\n"},
    {"E221", "not a rate", "How often, in what time.",
     "faults: [{crash: {host: w1, rate: 20s, restart_after: 1s}}]\nexpect: {hardened: holds}\n",
     "faults: [{crash: {host: w1, rate: 1/20s, restart_after: 1s}}]\nexpect: {hardened: holds}\n"},
    {"E222", "not a drift of a clock", "Parts in a million, at most 100000.",
     "clock: {drift: 100}\n", "clock: {drift: 100ppm}\n"},
}};

}  // namespace

std::span<const Code> codes_of_values() { return kCodesOfValues; }

}  // namespace rollcall
