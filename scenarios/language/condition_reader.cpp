#include "scenarios/language/condition_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace rollcall {
namespace {

using Term = std::variant<Comparison, WorkerIs>;

constexpr std::size_t kTermCountMax = 16;

constexpr std::array<std::pair<std::string_view, Comparison::Sign>, 6> kSigns{
    {{"<", Comparison::Sign::kLess},
     {"<=", Comparison::Sign::kAtMost},
     {"=", Comparison::Sign::kEqual},
     {"!=", Comparison::Sign::kUnequal},
     {">=", Comparison::Sign::kAtLeast},
     {">", Comparison::Sign::kMore}}};

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  }
  return parts;
}

Problem malformed(std::string_view term) {
  return {"E421", fmt::format("{} is not a condition", quote_word(term)),
          "write \"free <= 3\", \"free < registered\" or \"w2 is busy\", joined by 'and'"};
}

Problem unknown(std::string_view kind, std::string_view word,
                const std::vector<std::string>& known) {
  const std::string closest = did_you_mean(word, known);
  return {"E422", fmt::format("there is no {} {}", kind, quote_word(word)),
          closest.empty() ? fmt::format("known are: {}", fmt::join(known, ", ")) : closest};
}

// The index among the known; reported as a problem if it is none.
Parsed<std::size_t> index_of(std::string_view word, const std::vector<std::string>& known) {
  const auto found = std::find(known.begin(), known.end(), word);
  if (found == known.end()) {
    return unknown("observable", word, known);
  }
  return static_cast<std::size_t>(found - known.begin());
}

Parsed<Term> parse_comparison(const std::vector<std::string_view>& parts,
                              const ConditionWords& words) {
  const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                 [&](const auto& known) { return known.first == parts[1]; });
  if (sign == kSigns.end()) {
    return malformed(fmt::format("{}", fmt::join(parts, " ")));
  }
  const Parsed<std::size_t> left = index_of(parts[0], words.observables);
  if (const auto* problem = std::get_if<Problem>(&left)) {
    return *problem;
  }
  Comparison comparison{.left = std::get<std::size_t>(left), .sign = sign->second, .right = {}};
  if (parts[2].find_first_not_of("-0123456789") == std::string_view::npos) {
    const Parsed<std::int64_t> number =
        parse_integer(parts[2], {0, std::numeric_limits<std::uint32_t>::max()});
    if (const auto* problem = std::get_if<Problem>(&number)) {
      return *problem;
    }
    comparison.right = static_cast<std::uint32_t>(std::get<std::int64_t>(number));
    return comparison;
  }
  const Parsed<std::size_t> right = index_of(parts[2], words.observables);
  if (const auto* problem = std::get_if<Problem>(&right)) {
    return *problem;
  }
  comparison.right = std::get<std::size_t>(right);
  return comparison;
}

Parsed<Term> parse_state(const std::vector<std::string_view>& parts, const ConditionWords& words) {
  WorkerIs state{.worker = 0, .state = std::string(parts.back()), .negated = parts.size() == 4};
  if (std::find(words.states.begin(), words.states.end(), state.state) == words.states.end()) {
    return unknown("state", state.state, words.states);
  }
  if (words.workers != nullptr) {
    const Parsed<std::size_t> worker = words.workers->find(parts[0]);
    if (const auto* problem = std::get_if<Problem>(&worker)) {
      return *problem;
    }
    state.worker = std::get<std::size_t>(worker);
  }
  return state;
}

Parsed<Term> parse_term(std::string_view text, const ConditionWords& words) {
  const std::vector<std::string_view> parts = split(text, " ");
  const bool state = parts.size() >= 3 && parts[1] == "is" && parts.back() != "not" &&
                     (parts.size() == 3 || (parts.size() == 4 && parts[2] == "not"));
  if (state) {
    return parse_state(parts, words);
  }
  return parts.size() == 3 ? parse_comparison(parts, words) : Parsed<Term>(malformed(text));
}

}  // namespace

Parsed<Condition> parse_condition(std::string_view text, const ConditionWords& words) {
  Condition condition{.text = std::string(text), .terms = {}, .position = {}};
  const std::vector<std::string_view> terms = split(text, " and ");
  if (terms.size() > kTermCountMax) {
    return Problem{"E421", fmt::format("a condition of {} terms", terms.size()),
                   fmt::format("join at most {}", kTermCountMax)};
  }
  for (const std::string_view part : terms) {
    Parsed<Term> term = parse_term(part, words);
    if (auto* problem = std::get_if<Problem>(&term)) {
      return std::move(*problem);
    }
    condition.terms.push_back(std::get<Term>(std::move(term)));
  }
  return condition;
}

bool looks_like_condition(std::string_view text) {
  return text.find(' ') != std::string_view::npos;
}

}  // namespace rollcall
