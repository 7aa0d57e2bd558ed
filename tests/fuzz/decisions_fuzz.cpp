// Any bytes as a decision file: refused with a place, or exactly what would be written for it.
#include "sim/base/ensure.hpp"
#include "sim/trace/decision_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rollcall;
  const std::string text(data, data + size);
  try {
    const DecisionFile decisions = parse_decisions(text, "a.decisions");
    ensure(format(decisions) == text, "one schedule has one text");
  } catch (const DecisionFileError& error) {
    for (const DecisionFileProblem& problem : error.problems()) {
      ensure(problem.line >= 0 && !problem.message.empty(), "a problem has a place and a text");
    }
  }
  return 0;
}
