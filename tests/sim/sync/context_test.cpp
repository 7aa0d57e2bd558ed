#include "sim/sync/context.hpp"

#include "sim/sync/timer.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using sim::context_error;

TEST(Context, BackgroundIsNeverDone) {
  const RunResult result = run(1, [] {
    const sim::context root = sim::background();
    EXPECT_EQ(root.err(), context_error::kNone);
    EXPECT_EQ(root.cause(), "");
    EXPECT_EQ(root.deadline(), std::nullopt);
    EXPECT_EQ(sim::select(sim::receive_from(root.done()), sim::otherwise()), 1U);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Context, CancelReachesAllBelowInOneStepAndNoneAbove) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RunResult result = run(seed, [] {
      const auto [root, cancel_root] = sim::with_cancel(sim::background(), "root");
      const auto [middle, cancel_middle] = sim::with_cancel(root, "middle");
      const auto [leaf, cancel_leaf] = sim::with_cancel(middle, "leaf");
      const auto [other, cancel_other] = sim::with_cancel(root, "other");
      sim::spawn("watch", [middle = middle, leaf = leaf] {
        static_cast<void>(leaf.done().receive());
        EXPECT_EQ(middle.done().try_receive().has_value(), false);
        EXPECT_EQ(middle.err(), context_error::kCancelled) << "it is not done later";
      });
      cancel_middle();
      EXPECT_EQ(leaf.err(), context_error::kCancelled);
      EXPECT_EQ(leaf.cause(), "context canceled");
      EXPECT_EQ(root.err(), context_error::kNone);
      EXPECT_EQ(other.err(), context_error::kNone);
      cancel_root("shutting down");
      EXPECT_EQ(other.cause(), "shutting down");
      EXPECT_EQ(leaf.cause(), "context canceled") << "the first counts";
      cancel_root();
      World::current().await_idle();
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Context, OfADoneParentIsDoneAtOnce) {
  const RunResult result = run(1, [] {
    const auto [parent, cancel] = sim::with_cancel(sim::background());
    cancel("enough");
    const auto [child, cancel_child] = sim::with_timeout(parent, 1ms);
    EXPECT_EQ(child.err(), context_error::kCancelled);
    EXPECT_EQ(child.cause(), "enough");
    EXPECT_EQ(child.done().receive().has_value(), false);
    World::current().await_idle();
    EXPECT_EQ(sim::now(), Time{}) << "no timer is left";
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Context, EndsAtItsDeadline) {
  const RunResult result = run(1, [] {
    const auto [ctx, cancel] = sim::with_timeout(sim::background(), 10ms);
    EXPECT_EQ(ctx.deadline(), Time{10ms});
    EXPECT_EQ(sim::select(sim::receive_from(ctx.done()), sim::timeout(20ms)), 0U);
    EXPECT_EQ(sim::now(), Time{10ms});
    EXPECT_EQ(ctx.err(), context_error::kDeadlineExceeded);
    EXPECT_EQ(ctx.cause(), "context deadline exceeded");
    cancel();
    EXPECT_EQ(ctx.err(), context_error::kDeadlineExceeded) << "the first counts";
    const auto [past, cancel_past] = sim::with_deadline(sim::background(), Time{5ms});
    EXPECT_EQ(past.err(), context_error::kDeadlineExceeded);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Context, TheSoonerDeadlineCounts) {
  const RunResult result = run(1, [] {
    const auto [outer, cancel_outer] = sim::with_timeout(sim::background(), 10ms);
    const auto [longer, cancel_longer] = sim::with_timeout(outer, 1h);
    const auto [shorter, cancel_shorter] = sim::with_timeout(outer, 5ms);
    EXPECT_EQ(longer.deadline(), Time{10ms});
    EXPECT_EQ(shorter.deadline(), Time{5ms});
    static_cast<void>(shorter.done().receive());
    EXPECT_EQ(sim::now(), Time{5ms});
    static_cast<void>(longer.done().receive());
    EXPECT_EQ(sim::now(), Time{10ms});
    EXPECT_EQ(longer.err(), context_error::kDeadlineExceeded);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Context, CancelStopsTheTimer) {
  const RunResult result = run(1, [] {
    const auto [ctx, cancel] = sim::with_timeout(sim::background(), 1h);
    cancel();
    World::current().await_idle();
    EXPECT_EQ(sim::now(), Time{});
    { const auto dropped = sim::with_timeout(sim::background(), 1h); }
    World::current().await_idle();
    EXPECT_EQ(sim::now(), Time{}) << "nor does one that nobody has any more";
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Context, CancelRacesWithTheDeadline) {
  std::set<context_error> errors;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      const auto [ctx, cancel] = sim::with_timeout(sim::background(), 10ms);
      sim::sleep(10ms);
      cancel();
      errors.insert(ctx.err());
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(errors,
            (std::set<context_error>{context_error::kCancelled, context_error::kDeadlineExceeded}));
}

TEST(Context, CarriesValuesToAllBelow) {
  const RunResult result = run(1, [] {
    static constexpr sim::context_key<int> kNumber;
    static constexpr sim::context_key<std::string> kWord;
    static constexpr sim::context_key<int> kOther;
    const sim::context number = sim::with_value(sim::background(), kNumber, 7);
    const auto [middle, cancel] = sim::with_cancel(number);
    const sim::context word = sim::with_value(middle, kWord, std::string("w"));
    const sim::context shadow = sim::with_value(word, kNumber, 8);
    EXPECT_EQ(*word.value(kNumber), 7);
    EXPECT_EQ(*shadow.value(kNumber), 8);
    EXPECT_EQ(*shadow.value(kWord), "w");
    EXPECT_EQ(shadow.value(kOther), nullptr);
    EXPECT_EQ(number.value(kWord), nullptr);
    cancel();
    EXPECT_EQ(shadow.err(), context_error::kCancelled) << "it is done when its parent is";
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
