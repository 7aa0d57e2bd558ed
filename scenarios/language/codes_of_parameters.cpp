// E5xx: params.
#include "scenarios/language/codes.hpp"

#include <array>

namespace rollcall {
namespace {

constexpr std::array<Code, 4> kCodesOfParameters{{
    {"E501", "no such parameter",
     "$NAME stands for a value that `params` gives. A '$' that is meant as such is written $$.",
     "params: {room: {each: [1, 2]}}\nmanager: {free_capacity: $rom, dispatchers: $room}\n",
     "params: {room: {each: [1, 2]}}\nmanager: {free_capacity: $room}\n"},
    {"E502", "not the name of a parameter", "A lower-case letter, then letters, digits and '_'.",
     "params: {Room: {each: [1, 2]}}\n",
     "params: {room: {each: [1, 2]}}\nmanager: {free_capacity: $room}\n"},
    {"E503", "a parameter that nothing uses",
     "The scenario would be played once for each of its values, and always be the same.",
     "params: {room: {each: [1, 2]}}\n",
     "params: {room: {each: [1, 2]}}\nmanager: {free_capacity: $room}\n"},
    {"E504", "too many combinations", "A matrix has at most 1000: each is a scenario of its own.",
     "params: {a: {each: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]},\n"
     "         b: {each: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]},\n"
     "         c: {each: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}}\n"
     "manager: {free_capacity: $a, dispatchers: $b, attempts: $c}\n",
     "params: {a: {each: [1, 2, 3]}, b: {each: [1, 2, 3]}, c: {each: [1, 2, 3]}}\n"
     "manager: {free_capacity: $a, dispatchers: $b, attempts: $c}\n"},
}};

}  // namespace

std::span<const Code> codes_of_parameters() { return kCodesOfParameters; }

}  // namespace rollcall
