#include "scenarios/language/values.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace rollcall {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

std::string text_of(const Problem& problem) {
  return problem.id + " " + problem.message + (problem.hint.empty() ? "" : " | " + problem.hint);
}

Duration duration(std::string_view text) {
  return std::get<Duration>(parse_duration(text, Sign::kAny));
}

std::string duration_problem(std::string_view text) {
  const Parsed<Duration> parsed = parse_duration(text, Sign::kNotNegative);
  const auto* problem = std::get_if<Problem>(&parsed);
  return problem == nullptr ? "" : text_of(*problem);
}

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(duration("3ns"), nanoseconds(3));
  EXPECT_EQ(duration("3us"), nanoseconds(3'000));
  EXPECT_EQ(duration("5ms"), milliseconds(5));
  EXPECT_EQ(duration("0s"), Duration{});
  EXPECT_EQ(duration("2m"), seconds(120));
  EXPECT_EQ(duration("2h"), hours(2));
}

TEST(ParseDuration, ReadsDecimalsThatAreWholeNanoseconds) {
  EXPECT_EQ(duration("1.5s"), milliseconds(1500));
  EXPECT_EQ(duration("0.000000001s"), nanoseconds(1));
  EXPECT_EQ(duration("1.500000000000000000000s"), milliseconds(1500));
  EXPECT_EQ(duration("0.1h"), seconds(360));
  EXPECT_EQ(duration("-1.5ms"), -nanoseconds(1'500'000));
}

TEST(ParseDuration, ReadsTheLongestAndTheShortest) {
  EXPECT_EQ(duration("9223372036854775807ns"), Duration::max());
  EXPECT_EQ(duration("-9223372036854775808ns"), Duration::min());
}

TEST(ParseDuration, AsksForTheUnit) {
  EXPECT_EQ(duration_problem("5"), "E203 missing unit in duration '5' | write 5ms or 5s");
  EXPECT_EQ(duration_problem("1.5"), "E203 missing unit in duration '1.5' | write 1.5ms or 1.5s");
}

TEST(ParseDuration, RefusesWhatIsNone) {
  for (const char* text : {"", "ms", "s5", "5.s", ".5s", "+5s", "--5s", "0x5s", "1e3s"}) {
    EXPECT_TRUE(duration_problem(text).starts_with("E204")) << text;
  }
  EXPECT_EQ(duration_problem("5 s"),
            "E204 unknown unit in duration '5 s' | the units are ns, us, ms, s, m and h");
  EXPECT_EQ(duration_problem("soon"), "E204 'soon' is not a duration | write 5ms or 1.5s");
}

TEST(ParseDuration, RefusesFractionsOfANanosecond) {
  EXPECT_EQ(duration_problem("1.5ns"),
            "E205 duration '1.5ns' is not a whole number of nanoseconds | use fewer decimals");
  EXPECT_TRUE(duration_problem("0.0000000001s").starts_with("E205"));
  EXPECT_TRUE(duration_problem("0.0000000000000000000000001h").starts_with("E205"));
}

TEST(ParseDuration, RefusesOverflow) {
  EXPECT_EQ(duration_problem("9223372036854775808ns"),
            "E206 duration '9223372036854775808ns' is too long | the longest is about 292 years");
  EXPECT_TRUE(duration_problem("99999999999999999999999999999h").starts_with("E206"));
  EXPECT_TRUE(duration_problem("18446744073709551615h").starts_with("E206"));
}

TEST(ParseDuration, RefusesNegativeOnesWhereTheyMakeNoSense) {
  EXPECT_EQ(duration_problem("-1s"), "E207 duration '-1s' is negative");
}

TEST(ParseDurationRange, ReadsBothEnds) {
  const auto range = std::get<DurationRange>(parse_duration_range("1.5ms..2s", Sign::kNotNegative));
  EXPECT_EQ(range.low, nanoseconds(1'500'000));
  EXPECT_EQ(range.high, seconds(2));
  const auto point = std::get<DurationRange>(parse_duration_range("5ms", Sign::kNotNegative));
  EXPECT_EQ(point.low, point.high);
}

TEST(ParseDurationRange, RefusesReversedAndBrokenEnds) {
  EXPECT_EQ(text_of(std::get<Problem>(parse_duration_range("2s..1s", Sign::kNotNegative))),
            "E208 range '2s..1s' ends before it starts | write 1s..2s");
  EXPECT_EQ(text_of(std::get<Problem>(parse_duration_range("1..5ms", Sign::kNotNegative))),
            "E203 missing unit in duration '1' | write 1ms or 1s");
  EXPECT_EQ(std::get<Problem>(parse_duration_range("1s..", Sign::kNotNegative)).id, "E204");
}

TEST(ParseInteger, ReadsPlainDecimalsWithinTheLimits) {
  EXPECT_EQ(std::get<std::int64_t>(parse_integer("0", {0, 9})), 0);
  EXPECT_EQ(std::get<std::int64_t>(parse_integer("-9", {-9, 9})), -9);
  for (const char* text : {"", "-", "+1", "01", "-0", "1.0", "1_000", "0x1", " 1", "one"}) {
    EXPECT_EQ(std::get<Problem>(parse_integer(text, {-9, 9})).id, "E201") << text;
  }
  EXPECT_EQ(text_of(std::get<Problem>(parse_integer("10", {0, 9}))),
            "E202 '10' is out of range | write a number from 0 to 9");
  EXPECT_EQ(std::get<Problem>(parse_integer("99999999999999999999", {0, 9})).id, "E202");
}

TEST(ParseAddress, SplitsAtTheLastColonAndTakesAnyPort) {
  const auto address = std::get<Address>(parse_address("::1:-7"));
  EXPECT_EQ(address.host, "::1");
  EXPECT_EQ(address.port, -7);
  EXPECT_EQ(std::get<Address>(parse_address("h:2147483647")).port, 2147483647);
}

TEST(ParseAddress, RefusesWhatIsNone) {
  EXPECT_EQ(text_of(std::get<Problem>(parse_address("host"))),
            "E209 'host' is not an address | write \"host:port\", as in \"10.0.0.1:7000\"");
  EXPECT_EQ(text_of(std::get<Problem>(parse_address("h:2147483648"))),
            "E209 'h:2147483648' has no valid port | the port is a 32-bit number behind the last "
            "':'");
  EXPECT_EQ(std::get<Problem>(parse_address(":1")).id, "E209");
}

TEST(IsKebabCase, WantsLowerCaseWordsJoinedByDashes) {
  EXPECT_TRUE(is_kebab_case("a-b2-3c"));
  for (const char* text : {"", "-a", "a-", "a--b", "A", "a_b", "a b"}) {
    EXPECT_FALSE(is_kebab_case(text)) << text;
  }
}

WorkerDirectory workers(std::size_t count) {
  std::vector<WorkerSpec> specs;
  for (std::size_t number = 1; number <= count; ++number) {
    specs.push_back({"w" + std::to_string(number), "10.0.0.1", 7000});
  }
  return WorkerDirectory(specs);
}

std::vector<std::size_t> selected(std::string_view selector) {
  return std::get<std::vector<std::size_t>>(workers(12).select(selector));
}

std::string selector_problem(std::string_view selector) {
  return text_of(std::get<Problem>(workers(3).select(selector)));
}

TEST(WorkerDirectory, SelectsById) { EXPECT_EQ(selected("w3"), (std::vector<std::size_t>{2})); }

TEST(WorkerDirectory, SelectsByPattern) {
  EXPECT_EQ(selected("w1*"), (std::vector<std::size_t>{0, 9, 10, 11}));
  EXPECT_EQ(selected("*2"), (std::vector<std::size_t>{1, 11}));
  EXPECT_EQ(selected("*1*2*"), (std::vector<std::size_t>{11}));
  EXPECT_EQ(selected("*").size(), 12U);
}

TEST(WorkerDirectory, SelectsByRange) {
  EXPECT_EQ(selected("w[9..11]"), (std::vector<std::size_t>{8, 9, 10}));
  EXPECT_EQ(selected("w1[0..0]"), (std::vector<std::size_t>{9}));
}

TEST(WorkerDirectory, NamesTheWorkerThatDoesNotExist) {
  EXPECT_EQ(selector_problem("W3"), "E301 there is no worker 'W3' | did you mean 'w3'?");
  EXPECT_EQ(selector_problem("w[2..5]"), "E301 there is no worker 'w4' | did you mean 'w1'?");
  EXPECT_EQ(selector_problem("x*"), "E301 no worker matches 'x*'");
  EXPECT_TRUE(selector_problem("w[2..9223372036854775807]").starts_with("E301"));
}

TEST(WorkerDirectory, RefusesMalformedSelectors) {
  for (const char* text :
       {"", "w[", "w]", "w[1]", "w[1..]", "w[..2]", "w[a..b]", "w*[1..2]", "w]1..2[", "w[-1..2]"}) {
    EXPECT_TRUE(selector_problem(text).starts_with("E302")) << text;
  }
  EXPECT_TRUE(selector_problem(std::string(200, '*')).starts_with("E302"));
  EXPECT_EQ(selector_problem("w[3..1]"), "E208 range 'w[3..1]' ends before it starts");
}

}  // namespace
}  // namespace rollcall
