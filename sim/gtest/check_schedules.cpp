#include "sim/gtest/check_schedules.hpp"

#include "sim/base/random.hpp"
#include "sim/core/crash.hpp"
#include "sim/core/real_world.hpp"
#include "sim/core/watchdog.hpp"
#include "sim/core/world.hpp"
#include "sim/gtest/expectations.hpp"
#include "sim/gtest/settings.hpp"
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/strategy/random.hpp"
#include "sim/trace/schedule_text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace rollcall {
namespace {

/// Those of make_strategy(), and the two that go through all schedules.
std::unique_ptr<Strategy> strategy_named(const std::string& name, const Profile& profile,
                                         const SchedulesOptions& options) {
  const Bounds bounds{.steps = options.steps_max,
                      .preemptions = options.preemptions,
                      .early_timers = options.early_timers};
  if (name == "dfs") {
    return std::make_unique<DepthFirst>(bounds);
  }
  if (options.preemptions && name == with_early_timers(options.strategy, options.early_timers)) {
    throw std::invalid_argument(
        fmt::format("a bound on preemptions is for strategy dfs, not {}", name));
  }
  if (name == "dpor") {
    return std::make_unique<PartialOrder>(bounds);
  }
  if (auto strategy = make_strategy(name, profile)) {
    return strategy;
  }
  std::string names;
  for (const StrategyEntry& entry : all_strategies()) {
    names += std::string(entry.name) + ", ";
  }
  throw std::invalid_argument(
      fmt::format("unknown strategy '{}'; there are: {}dfs, dpor", name, names));
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
      : settings_(search_settings(options)), options_(options), body_(body) {
    if (running_) {
      throw std::logic_error("check_schedules is called inside a task of another search");
    }
    strategy_ = strategy_named(settings_.strategy, profile_, options_);
    exploration_ = dynamic_cast<Exploration*>(strategy_.get());
    running_ = true;
    guard_against_real_world();
    watch();
  }
  ~Search() { running_ = false; }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  /// Until the first violation, or a skip, which is none.
  SchedulesResult run() {
    SchedulesResult result = exploration_ == nullptr ? sample() : explore_all();
    if (first_) {
      last_ = *first_;
      result.violation = last_.result.violation;
      result.seed = result.findings.front().seed;
    }
    return result;
  }

  /// Whether it explored, and nothing came to its end within the bound.
  [[nodiscard]] bool nothing_ended() const { return exploration_ != nullptr && ended_count_ == 0; }

  /// The first mark that no execution has seen.
  [[nodiscard]] std::optional<std::string> unseen() const {
    for (const auto& [name, count] : marks_.counts()) {
      if (count == 0) {
        return name;
      }
    }
    return std::nullopt;
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
  /// Those that are played for the profile, too.
  [[nodiscard]] std::uint64_t executions_max() const {
    return settings_.runs + (uses_profile(settings_.strategy) ? kProfiledExecutions : 0);
  }

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
                : fmt::format(", execution {} of {}", result.executions, executions_max());
    text += fmt::format("; strategy {}, seed {:#x}\n", settings_.strategy, result.seed);
    Trace trace;
    if (exploration_ != nullptr && options_.all_findings) {
      go_back_to(result.seed);
    }
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
  // Not while somebody looks at one execution: the signals of the timer would stop the debugger.
  void watch() {
    install_crash_report();
    if (options_.patience > Duration{} && !settings_.replays && !is_traced()) {
      constexpr std::chrono::seconds kLoop{30};
      watchdog_.emplace(Watchdog::Patience{.loop = std::max<Duration>(kLoop, options_.patience),
                                           .blocked = options_.patience});
    }
  }

  SchedulesResult sample() {
    SchedulesResult result;
    if (uses_profile(settings_.strategy) && !(settings_.replays && by_walk(settings_.base_seed))) {
      make_profile(result);
    }
    for (std::uint64_t i = 0; i < settings_.runs && !over(); ++i) {
      result.seed = settings_.seed_of(i);
      last_ = play(result.seed, nullptr);
      count(result);
    }
    return result;
  }

  // By executions like others: what one of them violates is a finding, but for one that is asked
  // for.
  void make_profile(SchedulesResult& result) {
    Profiler profiler;
    for (std::uint64_t i = 0; i < kProfiledExecutions && !over(); ++i) {
      result.seed = profiled_seed(program_, i);
      last_ = play_by(profiler, result.seed, nullptr);
      if (settings_.replays) {
        last_ = {};
        result = {};
      } else {
        count(result);
      }
    }
    profile_ = profiler.profile();
    strategy_ = strategy_named(settings_.strategy, profile_, options_);
  }

  void count(SchedulesResult& result) {
    ++result.executions;
    result.steps += last_.result.steps;
    if (last_.result.violation && !skipped()) {
      add_finding(result);
    }
  }

  void add_finding(SchedulesResult& result) {
    const Violation& violation = *last_.result.violation;
    const auto known = std::find_if(result.findings.begin(), result.findings.end(),
                                    [&](const SchedulesFinding& finding) {
                                      return finding.violation.invariant == violation.invariant &&
                                             finding.violation.message == violation.message;
                                    });
    if (known != result.findings.end()) {
      ++known->count;
    } else if (result.findings.size() < SchedulesResult::kFindingsMax) {
      result.findings.push_back({.violation = violation, .seed = result.seed, .count = 1});
    }
    first_ = first_ ? first_ : last_;
  }

  // Whether what was played last ends the search.
  [[nodiscard]] bool over() const { return skipped() || (first_ && !options_.all_findings); }

  // Whether it is one of those that are played for the profile.
  [[nodiscard]] bool by_walk(std::uint64_t seed) const {
    return uses_profile(settings_.strategy) && is_profiled_seed(program_, seed);
  }

  // The seed is the number of the execution: a replay goes through those before it again.
  SchedulesResult explore_all() {
    SchedulesResult result;
    const std::uint64_t last = settings_.replays ? settings_.base_seed : settings_.runs;
    bool more = true;
    while (more && result.executions < last && !over()) {
      last_ = play(0, nullptr);
      ended_count_ += last_.result.given_up ? 0 : 1;
      result.seed = result.executions + 1;
      if (settings_.replays && result.seed < last) {
        ++result.executions;  // Only the last one was asked for.
      } else {
        count(result);
      }
      more = over() || exploration_->next();
    }
    result.complete = !more && !exploration_->cut();
    return result;
  }

  // An exploration that went on is played once more, up to the execution before that.
  void go_back_to(std::uint64_t execution) {
    strategy_ = strategy_named(settings_.strategy, profile_, options_);
    exploration_ = dynamic_cast<Exploration*>(strategy_.get());
    for (std::uint64_t played = 1; played < execution; ++played) {
      static_cast<void>(play(0, nullptr));
      static_cast<void>(exploration_->next());
    }
  }

  Played play(std::uint64_t seed, Trace* recording) {
    return by_walk(seed) ? play_by(walk_, seed, recording) : play_by(*strategy_, seed, recording);
  }

  Played play_by(Strategy& strategy, std::uint64_t seed, Trace* recording) {
    ExpectationsToWorld expectations;
    const bool explores = &strategy == exploration_;
    RunResult result =
        world_.run({.seed = seed,
                    .strategy = strategy,
                    .recording = recording,
                    .draws = explores ? exploration_ : nullptr,
                    .log = explores ? &exploration_->log() : nullptr,
                    .races = options_.races ? &races_ : nullptr,
                    .marks = &marks_,
                    .steps_max = explores ? options_.steps_max + 1 : options_.steps_max},
                   [this] { body_(); });
    return {.result = std::move(result), .part = expectations.first()};
  }

  static thread_local bool running_;

  SearchSettings settings_;
  const SchedulesOptions& options_;
  std::uint64_t program_ = name_hash(running_test_name());
  RandomWalk walk_;
  Profile profile_;
  std::unique_ptr<Strategy> strategy_;
  Exploration* exploration_ = nullptr;  // strategy_, if it is one
  const std::function<void()>& body_;
  World world_;
  RaceDetector races_;
  Marks marks_;
  std::uint64_t ended_count_ = 0;  // explored executions that no bound and no reduction ended
  Played last_;
  std::optional<Played> first_;  // that violates something
  std::optional<Watchdog> watchdog_;
};

thread_local bool Search::running_ = false;

/// The other findings than the first, a line each.
std::string others(const SchedulesResult& result) {
  std::string text;
  for (std::size_t i = 1; i < result.findings.size(); ++i) {
    const SchedulesFinding& finding = result.findings[i];
    text += fmt::format("\n{}: {}\n  in {} of {} executions, first by seed {:#x}\n",
                        finding.violation.invariant, finding.violation.message, finding.count,
                        result.executions, finding.seed);
  }
  return text.empty() ? text : "\n\nfound besides:\n" + text;
}

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
    add_failure(search, file, line, search.explain(result) + others(result));
  } else if (search.nothing_ended()) {
    add_failure(search, file, line,
                fmt::format("livelock: no execution ended within {} steps", options.steps_max));
  } else if (const auto unseen = search.unseen(); unseen && !search.settings().replays) {
    add_failure(
        search, file, line,
        fmt::format("sometimes: {} was seen in none of {} executions", *unseen, result.executions));
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
