#include "sim/trace/decision_file.hpp"

#include "sim/base/write_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

DecisionFile example() {
  DecisionFile decisions;
  decisions.header = {{"seed", "17"}, {"note", ""}};
  decisions.schedule.draws = {{.stream = "pace", .nth = 2, .bound = 3, .value = 1}};
  decisions.schedule.switches = {
      {.at = {.task = "\"a\"", .kind = OpKind::kLock, .object = "\"mu\"#2", .nth = 11},
       .next = "\"a\"/\"b\""},
      {.at = {.task = "\"a\"/\"b\"", .kind = OpKind::kYield, .object = "", .nth = 3},
       .next = "\"a\""},
      {.at = {.task = "\"a\"", .object = ""}, .next = "\"main\""}};
  return decisions;
}

const std::string kExample =
    "rollcall-decisions 1\n"
    "seed: 17\n"
    "note:\n"
    "\n"
    "draws\n"
    "  \"pace\" 2nd: 1 of 3\n"
    "\n"
    "schedule\n"
    "  \"a\" until lock \"mu\"#2 (11th), then \"a\"/\"b\"\n"
    "  \"a\"/\"b\" until yield (3rd), then \"a\"\n"
    "  \"a\" until its end, then \"main\"\n"
    "\n"
    "end\n";

// The problems of kExample with one piece replaced.
std::string problems_with(const std::string& piece, const std::string& replacement) {
  std::string text = kExample;
  const std::size_t place = text.find(piece);
  EXPECT_NE(place, std::string::npos) << piece;
  text.replace(place, piece.size(), replacement);
  try {
    static_cast<void>(parse_decisions(text, "x"));
  } catch (const DecisionFileError& error) {
    return error.what();
  }
  return "none";
}

TEST(DecisionFile, IsATextForPeople) { EXPECT_EQ(format(example()), kExample); }

TEST(DecisionFile, ReadsWhatItWrites) { EXPECT_EQ(parse_decisions(kExample, "x"), example()); }

TEST(DecisionFile, OpsHaveDistinctWords) {
  std::set<std::string> words;
  for (int number = 1; number < 255; ++number) {
    const std::string word(place_word(OpKind{static_cast<std::uint8_t>(number)}));
    EXPECT_TRUE(word == "?" || words.insert(word).second) << word;
    EXPECT_EQ(word.find_first_of("\"("), std::string::npos) << word;
  }
  EXPECT_FALSE(words.contains("its end"));
}

TEST(DecisionFile, OrdinalsAreEnglish) {
  EXPECT_EQ(ordinal(1) + ordinal(2) + ordinal(3) + ordinal(4), "1st2nd3rd4th");
  EXPECT_EQ(ordinal(11) + ordinal(12) + ordinal(13) + ordinal(111), "11th12th13th111th");
  EXPECT_EQ(ordinal(21) + ordinal(102) + ordinal(1003), "21st102nd1003rd");
}

TEST(DecisionFile, NamesOfAnyBytesComeBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all += static_cast<char>(byte);
  }
  DecisionFile decisions;
  decisions.header = {{"about", all}};
  decisions.schedule.draws = {{.stream = all, .nth = 1, .bound = 2, .value = 1}};
  decisions.schedule.switches = {
      {.at = {.task = label("", all), .object = ""}, .next = label(label("", all), "b")}};
  EXPECT_EQ(parse_decisions(format(decisions), "x"), decisions);
}

TEST(DecisionFile, ProblemsSayWhereAndWhatToWrite) {
  EXPECT_EQ(problems_with("2nd:", "2th:"),
            "x:6:10: error: expected '2nd'\nhint: 1st, 2nd, 3rd, 4th, ...");
  EXPECT_EQ(problems_with("lock", "lick"),
            "x:9:13: error: no such op\nhint: an op as in 'lock \"mu\" (1st)', or 'its end'");
  EXPECT_EQ(problems_with("then \"a\"/", "then a/"),
            "x:9:38: error: expected '\"'\nhint: names stand in quotes");
  EXPECT_EQ(problems_with("\"main\"", "\"main"), "x:11:27: error: the quote is not closed");
  EXPECT_EQ(problems_with("\"main\"", "\"main\" "), "x:11:33: error: expected the end of the line");
  EXPECT_EQ(problems_with("#2", "#1"),
            "x:9:24: error: the first of a name has no number, the second has #2");
  EXPECT_EQ(problems_with("11th", "0th"), "x:9:26: error: counting starts at 1st");
  EXPECT_EQ(problems_with("note:", "Note:"),
            "x:3:1: error: expected 'key: value'\nhint: keys are made of a-z, 0-9 and '-'");
  EXPECT_EQ(problems_with("note:", "seed: 3"), "x:3:1: error: 'seed' is given twice");
  EXPECT_EQ(problems_with("1 of 3", "0 of 3"),
            "x:6:15: error: a draw of 0 is the default\nhint: leave the line out");
  EXPECT_EQ(problems_with("1 of 3", "3 of 3"), "x:6:15: error: the value is below its bound");
  EXPECT_EQ(problems_with("of 3", "of 36893488147419103232"),
            "x:6:20: error: the number is too big");
  EXPECT_EQ(problems_with("2nd:", "02nd:"),
            "x:6:10: error: expected '2nd'\nhint: 1st, 2nd, 3rd, 4th, ...");
  EXPECT_EQ(problems_with("1 of 3", "01 of 3"),
            "x:6:15: error: this is not how it is written\nhint: write '  \"pace\" 2nd: 1 of 3'");
  EXPECT_EQ(problems_with("\"pace\"", "\"pa\\ce\""),
            "x:6:3: error: no such escape\nhint: use \\\\, \\\" and, for control bytes, \\x0a");
}

TEST(DecisionFile, NoPlaceAndNoDrawIsNamedTwice) {
  EXPECT_EQ(problems_with("yield (3rd), then \"a\"\n",
                          "yield (3rd), then \"a\"\n  \"a\"/\"b\" until yield (3rd), then \"c\"\n"),
            "x:11:3: error: this place is given twice");
  EXPECT_EQ(problems_with("1 of 3\n", "1 of 3\n  \"pace\" 2nd: 2 of 3\n"),
            "x:7:3: error: this draw is given twice");
}

TEST(DecisionFile, AllProblemsOfASectionAreToldAtOnce) {
  std::string text = kExample;
  text.replace(text.find("lock"), 4, "lick");
  text.replace(text.find("yield"), 5, "yell");
  try {
    static_cast<void>(parse_decisions(text, "x"));
    FAIL() << "two ops are unknown";
  } catch (const DecisionFileError& error) {
    ASSERT_EQ(error.problems().size(), 2U);
    EXPECT_EQ(error.problems()[0].line, 9);
    EXPECT_EQ(error.problems()[1].line, 10);
    EXPECT_FALSE(error.incompatible());
  }
}

TEST(DecisionFile, OtherVersionsAreIncompatibleAndOtherFilesAreNot) {
  for (const auto& [text, incompatible] :
       {std::pair{"rollcall-decisions 3\n", true}, std::pair{"rollcall-decisions 1 \n", true},
        std::pair{"rollcall: 1\n", false}, std::pair{"", false}}) {
    try {
      static_cast<void>(parse_decisions(text, "x"));
      ADD_FAILURE() << text;
    } catch (const DecisionFileError& error) {
      EXPECT_EQ(error.incompatible(), incompatible) << text;
    }
  }
}

TEST(DecisionFile, IsOfVersionTwoIfItNamesTheClockAndOnlyThen) {
  const Switch to_clock{.at = {.task = "\"main\"", .kind = OpKind::kSleep, .object = "", .nth = 1},
                        .next = std::string(kClockLabel)};
  const Switch from_clock{
      .at = {.task = std::string(kClockLabel), .kind = OpKind::kGoOn, .object = "", .nth = 2},
      .next = "\"clock\""};
  const DecisionFile file{.header = {},
                          .schedule = {.switches = {to_clock, from_clock}, .draws = {}}};
  const std::string text = format(file);
  EXPECT_EQ(text,
            "rollcall-decisions 2\n\ndraws\n\nschedule\n"
            "  \"main\" until sleep (1st), then clock\n"
            "  clock until go on (2nd), then \"clock\"\n\nend\n");
  EXPECT_EQ(parse_decisions(text, "x"), file);
  std::string other = text;
  other.replace(other.find('2'), 1, "1");
  EXPECT_THROW(static_cast<void>(parse_decisions(other, "x")), DecisionFileError);
  EXPECT_THROW(
      static_cast<void>(parse_decisions("rollcall-decisions 2\n\ndraws\n\nschedule\n\nend\n", "x")),
      DecisionFileError);
}

TEST(DecisionFile, EveryCutIsNoticed) {
  for (std::size_t size = 0; size < kExample.size(); ++size) {
    EXPECT_THROW(static_cast<void>(parse_decisions(kExample.substr(0, size), "x")),
                 DecisionFileError)
        << size;
  }
}

TEST(DecisionFile, IsReadFromAFileOnly) {
  std::string pattern = (fs::temp_directory_path() / "rollcall-decisions-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const std::string path = (folder / "a.decisions").string();
  write_file(path, format(example()));
  EXPECT_EQ(read_decision_file(path), example());
  EXPECT_THROW(static_cast<void>(read_decision_file((folder / "b").string())), DecisionFileError);
  EXPECT_THROW(static_cast<void>(read_decision_file(folder.string())), DecisionFileError);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace rollcall
