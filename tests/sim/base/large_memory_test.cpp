#include "sim/base/large_memory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <new>
#include <string>
#include <vector>

namespace rollcall {
namespace {

constexpr std::size_t kMega = std::size_t{1} << 20U;

std::uintptr_t place_of(const void* memory) { return reinterpret_cast<std::uintptr_t>(memory); }

TEST(LargeMemory, IsAlignedAsAskedAndAllOfItIsThere) {
  for (const std::size_t bytes : {0UL, 1UL, 100UL, 4096UL, 100'000UL, 8 * kMega - 1}) {
    for (const std::size_t alignment : {1UL, 8UL, 64UL, 4096UL}) {
      void* const memory = allocate_memory(bytes, alignment);
      ASSERT_NE(memory, nullptr);
      EXPECT_EQ(place_of(memory) % alignment, 0U);
      std::memset(memory, 1, bytes);
      release_memory(memory, bytes, alignment);
    }
  }
}

TEST(LargeMemory, BeginsWithALargePageOnceItIsLarge) {
  for (const std::size_t bytes : {8 * kMega, 9 * kMega + 1, 33 * kMega - 1}) {
    void* const memory = allocate_memory(bytes, 8);
    EXPECT_EQ(place_of(memory) % (2 * kMega), 0U);
    std::memset(memory, 1, bytes);
    release_memory(memory, bytes, 8);
  }
}

// The line of flags of the mapping that begins there, "" if there is none.
std::string flags_at(const void* memory) {
  std::ifstream maps("/proc/self/smaps");
  const std::string begin = fmt::format("{:x}-", place_of(memory));
  bool found = false;
  for (std::string line; std::getline(maps, line);) {
    found = found || line.starts_with(begin);
    if (found && line.starts_with("VmFlags:")) {
      return line + " ";
    }
  }
  return "";
}

TEST(LargeMemory, IsAskedToBeOfLargePages) {
  if (!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage/enabled")) {
    GTEST_SKIP() << "the kernel has no large pages to give";
  }
  void* const memory = allocate_memory(32 * kMega, 8);
  const std::string flags = flags_at(memory);
  EXPECT_NE(flags.find(" hg "), std::string::npos) << flags;
  release_memory(memory, 32 * kMega, 8);
}

TEST(LargeMemory, GoesBackToTheSystemAtOnce) {
  void* const memory = allocate_memory(32 * kMega, 8);
  EXPECT_NE(flags_at(memory), "");
  release_memory(memory, 32 * kMega, 8);
  EXPECT_EQ(flags_at(memory), "");
}

TEST(LargeMemory, ThrowsWhenThereIsNotSoMuch) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  for (const std::size_t bytes : {kMost, kMost - 4 * kMega, kMost / 2}) {
    EXPECT_THROW(static_cast<void>(allocate_memory(bytes, 8)), std::bad_alloc);
  }
  LargeMemory<std::uint64_t> numbers;
  EXPECT_THROW(static_cast<void>(numbers.allocate(kMost / 8 + 2)), std::bad_alloc);
}

TEST(LargeMemory, KeepsWhatAVectorPutsIntoIt) {
  std::vector<std::uint64_t, LargeMemory<std::uint64_t>> numbers;
  for (std::uint64_t number = 0; number < 2'000'000; ++number) {
    numbers.push_back(number);
  }
  const auto copy = numbers;
  std::uint64_t sum = 0;
  for (const std::uint64_t number : copy) {
    sum += number;
  }
  EXPECT_EQ(sum, 1'999'999'000'000U);
}

}  // namespace
}  // namespace rollcall
