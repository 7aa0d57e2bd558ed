#include "scenarios/hunt/batch_player.hpp"

#include "scenarios/hunt/blocks.hpp"
#include "sim/base/random.hpp"
#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

// Breaks in some interleavings only.
const std::string kRace =
    "workers: {count: 1}\nsteps:\n  - at: 0s\n    race:\n      - register: w1\n"
    "      - register: {worker: w1, address: '10.0.0.1:7001'}\n";

std::uint64_t seed_of(std::size_t, std::uint64_t index) { return mix(1, index); }

std::vector<Segment> played(const std::string& text, IndexRange range) {
  const Played one(text);
  BatchPlayer player({one.player.get()}, &seed_of);
  return player.play({.range = range}, [](std::uint64_t) {});
}

TEST(BatchPlayer, CutsAtFailuresAndGroups) {
  const std::vector<Segment> segments =
      played(scenario_text(kRace, "holds"), {.first = 0, .end = 200});
  std::uint64_t next = 0;
  std::uint64_t failures = 0;
  for (const Segment& segment : segments) {
    EXPECT_EQ(segment.range.first, next);
    next = segment.range.end;
    EXPECT_EQ(segment.range.first / Segment::kGroup, (next - 1) / Segment::kGroup);
    EXPECT_TRUE(is_block(segment.range));
    failures += segment.failure ? 1U : 0U;
  }
  EXPECT_EQ(next, 200U);
  EXPECT_EQ(failures, 200U);  // Two registrations of one id break something in every order.
  EXPECT_FALSE(segments.front().states.empty());
  EXPECT_FALSE(segments.front().pairs.empty());
}

TEST(BatchPlayer, TellsWhatThePlayerSaysOfTheSeed) {
  const std::string text = scenario_text(kRace, "{violates: connection-matches-record}");
  const Played one(text);
  for (const Segment& segment : played(text, {.first = 0, .end = 100})) {
    if (segment.failure) {
      const RunResult again = one.player->play(seed_of(0, segment.range.end - 1));
      ASSERT_TRUE(again.violation);
      EXPECT_EQ(segment.failure->signature, signature_of(*again.violation));
      EXPECT_EQ(segment.failure->trace_hash, again.trace_hash);
      EXPECT_EQ(segment.failure->steps, again.steps);
    }
  }
}

// By a failure somewhere, the end of a batch, or not at all: a block comes to the same.
TEST(BatchPlayer, CountsABlockTheSameHoweverItIsCut) {
  const std::string race = scenario_text(kRace, "{violates: connection-matches-record}");
  CountedBlocks whole;
  CountedBlocks parts(1);
  for (const Segment& segment : played(race, {.first = 0, .end = 256})) {
    whole.add(count_of(segment));
  }
  std::uint64_t failures = 0;
  for (std::uint64_t first = 0; first < 256; first += 32) {
    for (const Segment& segment : played(race, {.first = first, .end = first + 32})) {
      parts.add(count_of(segment));
      failures += segment.failure ? 1U : 0U;
    }
  }
  EXPECT_GT(failures, 0U);
  EXPECT_LT(failures, 256U);
  EXPECT_GT(parts.all().size(), 8U);
  CountedBlocks joined;
  joined.add(parts);
  EXPECT_EQ(joined.all(), whole.all());
}

TEST(BatchPlayer, FindsTheSameStatesHoweverTheIndicesAreCut) {
  const std::string text =
      scenario_text("workers: {count: 3}\nsteps: [{at: 0s, register: w*}]\n", "holds");
  const Played one(text);
  BatchPlayer player({one.player.get()}, &seed_of);
  std::vector<Segment> parts =
      player.play({.range = {.first = 0, .end = 64}}, [](std::uint64_t) {});
  for (const Segment& more :
       player.play({.range = {.first = 64, .end = 128}}, [](std::uint64_t) {})) {
    parts.push_back(more);
  }
  EXPECT_EQ(parts, played(text, {.first = 0, .end = 128}));
}

}  // namespace
}  // namespace rollcall
