#include "reports/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace rollcall {
namespace {

using Lines = std::vector<std::string>;

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, line.size());
  }
  return widest;
}

TEST(Wrap, LeavesWhatFits) {
  EXPECT_EQ(wrap("", 5), Lines{""});
  EXPECT_EQ(wrap("abcde", 5), Lines{"abcde"});
  EXPECT_EQ(wrap("a b c", 5), Lines{"a b c"});
}

TEST(Wrap, SplitsAtTheLastBlankThatFits) {
  EXPECT_EQ(wrap("ab cd ef", 5), (Lines{"ab cd", "ef"}));
  EXPECT_EQ(wrap("ab cd ef", 4), (Lines{"ab", "cd", "ef"}));
  EXPECT_EQ(wrap("abc d", 3), (Lines{"abc", "d"}));
}

TEST(Wrap, KeepsLinesApart) {
  EXPECT_EQ(wrap("a\n  b c\n\nd", 4), (Lines{"a", "  b", "c", "", "d"}));
  EXPECT_EQ(wrap("a\n", 4), Lines{"a"});
}

TEST(Wrap, CutsAWordThatIsTooLong) {
  EXPECT_EQ(wrap("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("a bcdefgh", 3), (Lines{"a", "bcd", "efg", "h"}));
  EXPECT_EQ(wrap("abcdef", 3), (Lines{"abc", "def"}));
}

TEST(Wrap, LeavesNoBlanksWhereItSplits) {
  EXPECT_EQ(wrap("ab   cd", 3), (Lines{"ab", "cd"}));
  EXPECT_EQ(wrap("ab      cd", 4), (Lines{"ab", "cd"}));
  EXPECT_EQ(wrap("abc ", 3), Lines{"abc"});
  EXPECT_EQ(wrap("  indented text", 10), (Lines{"  indented", "text"}));
}

TEST(Wrap, NeverExceedsTheWidthAndLosesNoLetter) {
  const std::string text = "the free queue holds  a record of worker w1 that a newer one replaced";
  std::string letters = text;
  std::erase(letters, ' ');
  for (std::size_t width = 1; width < text.size() + 2; ++width) {
    std::string kept;
    for (const std::string& line : wrap(text, width)) {
      EXPECT_LE(line.size(), width);
      EXPECT_FALSE(line.ends_with(' ')) << "width " << width << ": '" << line << "'";
      kept += line;
    }
    std::erase(kept, ' ');
    EXPECT_EQ(kept, letters) << "width " << width;
  }
}

const Table kSmall{.title = "not printed",
                   .columns = {"id", "state", "connection"},
                   .rows = {{"w1", "free", "c1 to 10.0.0.1:7000"}, {"worker-2", "dead", ""}}};

TEST(Render, AlignsColumnsUnderTheirTitles) {
  EXPECT_EQ(render(kSmall, 80),
            "id        state  connection\n"
            "--------  -----  -------------------\n"
            "w1        free   c1 to 10.0.0.1:7000\n"
            "worker-2  dead\n");
}

TEST(Render, ATableWithoutRowsIsItsHeading) {
  EXPECT_EQ(render({.title = "", .columns = {"a", "bc"}, .rows = {}}, 80), "a  bc\n-  --\n");
  EXPECT_EQ(render({.title = "", .columns = {}, .rows = {}}, 80), "\n\n");
}

const Table kWide{
    .title = "",
    .columns = {"step", "register w1 #1", "register w1 #2"},
    .rows = {{"7", "attaches c1 to r2 of w1, target 10.0.0.1:7000", ""},
             {"12", "", "queues r2 of w1, queue now 1, and nobody is there to take it away"}}};

TEST(Render, WrapsTheWidestCellsWhereTheWholeWouldBeTooWide) {
  EXPECT_EQ(render(kWide, 80),
            "step  register w1 #1                        register w1 #2\n"
            "----  ------------------------------------  ------------------------------------\n"
            "7     attaches c1 to r2 of w1, target\n"
            "      10.0.0.1:7000\n"
            "12                                          queues r2 of w1, queue now 1, and\n"
            "                                            nobody is there to take it away\n");
  EXPECT_EQ(render(kWide, 60),
            "step  register w1 #1              register w1 #2\n"
            "----  --------------------------  --------------------------\n"
            "7     attaches c1 to r2 of w1,\n"
            "      target 10.0.0.1:7000\n"
            "12                                queues r2 of w1, queue now\n"
            "                                  1, and nobody is there to\n"
            "                                  take it away\n");
}

TEST(Render, IsNeverWiderThanAsked) {
  for (std::size_t width = 40; width < 130; ++width) {
    const std::string text = render(kWide, width);
    EXPECT_LE(widest_line(text), width);
    EXPECT_EQ(text.find(" \n"), std::string::npos) << "trailing blanks at width " << width;
  }
}

TEST(Render, KeepsAFewLettersAColumnWhereNothingFits) {
  const std::string text = render(kWide, 1);
  EXPECT_EQ(widest_line(text), 4U + 2 + 6 + 2 + 6);
}

}  // namespace
}  // namespace rollcall
