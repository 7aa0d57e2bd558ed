#include "sim/base/letters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

TEST(Letters, KeepsTextsOfEveryLength) {
  Letters letters;
  std::vector<std::pair<std::string, Letters::Text>> kept;
  for (const std::size_t size :
       {0U, 1U, 4096U, 4095U, 1U, 0U, 1U, 100'000U, 3U, 4097U, 0U, 8192U}) {
    const std::string text(size, static_cast<char>('a' + kept.size()));
    kept.emplace_back(text, letters.keep(text));
  }
  for (const auto& [text, place] : kept) {
    EXPECT_EQ(letters[place], text);
  }
}

TEST(Letters, KeepOthersOnceAllAreForgotten) {
  for (const std::size_t size : {10U, 3000U, 20'000U}) {
    Letters letters;
    for (int round = 0; round < 3; ++round) {
      const std::string text(size, static_cast<char>('a' + round));
      const std::string other(size > 100 ? 5000 : 5, 'z');
      const Letters::Text first = letters.keep(text);
      const Letters::Text second = letters.keep("second");
      const Letters::Text third = letters.keep(other);
      EXPECT_EQ(letters[first], text);
      EXPECT_EQ(letters[second], "second");
      EXPECT_EQ(letters[third], other);
      letters.clear();
    }
  }
}

TEST(Letters, LeaveATextInItsPlace) {
  Letters letters;
  const Letters::Text first = letters.keep("first");
  const char* const place = letters[first].data();
  for (int count = 0; count < 10'000; ++count) {
    static_cast<void>(letters.keep("another"));
  }
  EXPECT_EQ(letters[first].data(), place);
  EXPECT_EQ(letters[first], "first");
}

}  // namespace
}  // namespace rollcall
