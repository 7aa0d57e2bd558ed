// Reads decision files: line by line, each problem with its place.
#include "sim/trace/decision_file.hpp"
#include "sim/trace/escape.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace rollcall {
namespace {

constexpr std::string_view kMagic = "rollcall-decisions ";
constexpr std::size_t kProblemsMax = 20;  // more drown the first, which often causes the others

// What stops the reading of a line.
struct Stop {
  std::size_t column = 0;  // 0-based
  std::string message;
  std::string hint;
};

// One line, read from left to right. Throws Stop.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  [[nodiscard]] bool at(std::string_view text) const {
    return line_.substr(place_).starts_with(text);
  }
  [[nodiscard]] bool skip(std::string_view text) {
    const bool found = at(text);
    place_ += found ? text.size() : 0;
    return found;
  }
  void expect(std::string_view text, std::string_view hint = "") {
    if (!skip(text)) {
      stop("expected '" + std::string(text) + "'", hint);
    }
  }
  void expect_end() const {
    if (place_ != line_.size()) {
      stop("expected the end of the line");
    }
  }
  [[noreturn]] void stop(std::string message, std::string_view hint = "") const {
    throw Stop{.column = place_, .message = std::move(message), .hint = std::string(hint)};
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    const char* const begin = line_.data() + place_;
    const auto [end, error] = std::from_chars(begin, line_.data() + line_.size(), value);
    if (error != std::errc{}) {
      stop(error == std::errc::result_out_of_range ? "the number is too big" : "expected a number");
    }
    place_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  // "2nd"
  std::uint64_t nth() {
    const Cursor start = *this;
    const std::uint64_t value = number();
    place_ = start.place_;
    if (value == 0) {
      stop("counting starts at 1st");
    }
    expect(ordinal(value), "1st, 2nd, 3rd, 4th, ...");
    return value;
  }

  // The text in quotes, without them.
  std::string quoted() {
    const Cursor start = *this;
    expect("\"", "names stand in quotes");
    const std::size_t first = place_;
    while (place_ < line_.size() && line_[place_] != '"') {
      place_ += line_[place_] == '\\' ? 2U : 1U;
    }
    if (place_ >= line_.size()) {
      start.stop("the quote is not closed");
    }
    const std::optional<std::string> text = unescape(line_.substr(first, place_ - first));
    if (!text) {
      start.stop("no such escape", R"(use \\, \" and, for control bytes, \x0a)");
    }
    ++place_;
    return *text;
  }

  // `"register w1"/"reply"#2`
  std::string thing() {
    const std::size_t first = place_;
    if (skip(kClockLabel)) {
      return std::string(kClockLabel);
    }
    do {
      static_cast<void>(quoted());
      if (skip("#") && number() < 2) {
        stop("the first of a name has no number, the second has #2");
      }
    } while (skip("/"));
    return std::string(line_.substr(first, place_ - first));
  }

  // `lock "mu" (2nd)`, or `its end`
  StepPlace place(std::string task) {
    StepPlace place{.task = std::move(task), .object = ""};
    if (skip("its end")) {
      return place;
    }
    place.kind = op_kind();
    place.object = at(" \"") ? (++place_, thing()) : "";
    expect(" (");
    place.nth = nth();
    expect(")");
    return place;
  }

 private:
  OpKind op_kind() {
    const std::string_view rest = line_.substr(place_);
    const std::string_view word = rest.substr(0, std::min(rest.find(" \""), rest.find(" (")));
    for (int number = 1; number < static_cast<int>(OpKind::kDraw); ++number) {
      if (place_word(OpKind{static_cast<std::uint8_t>(number)}) == word && word != "?") {
        place_ += word.size();
        return OpKind{static_cast<std::uint8_t>(number)};
      }
    }
    stop("no such op", "an op as in 'lock \"mu\" (1st)', or 'its end'");
  }

  std::string_view line_;
  std::size_t place_ = 0;
};

NamedDraw read_draw(Cursor line) {
  NamedDraw draw;
  line.expect("  ", "draws are indented by two blanks");
  draw.stream = line.quoted();
  line.expect(" ");
  draw.nth = line.nth();
  line.expect(": ");
  const Cursor value = line;
  draw.value = line.number();
  line.expect(" of ");
  draw.bound = line.number();
  line.expect_end();
  if (draw.value == 0) {
    value.stop("a draw of 0 is the default", "leave the line out");
  }
  if (draw.value >= draw.bound) {
    value.stop("the value is below its bound");
  }
  return draw;
}

Switch read_switch(Cursor line) {
  line.expect("  ", "decisions are indented by two blanks");
  std::string task = line.thing();
  line.expect(" until ");
  StepPlace at = line.place(std::move(task));
  line.expect(", then ");
  Switch change{.at = std::move(at), .next = line.thing()};
  line.expect_end();
  return change;
}

// "key: value" or "key:"
std::pair<std::string, std::string> read_pair(Cursor line, std::string_view text) {
  const std::size_t size = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-");
  const std::string key(text.substr(0, size));
  if (key.empty() || !line.skip(key + ":")) {
    line.stop("expected 'key: value'", "keys are made of a-z, 0-9 and '-'");
  }
  if (text.size() == key.size() + 1) {
    return {key, ""};
  }
  line.expect(" ");
  const std::optional<std::string> value = unescape(text.substr(key.size() + 2));
  if (!value || value->empty()) {
    line.stop(value ? "an empty value has no blank before it" : "no such escape",
              value ? "" : R"(use \\, \" and, for control bytes, \x0a)");
  }
  return {key, *value};
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : left_(text), name_(name) {}

  DecisionFile read(std::string_view text) {
    read_magic();
    while (next() && !line_.empty()) {
      attempt([&] { add_header(read_pair(Cursor(line_), line_)); });
    }
    read_section("draws", [&] { add_draw(read_draw(Cursor(line_))); });
    read_section("schedule", [&] { add_switch(read_switch(Cursor(line_))); });
    attempt([&] {
      if (!next() || line_ != "end" || !left_.empty()) {
        throw Stop{.message = "expected 'end' as the last line", .hint = "has the file been cut?"};
      }
    });
    give_up_if_wrong();
    require_canonical(text);
    return std::move(file_);
  }

 private:
  // Takes the next line. False at the end, and for a line without its newline.
  bool next() {
    const std::size_t end = left_.find('\n');
    ++number_;
    line_ = end == std::string_view::npos ? std::string_view() : left_.substr(0, end);
    left_.remove_prefix(end == std::string_view::npos ? 0 : end + 1);
    return end != std::string_view::npos;
  }

  template <typename Read>
  void attempt(Read read) {
    try {
      read();
    } catch (Stop& stop) {
      add_problem(std::move(stop));
      if (problems_.size() == kProblemsMax) {
        throw DecisionFileError(std::move(problems_));
      }
    }
  }

  void add_problem(Stop stop) {
    problems_.push_back({.file = std::string(name_),
                         .line = number_,
                         .column = static_cast<int>(stop.column) + 1,
                         .message = std::move(stop.message),
                         .hint = std::move(stop.hint)});
  }

  void give_up_if_wrong() {
    if (!problems_.empty()) {
      throw DecisionFileError(std::move(problems_));
    }
  }

  void read_magic() {
    const std::string first = std::string(kMagic) + std::to_string(DecisionFile::kVersion);
    const std::string second =
        std::string(kMagic) + std::to_string(DecisionFile::kVersionWithClock);
    const bool ended = next();
    if (ended && (line_ == first || line_ == second)) {
      return;
    }
    const bool incompatible = line_.starts_with(kMagic);
    add_problem({.column = incompatible ? kMagic.size() : 0,
                 .message = incompatible ? "this version of the format is not known"
                                         : "this is no decision file",
                 .hint = "the first line is '" + first + "', or '" + second +
                         "' where the clock goes on early"});
    throw DecisionFileError(std::move(problems_), incompatible);
  }

  template <typename Read>
  void read_section(std::string_view word, Read read_line) {
    attempt([&] {
      if (!next() || line_ != word) {
        throw Stop{.message = "expected '" + std::string(word) + "'",
                   .hint =
                       "the file goes on: 'draws', 'schedule', 'end', an empty line before "
                       "each"};
      }
    });
    give_up_if_wrong();
    while (next() && !line_.empty()) {
      attempt(read_line);
    }
  }

  void add_header(std::pair<std::string, std::string> pair) {
    for (const auto& [key, value] : file_.header) {
      if (key == pair.first) {
        throw Stop{.message = "'" + key + "' is given twice", .hint = ""};
      }
    }
    file_.header.push_back(std::move(pair));
  }

  void add_draw(NamedDraw draw) {
    if (!draws_seen_.insert({draw.stream, draw.nth}).second) {
      throw Stop{.column = 2, .message = "this draw is given twice", .hint = ""};
    }
    file_.schedule.draws.push_back(std::move(draw));
  }

  void add_switch(Switch change) {
    if (!places_seen_.insert(change.at.task + " " + describe(change.at)).second) {
      throw Stop{.column = 2, .message = "this place is given twice", .hint = ""};
    }
    file_.schedule.switches.push_back(std::move(change));
  }

  // What is left that no writer writes: numbers with zeros before them.
  void require_canonical(std::string_view text) {
    const std::string written = format(file_);
    if (written == text) {
      return;
    }
    const auto [differs, there] =
        std::mismatch(text.begin(), text.end(), written.begin(), written.end());
    const std::string_view before =
        text.substr(0, static_cast<std::size_t>(differs - text.begin()));
    const std::size_t line_start = before.rfind('\n') + 1;
    number_ = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    add_problem({.column = before.size() - line_start,
                 .message = "this is not how it is written",
                 .hint = "write '" +
                         written.substr(line_start, written.find('\n', line_start) - line_start) +
                         "'"});
    give_up_if_wrong();
  }

  std::string_view left_;
  std::string_view line_;
  std::string_view name_;
  int number_ = 0;
  DecisionFile file_;
  std::set<std::pair<std::string, std::uint64_t>> draws_seen_;
  std::set<std::string> places_seen_;
  std::vector<DecisionFileProblem> problems_;
};

}  // namespace

DecisionFile parse_decisions(std::string_view text, std::string_view name) {
  return Reader(text, name).read(text);
}

}  // namespace rollcall
