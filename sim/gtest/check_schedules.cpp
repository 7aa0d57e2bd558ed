#include "sim/gtest/check_schedules.hpp"

#include "sim/core/world.hpp"
#include "sim/gtest/expectations.hpp"
#include "sim/gtest/schedule_text.hpp"
#include "sim/gtest/settings.hpp"
#include "sim/strategy/random.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace rollcall {
namespace {

/// The one place that knows strategies by name.
std::unique_ptr<Strategy> strategy_named(std::string_view name) {
  if (name == "random") {
    return std::make_unique<RandomWalk>();
  }
  throw std::invalid_argument(fmt::format("unknown strategy '{}'; there is: random", name));
}

/// One execution, and what GoogleTest was told in it.
struct Played {
  RunResult result;
  std::optional<testing::TestPartResult> part;

  [[nodiscard]] bool violates(std::string_view invariant) const {
    return result.violation && result.violation->invariant == invariant;
  }
};

/// A test's search: the executions, and the explanation of the one that failed.
class Search {
 public:
  Search(const SchedulesOptions& options, const std::function<void()>& body)
      : settings_(search_settings(options)),
        steps_max_(options.steps_max),
        strategy_(strategy_named(settings_.strategy)),
        body_(body) {
    if (running_) {
      throw std::logic_error("check_schedules is called inside a task of another search");
    }
    running_ = true;
  }
  ~Search() { running_ = false; }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  /// Until the first violation, or a skip, which is none.
  SchedulesResult run() {
    SchedulesResult result;
    while (result.executions < settings_.runs && !last_.result.violation) {
      result.seed = settings_.seed_of(result.executions);
      last_ = play(result.seed, nullptr);
      ++result.executions;
      result.steps += last_.result.steps;
    }
    if (!skipped()) {
      result.violation = last_.result.violation;
    }
    return result;
  }

  [[nodiscard]] bool skipped() const { return last_.violates(kSkip); }
  /// The failed expectation, if the search ended with one that has a place in a file.
  [[nodiscard]] const testing::TestPartResult* expectation() const {
    const bool placed = last_.part && last_.part->file_name() != nullptr;
    return placed && last_.violates(kExpectation) ? &*last_.part : nullptr;
  }
  /// Without that place: GoogleTest prints it. Requires a violation.
  [[nodiscard]] std::string what_failed() const {
    return expectation() != nullptr ? text_of(*expectation()) : last_.result.violation->message;
  }
  [[nodiscard]] const SearchSettings& settings() const { return settings_; }

  /// Plays the violating execution again, recorded. Requires result.violation.
  std::string explain(const SchedulesResult& result) {
    const Violation& violation = *result.violation;
    std::string text = violation.invariant + ": " + what_failed() + "\n\n";
    text += fmt::format("after step {}", violation.step);
    if (violation.task != TaskId::kNone) {
      text += fmt::format(" ({}: {})", violation.task_name, violation.act);
    }
    text += settings_.replays
                ? ", replayed"
                : fmt::format(", execution {} of {}", result.executions, settings_.runs);
    text += fmt::format("; strategy {}, seed {:#x}\n", settings_.strategy, result.seed);
    Trace trace;
    const Played again = play(result.seed, &trace);
    if (again.result.violation == violation && again.result.trace_hash == last_.result.trace_hash) {
      text += "\n" + schedule_text(trace);
    } else {
      text +=
          "\nnot deterministic: played again, that seed gives another execution. Does the "
          "body keep\nstate from one to the next, or use an address, a clock or entropy?\n";
    }
    return text + "\nreplay: " + replay_line(settings_.strategy, result.seed);
  }

 private:
  Played play(std::uint64_t seed, Trace* recording) {
    ExpectationsToWorld expectations;
    RunResult result = world_.run(
        {.seed = seed, .strategy = *strategy_, .recording = recording, .steps_max = steps_max_},
        [this] { body_(); });
    return {.result = std::move(result), .part = expectations.first()};
  }

  static thread_local bool running_;

  SearchSettings settings_;
  std::uint64_t steps_max_;
  std::unique_ptr<Strategy> strategy_;
  const std::function<void()>& body_;
  World world_;
  Played last_;
};

thread_local bool Search::running_ = false;

/// At the failed expectation if that is it, else at the call.
void add_failure(const Search& search, const char* file, int line, const std::string& text) {
  if (const auto* part = search.expectation()) {
    ADD_FAILURE_AT(part->file_name(), part->line_number()) << text;
  } else {
    ADD_FAILURE_AT(file, line) << text;
  }
}

void skip(const Search& search) { GTEST_SKIP() << search.what_failed(); }

}  // namespace

SchedulesResult check_schedules(const SchedulesOptions& options, const std::function<void()>& body,
                                const char* file, int line) {
  Search search(options, body);
  const SchedulesResult result = search.run();
  if (search.skipped()) {
    skip(search);
  } else if (result.violation) {
    add_failure(search, file, line, search.explain(result));
  } else if (search.settings().replays) {
    fmt::print("rollcall: nothing fails in {}:{:#x} (steps: {})\n", search.settings().strategy,
               result.seed, result.steps);
  }
  return result;
}

SchedulesResult expect_violation(std::string_view invariant, const SchedulesOptions& options,
                                 const std::function<void()>& body, const char* file, int line) {
  Search search(options, body);
  const SchedulesResult result = search.run();
  if (search.skipped()) {
    skip(search);
  } else if (!result.violation) {
    add_failure(
        search, file, line,
        fmt::format("expected {}, but nothing failed; executions {}, strategy {}, base seed {:#x}",
                    invariant, result.executions, search.settings().strategy,
                    search.settings().base_seed));
  } else if (result.violation->invariant != invariant) {
    add_failure(search, file, line,
                fmt::format("expected {}, but found\n{}", invariant, search.explain(result)));
  }
  return result;
}

}  // namespace rollcall
