#include "sim/trace/trace.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace rollcall {
namespace {

TEST(Trace, DescribesAnOpWithItsObject) {
  Trace trace;
  trace.object_names = {"", "wm.mu", "jobs"};
  EXPECT_EQ(describe(trace, {.kind = OpKind::kLock, .object = ObjectId{1}}), "lock wm.mu");
  EXPECT_EQ(describe(trace, {.kind = OpKind::kReceive, .object = ObjectId{2}}),
            "receive from jobs");
  EXPECT_EQ(describe(trace, {.kind = OpKind::kStart}), "start");
}

TEST(Trace, DescribesAnOpOnAnObjectItDoesNotKnow) {
  const Trace trace;
  EXPECT_EQ(describe(trace, {.kind = OpKind::kClose, .object = ObjectId{9}}), "close");
}

TEST(Op, EveryKindHasAWord) {
  std::set<std::string_view> words;
  std::size_t kinds = 0;
  for (int number = 0; number < 256; ++number) {
    const std::string_view word = op_word(static_cast<OpKind>(number));
    if (word != "?") {
      words.insert(word);
      ++kinds;
    }
  }
  EXPECT_EQ(kinds, 50U);
  EXPECT_EQ(words.size(), kinds - 3) << "three go on after an op and share its word";
  EXPECT_EQ(op_word(OpKind::kSelected), op_word(OpKind::kSelect));
  EXPECT_EQ(op_word(OpKind::kSent), op_word(OpKind::kSend));
  EXPECT_EQ(op_word(OpKind::kReceived), op_word(OpKind::kReceive));
}

TEST(TaskName, CarriesANumberUnlessItIsZero) {
  EXPECT_EQ(TaskName{.text = "job"}.str(), "job");
  EXPECT_EQ((TaskName{.text = "job", .number = 3}.str()), "job 3");
}

}  // namespace
}  // namespace rollcall
