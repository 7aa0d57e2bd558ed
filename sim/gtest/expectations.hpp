#pragma once

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace rollcall {

/// The invariants that stand for what GoogleTest says in a task.
inline constexpr const char* kExpectation = "expectation";
inline constexpr const char* kSkip = "skip";

/// While it exists, what GoogleTest reports on this thread goes to the running world and not to the
/// test: a failed expectation or a skip ends the execution. Successes are dropped, and so is what
/// tasks expect while they are being ended, when ops have no values worth judging.
class ExpectationsToWorld final : public testing::ScopedFakeTestPartResultReporter {
 public:
  ExpectationsToWorld()
      : ScopedFakeTestPartResultReporter(INTERCEPT_ONLY_CURRENT_THREAD, &unused_) {}

  void ReportTestPartResult(const testing::TestPartResult& part) override;

  /// The first that was reported, failure or skip; it is the execution's violation only if nothing
  /// else in the same step came before it.
  [[nodiscard]] const std::optional<testing::TestPartResult>& first() const { return first_; }

 private:
  testing::TestPartResultArray unused_;  // for the base class, which is not asked
  std::optional<testing::TestPartResult> first_;
};

/// What it says, without its place and the newline at the end.
[[nodiscard]] std::string text_of(const testing::TestPartResult& part);

}  // namespace rollcall
