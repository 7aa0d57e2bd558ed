#include "sim/trace/hash.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

namespace rollcall {
namespace {

constexpr TaskId kTask{3};
constexpr Op kOp{.kind = OpKind::kLock, .object = ObjectId{5}};
constexpr Time kTime{Duration{7}};

std::uint64_t hash_of_step(TaskId task, Op op, Time time) {
  TraceHash hash;
  hash.add_step(task, op, time);
  return hash.digest();
}

std::uint64_t hash_of_draw(std::uint64_t stream, std::uint64_t bound, std::uint64_t value) {
  TraceHash hash;
  hash.add_draw(stream, bound, value);
  return hash.digest();
}

// Adds `count` steps that all differ.
void add_steps(TraceHash& hash, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    hash.add_step(TaskId{i}, kOp, kTime);
  }
}

TEST(TraceHash, EachFieldOfAStepMatters) {
  const std::set<std::uint64_t> hashes = {
      TraceHash().digest(),
      hash_of_step(kTask, kOp, kTime),
      hash_of_step(TaskId{4}, kOp, kTime),
      hash_of_step(kTask, {.kind = OpKind::kUnlock, .object = kOp.object}, kTime),
      hash_of_step(kTask, {.kind = kOp.kind, .object = ObjectId{6}}, kTime),
      hash_of_step(kTask, {.kind = kOp.kind, .object = ObjectId::kNone}, kTime),
      hash_of_step(kTask, kOp, kTime + Duration{1}),
      hash_of_step(TaskId{5}, {.kind = kOp.kind, .object = ObjectId{3}}, kTime)};
  EXPECT_EQ(hashes.size(), 8U);
}

TEST(TraceHash, EachFieldOfADrawMatters) {
  const std::uint64_t top = 1ULL << 63;
  const std::set<std::uint64_t> hashes = {
      hash_of_draw(1, 2, 0), hash_of_draw(2, 2, 0),        hash_of_draw(1, 3, 0),
      hash_of_draw(1, 2, 1), hash_of_draw(1, top | 2, 0),  hash_of_draw(1, top >> 4 | 2, 0),
      hash_of_draw(2, 1, 0), hash_of_draw(1 | top, 2, top)};
  EXPECT_EQ(hashes.size(), 8U);
}

TEST(TraceHash, ADrawIsNoStep) {
  TraceHash hash;
  hash.add_step(TaskId{0}, {.kind = OpKind::kDraw, .object = ObjectId::kNone}, Time{});
  EXPECT_NE(hash.digest(), hash_of_draw(0, 1, 0));
}

TEST(TraceHash, OrderMatters) {
  TraceHash one;
  one.add_step(TaskId{1}, kOp, kTime);
  one.add_step(TaskId{2}, kOp, kTime);
  TraceHash other;
  other.add_step(TaskId{2}, kOp, kTime);
  other.add_step(TaskId{1}, kOp, kTime);
  EXPECT_NE(one.digest(), other.digest());
}

TEST(TraceHash, OrderMattersAcrossBlocks) {
  TraceHash one;
  add_steps(one, 400);
  TraceHash other;
  for (std::uint32_t i = 0; i < 400; ++i) {
    const std::uint32_t task = i == 127   ? 128
                               : i == 128 ? 127
                                          : i;  // on both sides of a block's end
    other.add_step(TaskId{task}, kOp, kTime);
  }
  EXPECT_NE(one.digest(), other.digest());
}

// A block holds 128 records.
TEST(TraceHash, AnyLengthHasAHashOfItsOwnAndCanBeReadInBetween) {
  std::set<std::uint64_t> hashes;
  TraceHash running;
  for (std::uint32_t count = 0; count <= 400; ++count) {
    TraceHash fresh;
    add_steps(fresh, count);
    EXPECT_EQ(fresh.digest(), running.digest()) << count;
    EXPECT_EQ(running.digest(), running.digest()) << count;
    hashes.insert(running.digest());
    running.add_step(TaskId{count}, kOp, kTime);
  }
  EXPECT_EQ(hashes.size(), 401U);
}

TEST(TraceHash, ResetForgetsEverything) {
  TraceHash hash;
  add_steps(hash, 300);
  hash.reset();
  EXPECT_EQ(hash.digest(), TraceHash().digest());
  add_steps(hash, 130);
  TraceHash fresh;
  add_steps(fresh, 130);
  EXPECT_EQ(hash.digest(), fresh.digest());
}

}  // namespace
}  // namespace rollcall
