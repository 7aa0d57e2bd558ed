#include "sim/base/name_index.hpp"

#include "sim/base/random.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Names that share a home, so that each removal has to close a hole: all orders of removal.
TEST(NameIndex, FindsWhatStandsBehindAHole) {
  const std::vector<std::uint32_t> hashes = {14, 15, 30, 14, 31};  // homes 14, 15, 14, 14, 15 of 16
  std::vector<std::uint32_t> order = {0, 1, 2, 3, 4};
  do {
    NameIndex index;
    for (std::uint32_t number = 0; number < hashes.size(); ++number) {
      index.insert(hashes[number], number);
    }
    std::set<std::uint32_t> left(order.begin(), order.end());
    for (const std::uint32_t removed : order) {
      index.erase(hashes[removed], removed);
      left.erase(removed);
      for (std::uint32_t number = 0; number < hashes.size(); ++number) {
        const std::uint32_t found = index.find(
            hashes[number], [&](std::uint32_t candidate) { return candidate == number; });
        ASSERT_EQ(found, left.contains(number) ? number : NameIndex::kAbsent);
      }
      ASSERT_EQ(index.count(), left.size());
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(NameIndex, FindsWhatAnOrderedMapFinds) {
  Xoshiro256 random(1);
  std::vector<std::string> names;
  NameIndex index;
  std::map<std::string, std::uint32_t> model;
  for (int step = 0; step < 100'000; ++step) {
    const std::string name = fmt::format("w{}", random.below(5000));
    const std::uint32_t hash = NameIndex::hash_of(name);
    const auto is_it = [&](std::uint32_t number) { return names[number] == name; };
    const auto known = model.find(name);
    ASSERT_EQ(index.find(hash, is_it), known == model.end() ? NameIndex::kAbsent : known->second);
    if (known == model.end()) {
      const auto number = static_cast<std::uint32_t>(names.size());
      names.push_back(name);
      index.insert(hash, number);
      model.emplace(name, number);
    } else if (random.below(2) == 0) {
      index.erase(hash, known->second);
      model.erase(known);
    }
    ASSERT_EQ(index.count(), model.size());
  }
}

}  // namespace
}  // namespace rollcall
