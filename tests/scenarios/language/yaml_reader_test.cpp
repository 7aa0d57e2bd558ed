#include "scenarios/language/yaml_reader.hpp"

#include "tests/scenarios/language/support.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rollcall {
namespace {

YamlNode parse(const std::string& text) {
  Problems problems("a.yaml", text);
  YamlNode root = parse_yaml(text, problems);
  problems.throw_if_any();
  return root;
}

std::string problems_of(const std::string& text) {
  std::string all;
  try {
    static_cast<void>(parse(text));
  } catch (const InputError& error) {
    for (const Diagnostic& one : error.diagnostics()) {
      all += fmt::format("{}{}:{} {} {}: {}{}{}", all.empty() ? "" : "\n", one.line, one.column,
                         one.id, one.path, one.message, one.hint.empty() ? "" : " | ", one.hint);
    }
  }
  return all;
}

std::string place(Position position) {
  return fmt::format("{}:{}", position.line, position.column);
}

TEST(YamlReader, KeepsKeysValuesAndTheirPositions) {
  const YamlNode root = parse("a: 1\nb:\n  - x\n  - \"y\"\nc: {d: e}\n");
  ASSERT_EQ(root.kind, YamlNode::Kind::kMap);
  ASSERT_EQ(root.children.size(), 3U);
  EXPECT_EQ(root.children[0].key, "a");
  EXPECT_EQ(root.children[0].scalar, "1");
  EXPECT_EQ(place(root.children[0].key_position), "1:1");
  EXPECT_EQ(place(root.children[0].position), "1:4");
  const YamlNode& list = root.children[1];
  ASSERT_EQ(list.kind, YamlNode::Kind::kSequence);
  EXPECT_EQ(place(list.children[0].position), "3:5");
  EXPECT_FALSE(list.children[0].quoted);
  EXPECT_TRUE(list.children[1].quoted);
  EXPECT_EQ(place(root.children[2].children[0].key_position), "5:5");
}

TEST(YamlReader, PutsNothingAtItsKeyOrItsDash) {
  const YamlNode root = parse("a:\nb:\n  -   # nothing\n\n  - ~\n  -\nc: 1\n");
  EXPECT_EQ(root.children[0].kind, YamlNode::Kind::kNull);
  EXPECT_EQ(place(root.children[0].position), "1:1");
  const YamlNode& list = root.children[1];
  ASSERT_EQ(list.children.size(), 3U);
  EXPECT_EQ(place(list.children[0].position), "3:3");
  EXPECT_EQ(place(list.children[1].position), "5:3");
  EXPECT_EQ(place(list.children[2].position), "6:3");
}

TEST(YamlReader, CountsColumnsInBytesAndTakesWindowsLineEnds) {
  const YamlNode root = parse("\xc3\xa9: 1\r\nb: 2\r\n");
  EXPECT_EQ(place(root.children[0].position), "1:5");
  EXPECT_EQ(place(root.children[1].position), "2:4");
  EXPECT_EQ(root.children[1].scalar, "2");
}

TEST(YamlReader, NamesBothLinesOfARepeatedKey) {
  EXPECT_EQ(problems_of("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"),
            "5:3 E101 b.c: repeated key 'c' | it was first given in line 3");
}

TEST(YamlReader, ReportsAllRepeatedKeys) {
  EXPECT_EQ(problems_of("a: 1\na: 2\na: 3\n"),
            "2:1 E101 a: repeated key 'a' | it was first given in line 1\n"
            "3:1 E101 a: repeated key 'a' | it was first given in line 1");
}

TEST(YamlReader, RefusesASecondDocument) {
  EXPECT_EQ(problems_of("a: 1\n---\nb: 2\n"),
            "2:1 E011 : a second document starts here | keep one scenario in a file");
}

TEST(YamlReader, EndsWhereTheParserWouldStartDocumentsForEver) {
  EXPECT_EQ(problems_of(",a[ 0: ]."),
            "1:1 E010 : this does not belong to the text above it | check indentation, brackets "
            "and quotes");
}

TEST(YamlReader, RefusesAnchorsAliasesAndTags) {
  EXPECT_EQ(problems_of("a: &x 1\nb: [1, *x]\nc: !!str d\ne: ! f\n"),
            "1:4 E012 a: anchors are not supported | write the value out\n"
            "2:8 E013 b[1]: aliases are not supported | put text that starts with '*' in quotes\n"
            "3:4 E014 c: tags are not supported | leave the '!...' out\n"
            "4:4 E014 e: tags are not supported | leave the '!...' out");
}

TEST(YamlReader, TellsAPatternWithoutQuotesFromAnAlias) {
  EXPECT_EQ(problems_of("register: *\n"),
            "1:11 E013 register: aliases are not supported | put text that starts with '*' in "
            "quotes");
}

TEST(YamlReader, RefusesTagsAndAnchorsOnNothing) {
  EXPECT_EQ(problems_of("a: !x\nb: 1\n"),
            "1:4 E014 a: tags are not supported | leave the '!...' out");
  EXPECT_EQ(problems_of("a: &x\nb: 1\n"),
            "1:1 E012 a: anchors are not supported | write the value out");
  EXPECT_EQ(problems_of("a: &x &y 1\n"), "1:7 E012 a: anchors are not supported");
}

TEST(YamlReader, RefusesKeysThatAreNotText) {
  EXPECT_EQ(problems_of("? [a]\n: b\n"),
            "1:3 E015 : a key must be plain text | put the key in quotes");
}

TEST(YamlReader, RefusesNestingDeeperThanSixtyFour) {
  EXPECT_EQ(problems_of(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(parse(std::string(64, '[') + std::string(64, ']')).kind, YamlNode::Kind::kSequence);
  const std::vector<std::string> deep{problems_of(std::string(65, '[') + std::string(65, ']'))};
  EXPECT_TRUE(deep[0].starts_with("1:65 E016 [0][0]")) << deep[0];
  EXPECT_TRUE(problems_of(std::string(100'000, '[')).find("E016") != std::string::npos);
}

TEST(YamlReader, RefusesWhatIsNotUtf8) {
  for (const char* bytes : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(problems_of(std::string("a: 1\nb: ") + bytes + "x\n"),
              "2:4 E004 : this byte is not valid UTF-8 | save the file as UTF-8");
  }
}

TEST(YamlReader, RefusesControlCharacters) {
  EXPECT_EQ(problems_of(std::string("a: \0b\n", 6)),
            "1:4 E005 : control character 0x00 | write plain text");
  EXPECT_EQ(problems_of("a: 1\n\x04 b: 2\n"),
            "2:1 E005 : control character 0x04 | write plain text");
  EXPECT_EQ(problems_of("a: 1\rb: 2\r"),
            "1:5 E005 : control character 0x0d | end lines with LF or CR LF");
  EXPECT_EQ(problems_of("\xef\xbb\xbf"
                        "a: 1\n"),
            "1:1 E005 : the file starts with a byte order mark | save it as plain UTF-8");
  EXPECT_EQ(problems_of("a: \"x\\0\"\n"),
            "1:4 E005 a: this text holds an escaped control character");
}

TEST(YamlReader, RefusesAnEmptyFile) {
  const std::string empty = "0:0 E003 : the file is empty | start with 'rollcall: 1'";
  EXPECT_EQ(problems_of(""), empty);
  EXPECT_EQ(problems_of("# nothing\n\n"), empty);
  EXPECT_EQ(problems_of("---\n"), empty);
  EXPECT_EQ(problems_of("~\n"), empty);
}

TEST(YamlReader, RefusesMoreThanOneMebibyte) {
  const std::string head = "a: ";
  EXPECT_EQ(problems_of(head + std::string((1 << 20) - 3, 'x')), "");
  EXPECT_EQ(problems_of(head + std::string((1 << 20) - 2, 'x')),
            "0:0 E002 : the file is larger than 1 MiB | split it into several scenarios");
}

TEST(YamlReader, NamesTheBracketThatIsNeverClosed) {
  const std::string hint =
      " | close it, and put text with brackets or ' #' in quotes: ' #' starts a comment";
  EXPECT_EQ(problems_of("a: 1\nb: [1, {c: 2,\n"),
            "2:8 E010 b[1]: this bracket is never closed" + hint);
  EXPECT_EQ(problems_of("a: 1\nb: [1, {c: 2]\n"),
            "2:13 E010 b[1]: this bracket closes none that is open | put text with special "
            "characters in quotes");
  EXPECT_EQ(problems_of("a: [x #1: y]\n"), "1:4 E010 a[1]: this bracket is never closed" + hint);
}

TEST(YamlReader, NamesTheQuoteThatIsNeverClosed) {
  const std::string expected = "1:4 E017 a: this quote is never closed | close the quote";
  EXPECT_EQ(problems_of("a: \"x\n"), expected);
  EXPECT_EQ(problems_of("a: 'it''s\n"), expected);
  EXPECT_EQ(problems_of("a: \"x\\\"\n"), expected);
  EXPECT_EQ(problems_of("a: \"x"),
            "1:6 E017 a: the file ends inside a quoted text | close the quote");
  EXPECT_EQ(problems_of("a: 'it''s'\nb: \"\\\"\"\n"), "");
}

TEST(YamlReader, ExplainsWhatIsNotYaml) {
  EXPECT_EQ(problems_of("a: b: c\n"),
            "1:5 E010 : a ':' cannot stand here | check the indentation, and put text that "
            "contains ': ' in quotes");
  EXPECT_EQ(problems_of("a:\n\tb: 1\n"), "2:1 E010 : a tab cannot indent | use spaces");
  EXPECT_EQ(problems_of("a: @b\n"),
            "1:4 E010 a: no value can start with this character | put text with special "
            "characters in quotes");
  EXPECT_EQ(problems_of("a: \"\\q\"\n"),
            "1:7 E010 a: unknown escape sequence in a quoted text | write \\\\ for a backslash, "
            "or use single quotes");
  EXPECT_EQ(problems_of("- a\nb: 1\n"),
            "2:1 E010 : this does not belong to the text above it | check indentation, brackets "
            "and quotes");
}

}  // namespace
}  // namespace rollcall
