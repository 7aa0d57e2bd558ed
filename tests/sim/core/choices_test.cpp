#include "sim/core/choices.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace rollcall {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

std::vector<std::uint64_t> picks(Choices& choices, std::string_view stream, std::uint64_t bound) {
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 50; ++i) {
    values.push_back(choices.pick(choices.stream(stream), bound));
  }
  return values;
}

TEST(Choices, OneSeedGivesOneSequence) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(5, nullptr);
  const auto first = picks(choices, "faults", 1000);
  choices.begin(6, nullptr);
  const auto other = picks(choices, "faults", 1000);
  choices.begin(5, nullptr);
  const auto again = picks(choices, "faults", 1000);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST(Choices, StreamsAreIndependent) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(5, nullptr);
  const auto alone = picks(choices, "faults", 1000);
  const auto alone_next = picks(choices, "faults", 1000);

  choices.begin(5, nullptr);
  EXPECT_NE(picks(choices, "network", 1000), alone) << "each name has a seed of its own";
  EXPECT_EQ(picks(choices, "faults", 1000), alone);
  static_cast<void>(picks(choices, "network", 17));
  static_cast<void>(picks(choices, "workload/a", 3));
  static_cast<void>(choices.schedule(100));
  EXPECT_EQ(picks(choices, "faults", 1000), alone_next);
}

TEST(Choices, TheScheduleIsAStreamOfItsOwn) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(5, nullptr);
  std::vector<std::uint64_t> alone;
  for (int i = 0; i < 50; ++i) {
    alone.push_back(choices.schedule(1000));
  }
  choices.begin(5, nullptr);
  static_cast<void>(picks(choices, "faults", 1000));
  for (const std::uint64_t expected : alone) {
    EXPECT_EQ(choices.schedule(1000), expected);
  }
}

TEST(Choices, AReferenceToAStreamStaysGood) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(1, nullptr);
  Stream& first = choices.stream("first");
  for (int i = 0; i < 500; ++i) {
    static_cast<void>(choices.stream("stream " + std::to_string(i)));
  }
  EXPECT_EQ(&choices.stream("first"), &first);
  EXPECT_EQ(first.name(), "first");
}

TEST(Choices, BetweenReachesBothEndsAndNoFurther) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(1, nullptr);
  Stream& stream = choices.stream("x");
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) {
    seen.insert(choices.between(stream, std::int64_t{-2}, std::int64_t{3}));
  }
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(choices.between(stream, kLowest, kLowest), kLowest);
  EXPECT_EQ(choices.between(stream, kHighest, kHighest), kHighest);
  EXPECT_EQ(choices.between(stream, Duration{7}, Duration{7}), Duration{7});
}

TEST(Choices, BetweenCoversHugeRanges) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(1, nullptr);
  Stream& stream = choices.stream("x");
  int negative = 0;
  int beyond_half = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t value = choices.between(stream, kLowest, kHighest - 1);
    EXPECT_LT(value, kHighest);
    negative += value < 0 ? 1 : 0;
    beyond_half += value > kHighest / 2 || value < kLowest / 2 ? 1 : 0;
  }
  EXPECT_NEAR(negative, 500, 64) << "four standard deviations";
  EXPECT_NEAR(beyond_half, 500, 64);
}

TEST(Choices, ChanceOfZeroAndOneIsNoDraw) {
  TraceHash hash;
  Choices choices(hash);
  Trace recording;
  choices.begin(1, &recording);
  Stream& stream = choices.stream("x");
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(choices.chance(stream, {.num = 0, .den = 7}));
    EXPECT_TRUE(choices.chance(stream, {.num = 7, .den = 7}));
    EXPECT_EQ(choices.pick(stream, 1), 0U);
  }
  EXPECT_TRUE(recording.draws.empty());
  EXPECT_EQ(hash.digest(), TraceHash().digest());
}

TEST(Choices, ChanceHasItsProbability) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(1, nullptr);
  Stream& stream = choices.stream("x");
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    hits += choices.chance(stream, {.num = 3, .den = 10}) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 3000, 184) << "four standard deviations";
}

TEST(Choices, ADrawEntersHashAndRecording) {
  TraceHash hash;
  Choices choices(hash);
  Trace recording;
  choices.begin(1, &recording);
  const std::uint64_t value = choices.pick(choices.stream("x"), 10);
  TraceHash expected;
  expected.add_draw(name_hash("x"), 10, value);
  EXPECT_EQ(hash.digest(), expected.digest());
  EXPECT_EQ(recording.draws,
            (std::vector<Draw>{{.stream = name_hash("x"), .bound = 10, .value = value}}));
}

TEST(Choices, TheScheduleIsNeitherHashedNorRecorded) {
  TraceHash hash;
  Choices choices(hash);
  Trace recording;
  choices.begin(1, &recording);
  static_cast<void>(choices.schedule(1000));
  EXPECT_EQ(hash.digest(), TraceHash().digest());
  EXPECT_TRUE(recording.draws.empty());
}

TEST(Choices, ReplayGivesTheRecordedValuesWhateverTheSeed) {
  TraceHash hash;
  Choices choices(hash);
  Trace recording;
  choices.begin(1, &recording);
  const auto faults = picks(choices, "faults", 1000);
  const auto network = picks(choices, "network", 7);

  choices.begin(99, nullptr);
  choices.replay(recording.draws);
  EXPECT_EQ(picks(choices, "faults", 1000), faults);
  EXPECT_EQ(picks(choices, "network", 7), network);
  EXPECT_FALSE(choices.diverged());
  static_cast<void>(choices.pick(choices.stream("faults"), 1000));
  EXPECT_TRUE(choices.diverged()) << "no draw is left";
}

TEST(Choices, ReplayNoticesAnotherStreamOrBoundAndStaysInRange) {
  TraceHash hash;
  Choices choices(hash);
  const std::vector<Draw> draws = {{.stream = name_hash("faults"), .bound = 10, .value = 9}};
  choices.begin(1, nullptr);
  choices.replay(draws);
  EXPECT_EQ(choices.pick(choices.stream("network"), 10), 0U);
  EXPECT_TRUE(choices.diverged());

  choices.begin(1, nullptr);
  EXPECT_FALSE(choices.diverged()) << "a new execution starts afresh";
  choices.replay(draws);
  EXPECT_LT(choices.pick(choices.stream("faults"), 5), 5U);
  EXPECT_TRUE(choices.diverged());

  choices.begin(1, nullptr);
  choices.replay(draws);
  EXPECT_EQ(choices.pick(choices.stream("faults"), 10), 9U);
  EXPECT_FALSE(choices.diverged());
}

TEST(ChoicesDeath, AnEmptyChoiceIsABugOfOurs) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(1, nullptr);
  EXPECT_DEATH(static_cast<void>(choices.pick(choices.stream("x"), 0)), "at least one alternative");
  EXPECT_DEATH(static_cast<void>(choices.between(choices.stream("x"), kLowest, kHighest)),
               "fewer than 2\\^64");
}

}  // namespace
}  // namespace rollcall
