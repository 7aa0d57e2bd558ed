#include "sim/base/segmented_vector.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {
namespace {

TEST(SegmentedVector, KeepsElementsAndTheirPlaces) {
  SegmentedVector<std::string> texts;
  std::vector<const std::string*> places;
  EXPECT_TRUE(texts.empty());
  for (int i = 0; i < 1000; ++i) {
    places.push_back(&texts.emplace_back(std::to_string(i)));
    EXPECT_EQ(&texts.back(), places.back());
  }
  ASSERT_EQ(texts.size(), 1000U);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(texts[i], std::to_string(i));
    EXPECT_EQ(&texts[i], places[i]);
    EXPECT_EQ(texts.index_of(*places[i]), i);
  }
}

TEST(SegmentedVector, GrowsByElementsMadeByDefault) {
  SegmentedVector<std::uint32_t> numbers;
  numbers.emplace_back(7U);
  numbers.grow_to(70);
  numbers.grow_to(70);
  ASSERT_EQ(numbers.size(), 70U);
  EXPECT_EQ(numbers[0], 7U);
  EXPECT_EQ(numbers[69], 0U);
}

TEST(SegmentedVector, DestroysEachElementOnce) {
  const auto counted = std::make_shared<int>();
  SegmentedVector<std::shared_ptr<int>> owners;
  for (int i = 0; i < 65; ++i) {
    owners.emplace_back(counted);
  }
  EXPECT_EQ(counted.use_count(), 66);
  owners.clear();
  EXPECT_EQ(counted.use_count(), 1);
  EXPECT_TRUE(owners.empty());
  for (int i = 0; i < 130; ++i) {
    owners.emplace_back(counted);
  }
  EXPECT_EQ(*owners[129], 0);
  EXPECT_EQ(counted.use_count(), 131);
}

TEST(SegmentedVector, MovesWithItsElementsInPlace) {
  SegmentedVector<std::string> texts;
  const std::string& first = texts.emplace_back("first");
  texts.grow_to(100);
  SegmentedVector<std::string> others(std::move(texts));
  EXPECT_EQ(&others[0], &first);
  others.grow_to(200);
  texts.grow_to(300);
  EXPECT_EQ(others.size(), 200U);
  EXPECT_EQ(&others[0], &first);
  others = std::move(texts);
  EXPECT_EQ(others.size(), 300U);
  EXPECT_EQ(others[0], "");
  others = SegmentedVector<std::string>();
  EXPECT_TRUE(others.empty());
}

TEST(SegmentedVector, AlignsWhatAsksForIt) {
  struct alignas(64) Line {
    int value = 0;
  };
  SegmentedVector<Line> lines;
  lines.grow_to(40);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&lines[39]) % 64, 0U);
}

TEST(SegmentedVector, KeepsAMillionInPlace) {
  struct Row {
    std::uint64_t number = 0;
    std::uint64_t rest[11] = {};
  };
  SegmentedVector<Row> rows;
  const Row& first = rows.emplace_back();
  std::vector<const Row*> places;
  for (std::uint64_t number = 1; number < 1'000'000; ++number) {
    places.push_back(&rows.emplace_back(Row{.number = number}));
  }
  EXPECT_EQ(&rows[0], &first);
  for (std::uint64_t number = 1; number < rows.size(); ++number) {
    ASSERT_EQ(&rows[number], places[number - 1]);
    ASSERT_EQ(rows[number].number, number);
  }
  for (const std::size_t index : {0U, 31U, 32U, 63U, 64U, 131'071U, 131'072U, 999'999U}) {
    EXPECT_EQ(rows.index_of(rows[index]), index);
  }
}

TEST(SegmentedVectorDeathTest, KnowsNoPlaceOfAStranger) {
  SegmentedVector<int> numbers;
  numbers.grow_to(70);
  const int copy = numbers[68];
  EXPECT_DEATH(static_cast<void>(numbers.index_of(copy)), "no copy");
  EXPECT_DEATH(static_cast<void>(numbers.index_of(*(&numbers[69] + 1))), "no copy");
}

}  // namespace
}  // namespace rollcall
