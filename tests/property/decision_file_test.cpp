// Decision files of any content come back as they were; any other bytes are an error and no crash.
#include "sim/trace/decision_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

std::string any_label() {
  std::string text = label("", *rc::gen::arbitrary<std::string>());
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    text += "#" + std::to_string(*rc::gen::inRange(2, 100));
    text = label(text, *rc::gen::arbitrary<std::string>());
  }
  return text;
}

OpKind any_kind() {
  return *rc::gen::suchThat(
      rc::gen::map(rc::gen::inRange(1, 255),
                   [](int number) { return OpKind{static_cast<std::uint8_t>(number)}; }),
      [](OpKind kind) { return place_word(kind) != "?"; });
}

// The place in the list makes places and draws differ.
DecisionFile any_file() {
  DecisionFile decisions;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    decisions.header.emplace_back("key-" + std::to_string(i), *rc::gen::arbitrary<std::string>());
  }
  const auto draw_count = *rc::gen::inRange<std::uint64_t>(0, 5);
  for (std::uint64_t i = 1; i <= draw_count; ++i) {
    const auto value = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    const auto room = *rc::gen::inRange<std::uint64_t>(1, 1'000);
    decisions.schedule.draws.push_back({.stream = *rc::gen::arbitrary<std::string>(),
                                        .nth = i,
                                        .bound = value + room,
                                        .value = value});
  }
  const auto switch_count = *rc::gen::inRange<std::uint64_t>(0, 8);
  for (std::uint64_t i = 1; i <= switch_count; ++i) {
    StepPlace at{.task = any_label(), .object = ""};
    if (i > 1 || *rc::gen::arbitrary<bool>()) {
      at.kind = any_kind();
      at.object = *rc::gen::arbitrary<bool>() ? any_label() : "";
      at.nth = i;
    }
    decisions.schedule.switches.push_back({.at = std::move(at), .next = any_label()});
  }
  return decisions;
}

RC_GTEST_PROP(DecisionFileProperty, ReadingWhatWasWrittenGivesTheSame, ()) {
  const DecisionFile decisions = any_file();
  RC_ASSERT(parse_decisions(format(decisions), "x") == decisions);
}

RC_GTEST_PROP(DecisionFileProperty, ChangedBytesAreAnErrorOrAnotherFileAndNeverACrash, ()) {
  std::string text = format(any_file());
  for (int i = *rc::gen::inRange(1, 6); i > 0 && !text.empty(); --i) {
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto size = *rc::gen::inRange<std::size_t>(0, 4);
    text.replace(place, size, *rc::gen::arbitrary<std::string>());
  }
  try {
    RC_ASSERT(format(parse_decisions(text, "x")) == text);
  } catch (const DecisionFileError& error) {
    RC_ASSERT(!error.problems().empty());
    for (const DecisionFileProblem& problem : error.problems()) {
      RC_ASSERT(problem.line >= 1);
      RC_ASSERT(problem.column >= 1);
    }
  }
}

}  // namespace
}  // namespace rollcall
