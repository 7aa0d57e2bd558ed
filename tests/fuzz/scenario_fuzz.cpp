// Any bytes as a scenario file: read, or refused with diagnostics that can be shown. What is read
// is written, and that reads back as the same.
#include "scenarios/language/scenario_writer.hpp"
#include "sim/base/ensure.hpp"
#include "tests/scenarios/language/support.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace rollcall {
namespace {

void check(const InputError& error, const std::string& text) {
  const auto line_count = std::count(text.begin(), text.end(), '\n') + 1;
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    ensure(diagnostic.line >= 0 && diagnostic.line <= line_count, "a problem is in the file");
    ensure((diagnostic.line == 0) == (diagnostic.column == 0), "a place is a line and a column");
    ensure(!diagnostic.message.empty(), "a problem says what it is");
  }
  const std::string shown = format(error);
  ensure(shown.find('\0') == std::string::npos, "what a terminal must not see is not shown");
  ensure(shown.find('\x1b') == std::string::npos, "what a terminal must not see is not shown");
}

void check(const Scenario& scenario) {
  const std::string once = to_yaml(scenario);
  const std::string twice = to_yaml(testing_support::read(once));
  ensure(once == twice, "what is written reads back as the same");
}

}  // namespace
}  // namespace rollcall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rollcall;
  const std::string text(data, data + size);
  static const Vocabulary words = testing_support::vocabulary();
  std::vector<Scenario> instances;
  try {
    instances = read_instances("a.yaml", text, words);
  } catch (const InputError& error) {
    check(error, text);
    return 0;
  }
  constexpr std::size_t kWorkersMax = 100;  // A large pool takes long to write, and shows no more.
  for (const Scenario& scenario : instances) {
    if (scenario.workers.size() <= kWorkersMax && scenario.steps.size() <= kWorkersMax) {
      check(scenario);
    }
  }
  return 0;
}
