#include "sim/base/name_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

TEST(NameTable, NumbersTextsInOrderOfFirstMention) {
  NameTable names;
  EXPECT_EQ(names.find("a"), NameTable::kAbsent);
  EXPECT_EQ(names.intern("a"), 0U);
  EXPECT_EQ(names.intern(""), 1U);
  EXPECT_EQ(names.intern("a"), 0U);
  EXPECT_EQ(names.text(1), "");
  EXPECT_EQ(names.find("b"), NameTable::kAbsent);
}

TEST(NameTable, NumbersAnewOnceAllAreForgotten) {
  NameTable names;
  for (const char* const text : {"a", "b", "c"}) {
    names.intern(text);
  }
  names.clear();
  EXPECT_EQ(names.count(), 0U);
  EXPECT_EQ(names.find("a"), NameTable::kAbsent);
  EXPECT_EQ(names.intern("c"), 0U);
  EXPECT_EQ(names.text(0), "c");
}

TEST(NameTableDeathTest, HasNoTextOfANumberThatWasForgotten) {
  NameTable names;
  names.intern("a");
  names.clear();
  EXPECT_DEATH(static_cast<void>(names.text(0)), "has its number");
}

TEST(NameTable, FindsEachOfManyAndKeepsItsTextInPlace) {
  NameTable names;
  names.intern("w0");
  const char* const first = names.text(0).data();
  for (std::uint32_t number = 0; number < 20'000; ++number) {
    ASSERT_EQ(names.intern("w" + std::to_string(number)), number);
  }
  for (std::uint32_t number = 0; number < 20'000; ++number) {
    ASSERT_EQ(names.find("w" + std::to_string(number)), number);
  }
  EXPECT_EQ(names.count(), 20'000U);
  EXPECT_EQ(names.text(0).data(), first);
}

}  // namespace
}  // namespace rollcall
