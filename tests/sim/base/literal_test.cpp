#include "sim/base/literal.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

constexpr const char* kConstant = "constant";

TEST(Literal, IsTextThatNobodyCanWrite) {
  EXPECT_TRUE(is_literal("here"));
  EXPECT_TRUE(is_literal(kConstant));
  EXPECT_TRUE(is_literal(&"long, and from its middle"[6]));
}

TEST(Literal, IsNoTextOfTheHeapTheStackOrAVariable) {
  static std::string variable = "short";
  static char array[] = "array";
  char local[] = "local";
  EXPECT_FALSE(is_literal(std::string(100, 'x').c_str()));
  EXPECT_FALSE(is_literal(variable.c_str()));
  EXPECT_FALSE(is_literal(array));
  EXPECT_FALSE(is_literal(local));
  EXPECT_FALSE(is_literal(nullptr));
}

}  // namespace
}  // namespace rollcall
