#include "sim/gtest/expectations.hpp"

#include "sim/core/world.hpp"

namespace rollcall {

// Called with GoogleTest's lock held: no op, hence no switch, happens here.
void ExpectationsToWorld::ReportTestPartResult(const testing::TestPartResult& part) {
  World& world = World::current();
  if (part.passed() || first_ || world.cancelling()) {
    return;
  }
  first_ = part;
  std::string place;
  if (part.file_name() != nullptr) {
    place = std::string(part.file_name()) + ":" + std::to_string(part.line_number()) + ": ";
  }
  world.report(part.skipped() ? kSkip : kExpectation, place + text_of(part));
}

std::string text_of(const testing::TestPartResult& part) {
  std::string text = part.summary();
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

}  // namespace rollcall
