#include "scenarios/language/diagnostic.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

Diagnostic at(int line, int column) {
  return {.id = "E104",
          .file = "a.yaml",
          .line = line,
          .column = column,
          .path = "",
          .message = "bad",
          .hint = ""};
}

TEST(Diagnostic, ShowsLineCaretAndHint) {
  const Diagnostic diagnostic{.id = "E104",
                              .file = "a.yaml",
                              .line = 2,
                              .column = 14,
                              .path = "faults[0].partition.bewteen",
                              .message = "unknown key 'bewteen'",
                              .hint = "did you mean 'between'?"};
  EXPECT_EQ(format(diagnostic, "faults:\n- partition: {bewteen: [a, b]}\nheal: 1s\n"),
            "a.yaml:2:14: error E104: unknown key 'bewteen'\n"
            "- partition: {bewteen: [a, b]}\n"
            "             ^\n"
            "hint: did you mean 'between'?\n");
}

TEST(Diagnostic, OfAFileShowsNoLine) {
  EXPECT_EQ(format(at(0, 0), "text"), "a.yaml: error E104: bad\n");
}

TEST(Diagnostic, KeepsTabsSoThatTheCaretLandsUnderItsColumn) {
  EXPECT_EQ(format(at(1, 4), "\ta\tb\r\n"), "a.yaml:1:4: error E104: bad\n\ta\tb\n\t \t^\n");
}

TEST(Diagnostic, CountsACharacterOfSeveralBytesAsOneColumn) {
  EXPECT_EQ(format(at(1, 4), "\xc3\xa9 b"), "a.yaml:1:4: error E104: bad\n\xc3\xa9 b\n  ^\n");
}

TEST(Diagnostic, CutsLongLinesAroundTheCaret) {
  const std::string line = std::string(300, 'a') + "X" + std::string(300, 'b');
  EXPECT_EQ(format(at(1, 301), line), "a.yaml:1:301: error E104: bad\n..." + std::string(50, 'a') +
                                          "X" + std::string(49, 'b') + "...\n" +
                                          std::string(53, ' ') + "^\n");
}

TEST(Diagnostic, CutsTheEndOnlyWhenTheCaretIsNearTheStart) {
  const std::string line(300, 'a');
  EXPECT_EQ(format(at(1, 2), line),
            "a.yaml:1:2: error E104: bad\n" + std::string(100, 'a') + "...\n ^\n");
}

TEST(Diagnostic, CutsVeryLongLinesWithoutCuttingCharacters) {
  std::string line;
  for (int count = 0; count < 10'000; ++count) {
    line += "\xe2\x82\xac";
  }
  const std::string shown = line.substr(0, 300);
  EXPECT_EQ(format(at(1, 15'001), line), "a.yaml:1:15001: error E104: bad\n..." + shown + "...\n" +
                                             std::string(53, ' ') + "^\n");
  EXPECT_EQ(format(at(1, 30'001), line),
            "a.yaml:1:30001: error E104: bad\n..." + shown + "\n" + std::string(103, ' ') + "^\n");
}

TEST(Diagnostic, HidesWhatATerminalMustNotSee) {
  EXPECT_EQ(format(at(1, 3),
                   "a\x1b\xff"
                   "b"),
            "a.yaml:1:3: error E104: bad\na??b\n  ^\n");
}

TEST(Diagnostic, SurvivesAPositionOutsideTheText) {
  EXPECT_EQ(format(at(9, 9), "a\n"), "a.yaml:9:9: error E104: bad\n\n^\n");
}

TEST(InputError, SortsByPositionAndKeepsOrderAtOnePosition) {
  std::vector<Diagnostic> unsorted{at(2, 1), at(1, 9), at(1, 9)};
  unsorted[1].message = "first";
  unsorted[2].message = "second";
  const InputError error(unsorted, "one\ntwo\n");
  EXPECT_EQ(format(error),
            "a.yaml:1:9: error E104: first\none\n   ^\n"
            "a.yaml:1:9: error E104: second\none\n   ^\n"
            "a.yaml:2:1: error E104: bad\ntwo\n^\n");
  EXPECT_STREQ(error.what(),
               "a.yaml:1:9: error E104: first\na.yaml:1:9: error E104: second\n"
               "a.yaml:2:1: error E104: bad");
}

TEST(Suggest, FindsTheClosestWord) {
  const std::vector<std::string> words{"register", "set_state", "between", "beaten"};
  EXPECT_EQ(suggest("bewteen", words), "between");
  EXPECT_EQ(suggest("regster", words), "register");
  EXPECT_EQ(suggest("set-state", words), "set_state");
}

TEST(Suggest, IsSilentWhenNothingIsClose) {
  const std::vector<std::string> words{"register", "at"};
  EXPECT_EQ(suggest("pause", words), "");
  EXPECT_EQ(suggest("", words), "");
  EXPECT_EQ(suggest(std::string(100'000, 'a'), words), "");
  EXPECT_EQ(did_you_mean("pause", words), "");
}

TEST(Suggest, PrefersTheEarlierOfTwoEquallyCloseWords) {
  const std::vector<std::string> words{"w1", "w2"};
  EXPECT_EQ(did_you_mean("w9", words), "did you mean 'w1'?");
}

TEST(QuoteWord, ShortensAndCleansWords) {
  EXPECT_EQ(quote_word("abc"), "'abc'");
  EXPECT_EQ(quote_word("a\nb"), "'a?b'");
  EXPECT_EQ(quote_word(std::string(100, 'a')), "'" + std::string(59, 'a') + "...'");
}

}  // namespace
}  // namespace rollcall
