// A decision file as version 1 writes it: an old file stays readable, and a change of the writer is
// seen.
#include "sim/trace/decision_file.hpp"

#include "sim/base/write_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace rollcall {
namespace {

const std::string kGolden = ROLLCALL_SOURCE_DIR "/tests/golden/decisions.txt";

DecisionFile golden() {
  DecisionFile decisions;
  decisions.header = {{"seed", "17"},
                      {"scenario", "scenarios/regressions/reregister-while-queued.yaml"},
                      {"manager", "documented"},
                      {"violation", "no-stale-worker"},
                      {"message", "w2 \"free\"\nthough it is gone"},
                      {"options", ""}};
  decisions.schedule.draws = {{.stream = "pace", .nth = 2, .bound = 3, .value = 1},
                              {.stream = "net \\", .nth = 11, .bound = 5'000'000, .value = 42}};
  const std::string first = label("", "register w2 #1");
  const std::string second = label("", "register w2 #2") + "#2";
  const std::string handler = label(first, "handler");
  decisions.schedule.switches = {
      {.at = {.task = first, .kind = OpKind::kLock, .object = label("", "wm.mu"), .nth = 2},
       .next = second},
      {.at = {.task = second, .kind = OpKind::kSent, .object = label(first, "reply"), .nth = 1},
       .next = handler},
      {.at = {.task = handler, .kind = OpKind::kYield, .object = "", .nth = 3}, .next = first},
      {.at = {.task = first, .object = ""}, .next = second}};
  return decisions;
}

TEST(DecisionFileGolden, IsWrittenAsBefore) {
  if (std::getenv("ROLLCALL_UPDATE_GOLDEN") != nullptr) {
    write_file(kGolden, format(golden()));
  }
  std::ifstream file(kGolden, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(format(golden()), text);
}

TEST(DecisionFileGolden, IsReadAsBefore) { EXPECT_EQ(read_decision_file(kGolden), golden()); }

}  // namespace
}  // namespace rollcall
