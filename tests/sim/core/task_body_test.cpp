#include "sim/core/task.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace rollcall {
namespace {

struct Counts {
  int alive = 0;
  int calls = 0;
};

// A callable of a chosen size that counts how many of it are alive.
template <std::size_t kBytes>
class Counting {
 public:
  explicit Counting(Counts& counts) : counts_(&counts) { ++counts_->alive; }
  Counting(const Counting& other) : counts_(other.counts_) { ++counts_->alive; }
  Counting(Counting&& other) noexcept : counts_(other.counts_) { ++counts_->alive; }
  Counting& operator=(const Counting&) = delete;
  ~Counting() { --counts_->alive; }

  void operator()() { ++counts_->calls; }

 private:
  Counts* counts_;
  std::array<std::byte, kBytes - sizeof(Counts*)> padding_{};
};

template <std::size_t kBytes>
void expect_called_and_destroyed_once() {
  Counts counts;
  {
    TaskBody body;
    body.emplace(Counting<kBytes>(counts));
    EXPECT_EQ(counts.alive, 1);
    body();
    body();
    EXPECT_EQ(counts.calls, 2);
    body.reset();
    EXPECT_EQ(counts.alive, 0);
    body.reset();
    EXPECT_EQ(counts.alive, 0);
    const Counting<kBytes> original(counts);
    body.emplace(original);
    EXPECT_EQ(counts.alive, 2) << "an lvalue is copied";
    body.emplace(original);
    EXPECT_EQ(counts.alive, 2) << "the former body is destroyed";
  }
  EXPECT_EQ(counts.alive, 0);
}

TEST(TaskBody, DestroysASmallCallableExactlyOnce) { expect_called_and_destroyed_once<16>(); }
TEST(TaskBody, DestroysACallableThatJustFitsExactlyOnce) {
  expect_called_and_destroyed_once<128>();
}
TEST(TaskBody, DestroysALargeCallableExactlyOnce) { expect_called_and_destroyed_once<136>(); }
TEST(TaskBody, DestroysAHugeCallableExactlyOnce) { expect_called_and_destroyed_once<65536>(); }

TEST(TaskBody, TakesCallablesThatCannotBeCopied) {
  int seen = 0;
  TaskBody body;
  body.emplace([&seen, value = std::make_unique<int>(7)] { seen = *value; });
  body();
  EXPECT_EQ(seen, 7);
}

TEST(TaskBody, TakesOveralignedCallables) {
  struct alignas(64) Wide {
    const void** where;
    void operator()() { *where = this; }
  };
  const void* where = nullptr;
  TaskBody body;
  body.emplace(Wide{.where = &where});
  body();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(where) % 64, 0U);
}

TEST(TaskBody, IsEmptyAtFirst) {
  TaskBody body;
  body.reset();
}

}  // namespace
}  // namespace rollcall
