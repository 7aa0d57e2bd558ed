#include "scenarios/hunt/shard.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// What shard_of_environment() asks is a plain function, so the variables stand here.
std::map<std::string, std::string> variables;
const char* variable(const char* name) {
  const auto found = variables.find(name);
  return found == variables.end() ? nullptr : found->second.c_str();
}

std::optional<Shard> shard_by(std::map<std::string, std::string> values) {
  variables = std::move(values);
  const auto found = shard_of_environment(&variable);
  return found ? std::optional(found->shard) : std::nullopt;
}

std::vector<std::uint64_t> indices_of(const Dealing& dealing) {
  std::vector<std::uint64_t> all;
  std::uint64_t from = 0;
  while (const auto range = dealing.next(from)) {
    for (std::uint64_t index = range->first; index < range->end; ++index) {
      all.push_back(index);
    }
    from = range->end;
  }
  return all;
}

TEST(Dealing, AllShardsTogetherHaveEachIndexOnce) {
  for (const std::uint64_t seeds : {0U, 1U, 5U, 64U, 1000U, 9999U, 100'000U}) {
    for (const std::uint32_t count : {1U, 2U, 3U, 7U, 16U}) {
      std::vector<int> times(seeds, 0);
      for (std::uint32_t index = 1; index <= count; ++index) {
        const Dealing dealing({.index = index, .count = count}, seeds);
        const std::vector<std::uint64_t> mine = indices_of(dealing);
        EXPECT_EQ(mine.size(), dealing.count()) << seeds << " by " << count;
        for (const std::uint64_t each : mine) {
          EXPECT_TRUE(dealing.has(each));
          ++times.at(each);
        }
      }
      EXPECT_EQ(times, std::vector<int>(seeds, 1)) << seeds << " by " << count;
    }
  }
}

TEST(Dealing, SharesFewSeedsEvenly) {
  for (std::uint32_t index = 1; index <= 4; ++index) {
    const std::uint64_t count = Dealing({.index = index, .count = 4}, 100).count();
    EXPECT_GE(count, 22U);
    EXPECT_LE(count, 28U);
  }
}

TEST(Dealing, HasABlockThatIsAllItsOwn) {
  for (const std::uint32_t count : {1U, 3U}) {
    const Dealing dealing({.index = 1, .count = count}, 1000);
    for (std::uint64_t size = 1; size <= 1024; size *= 2) {
      for (std::uint64_t first = 0; first < 1100; first += size) {
        bool all = true;
        for (std::uint64_t index = first; index < first + size; ++index) {
          all = all && dealing.has(index);
        }
        EXPECT_EQ(dealing.has({.first = first, .end = first + size}), all) << first << " " << size;
      }
    }
  }
}

TEST(Shard, IsReadFromAFlag) {
  EXPECT_EQ(parse_shard("2/8"), (Shard{.index = 2, .count = 8}));
  for (const char* const nonsense :
       {"", "2", "0/8", "9/8", "2/0", "a/b", "1/2/3", "-1/2", " 1/2"}) {
    EXPECT_EQ(parse_shard(nonsense), std::nullopt) << nonsense;
  }
}

TEST(Shard, IsReadFromTheEnvironment) {
  EXPECT_EQ(shard_by({}), std::nullopt);
  EXPECT_EQ(shard_by({{"ROLLCALL_TOTAL_SHARDS", "8"}, {"ROLLCALL_SHARD_INDEX", "7"}}),
            (Shard{.index = 8, .count = 8}));
  EXPECT_EQ(shard_by({{"ROLLCALL_TOTAL_SHARDS", "3"}, {"JOB_COMPLETION_INDEX", "0"}}),
            (Shard{.index = 1, .count = 3}));
  EXPECT_EQ(shard_by({{"SLURM_ARRAY_TASK_ID", "12"},
                      {"SLURM_ARRAY_TASK_MIN", "10"},
                      {"SLURM_ARRAY_TASK_COUNT", "4"}}),
            (Shard{.index = 3, .count = 4}));
  EXPECT_EQ(shard_by({{"SLURM_ARRAY_TASK_ID", "1"}}), std::nullopt);
}

TEST(Shard, ThatCannotBeIsRefused) {
  EXPECT_THROW(shard_by({{"ROLLCALL_TOTAL_SHARDS", "3"}}), std::invalid_argument);
  EXPECT_THROW(shard_by({{"ROLLCALL_TOTAL_SHARDS", "3"}, {"ROLLCALL_SHARD_INDEX", "3"}}),
               std::invalid_argument);
  EXPECT_THROW(shard_by({{"ROLLCALL_TOTAL_SHARDS", "x"}, {"ROLLCALL_SHARD_INDEX", "0"}}),
               std::invalid_argument);
  EXPECT_THROW(shard_by({{"SLURM_ARRAY_TASK_ID", "9"},  // an array with gaps: 1,5,9
                         {"SLURM_ARRAY_TASK_MIN", "1"},
                         {"SLURM_ARRAY_TASK_COUNT", "3"}}),
               std::invalid_argument);
}

}  // namespace
}  // namespace rollcall
