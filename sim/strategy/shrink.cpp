// How it works: a candidate schedule is played; if it fails in the same way and what was played is
// simpler than the best so far, what was played becomes the best. So a candidate may be sloppy: a
// decision that is not met any more drops out by itself.
#include "sim/strategy/shrink.hpp"

#include "sim/base/ensure.hpp"
#include "sim/strategy/context_bound.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/trace/decision_file.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace rollcall {
namespace {

constexpr std::uint64_t kStepsFactor = 10;   // a candidate may take longer, but not for ever
constexpr std::uint64_t kStepsMore = 1'000;  // where the failure comes after a few steps

// A run of a task with where it ends, which the last run does not have.
struct Piece {
  std::string task;
  StepPlace end;
};

// Somewhere else for a decision: another place, or another task.
struct Detour {
  StepPlace from;
  Switch to;
};

// An execution that fails as it should.
struct Best {
  Schedule schedule;
  RunResult result;
  ScheduleCost cost;
  std::vector<Piece> pieces;
  std::vector<Detour> detours;
};

std::uint64_t sum_of(const std::vector<NamedDraw>& draws) {
  std::uint64_t sum = 0;
  for (const NamedDraw& draw : draws) {
    sum = sum + draw.value < sum ? ~std::uint64_t{0} : sum + draw.value;
  }
  return sum;
}

ScheduleCost cost_of(const Scribe& scribe, const Schedule& schedule) {
  return {.draw_count = schedule.draws.size(),
          .draw_sum = sum_of(schedule.draws),
          .early_timer_count = scribe.early_timer_count(),
          .preemption_count = scribe.preempted_after().size(),
          .switch_count = scribe.switch_count(),
          .step_count = scribe.choices().size(),
          .decision_count = schedule.switches.size()};
}

std::vector<Piece> pieces_of(const Scribe& scribe) {
  std::vector<Piece> pieces;
  const std::vector<Scribe::Choice>& choices = scribe.choices();
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const bool ends = i + 1 == choices.size() || choices[i + 1].chosen != choices[i].chosen;
    if (ends) {
      pieces.push_back({.task = scribe.names().label(choices[i].chosen),
                        .end = i + 1 == choices.size() ? StepPlace{.task = "", .object = ""}
                                                       : scribe.names().place(choices[i + 1].at)});
    }
  }
  return pieces;
}

// Each decision at the place before and after in its task, and to each other task.
std::vector<Detour> detours_of(const Scribe& scribe) {
  std::vector<Detour> detours;
  const StepNames& names = scribe.names();
  const std::vector<Scribe::Choice>& choices = scribe.choices();
  const auto here = [&](std::size_t i) { return names.place(choices[i].at); };
  const auto move_to = [&](std::size_t from, std::size_t to) {
    detours.push_back(
        {.from = here(from), .to = {.at = here(to), .next = names.label(choices[from].chosen)}});
  };
  for (std::size_t i = 1; i < choices.size(); ++i) {
    const Scribe::Choice& choice = choices[i];
    if (choice.chosen == choice.fallback) {
      continue;
    }
    const auto same_task = [&](const Scribe::Choice& other) {
      return other.at.task == choice.at.task;
    };
    const auto at = choices.begin() + static_cast<std::ptrdiff_t>(i);
    if (const auto later = std::find_if(at + 1, choices.end(), same_task); later != choices.end()) {
      move_to(i, static_cast<std::size_t>(later - choices.begin()));
    }
    if (choices[i - 1].at.task == choice.at.task) {
      move_to(i, i - 1);
    }
    for (const TaskId other : choice.others) {
      detours.push_back({.from = here(i), .to = {.at = here(i), .next = names.label(other)}});
    }
  }
  return detours;
}

// All switches between the pieces, the default ones too.
std::vector<Switch> switches_between(const std::vector<Piece>& pieces) {
  std::vector<Switch> switches;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i - 1].task != pieces[i].task && !pieces[i - 1].end.task.empty()) {
      switches.push_back({.at = pieces[i - 1].end, .next = pieces[i].task});
    }
  }
  return switches;
}

class Shrinker {
 public:
  Shrinker(const Execute& execute, const ShrinkOptions& options)
      : execute_(execute), executions_max_(options.executions_max) {}

  std::optional<Shrunk> shrink(const Schedule& schedule) {
    Guided guided(schedule);
    Scribe scribe(guided, guided.draws());
    const RunResult result = play(scribe);
    const std::optional<Failure> failure = failure_of(result);
    if (!failure) {
      return std::nullopt;
    }
    failure_ = *failure;
    keep(scribe, result);
    const ScheduleCost before = best_.cost;
    steps_max_ = kStepsFactor * before.step_count + kStepsMore;
    pass_to_fixpoint();
    const bool proved = search_fewer_preemptions();
    const std::vector<NamedDraw> proved_for = best_.schedule.draws;
    const std::uint64_t preemptions = best_.cost.preemption_count;
    pass_to_fixpoint();
    return Shrunk{.schedule = best_.schedule,
                  .failure = failure_,
                  .result = best_.result,
                  .before = before,
                  .after = best_.cost,
                  .executions = executions_,
                  .minimal_proved = proved && best_.schedule.draws == proved_for &&
                                    best_.cost.preemption_count <= preemptions};
  }

 private:
  RunResult play(Scribe& scribe) {
    ++executions_;
    return execute_(scribe, scribe.draws(), nullptr);
  }

  void keep(const Scribe& scribe, const RunResult& result) {
    best_.schedule = scribe.schedule();
    best_.result = result;
    best_.cost = cost_of(scribe, best_.schedule);
    best_.pieces = pieces_of(scribe);
    best_.detours = detours_of(scribe);
    tried_.insert(format({.header = {}, .schedule = best_.schedule}));
  }

  [[nodiscard]] bool spent() const { return executions_ >= executions_max_; }

  // Whether it is better than the best, which it then is.
  bool attempt(const Schedule& candidate) {
    if (spent() || !tried_.insert(format({.header = {}, .schedule = candidate})).second) {
      return false;
    }
    Guided guided(candidate, {.steps = steps_max_});
    Scribe scribe(guided, guided.draws());
    const RunResult result = play(scribe);
    if (failure_of(result) != failure_ || cost_of(scribe, scribe.schedule()) >= best_.cost) {
      return false;
    }
    keep(scribe, result);
    return true;
  }

  void pass_to_fixpoint() {
    attempt({});
    bool better = true;
    while (better && !spent()) {
      better = drop_blocks(&Schedule::draws);
      better = lower_draws() || better;
      better = drop_blocks(&Schedule::switches) || better;
      better = merge_pieces() || better;
      better = take_detours() || better;
    }
  }

  // Halving sizes; small blocks at every place, as a run in the middle is two decisions.
  template <typename Item>
  bool drop_blocks(std::vector<Item> Schedule::*items) {
    bool better = false;
    for (std::size_t size = (best_.schedule.*items).size(); size > 0 && !spent(); size /= 2) {
      for (std::size_t first = 0; first < (best_.schedule.*items).size() && !spent();) {
        Schedule candidate = best_.schedule;
        std::vector<Item>& left = candidate.*items;
        const std::size_t last = std::min(first + size, left.size());
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(first),
                   left.begin() + static_cast<std::ptrdiff_t>(last));
        if (attempt(candidate)) {
          better = true;
        } else {
          first += size > 3 ? size : 1;
        }
      }
    }
    return better;
  }

  bool lower_draws() {
    bool better = false;
    for (std::size_t i = 0; i < best_.schedule.draws.size() && !spent(); ++i) {
      // From far below to just below; after each success from the start again.
      for (std::uint64_t less = best_.schedule.draws[i].value - 1; less > 0;) {
        Schedule candidate = best_.schedule;
        candidate.draws[i].value -= less;
        if (!attempt(candidate)) {
          less /= 2;
          continue;
        }
        better = true;
        if (i >= best_.schedule.draws.size()) {
          break;
        }
        less = std::min(less, best_.schedule.draws[i].value - 1);
      }
    }
    return better;
  }

  // Joins each run with the next one of its task: to the one's place or to the other's.
  bool merge_pieces() {
    bool better = false;
    for (std::size_t i = 0; i < best_.pieces.size() && !spent(); ++i) {
      while (merge_piece(i)) {
        better = true;
      }
    }
    return better;
  }

  bool merge_piece(std::size_t i) {
    if (i >= best_.pieces.size()) {
      return false;
    }
    const std::vector<Piece> pieces = best_.pieces;
    const auto at = pieces.begin() + static_cast<std::ptrdiff_t>(i);
    const auto next = std::find_if(at + 1, pieces.end(),
                                   [&](const Piece& piece) { return piece.task == at->task; });
    if (next == pieces.end()) {
      return false;
    }
    std::vector<Piece> forward = pieces;
    forward[i].end = next->end;
    forward.erase(forward.begin() + (next - pieces.begin()));
    std::vector<Piece> backward = pieces;
    backward.erase(backward.begin() + static_cast<std::ptrdiff_t>(i));
    for (const std::vector<Piece>& merged : {backward, forward}) {
      if (attempt({.switches = switches_between(merged), .draws = best_.schedule.draws})) {
        return true;
      }
    }
    return false;
  }

  bool take_detours() {
    const std::vector<Detour> detours = best_.detours;
    for (const Detour& detour : detours) {
      if (spent()) {
        break;  // A candidate of a long schedule costs a long copy.
      }
      Schedule candidate = best_.schedule;
      std::erase_if(candidate.switches, [&](const Switch& change) {
        return change.at == detour.from || change.at == detour.to.at;
      });
      candidate.switches.push_back(detour.to);
      if (attempt(candidate)) {
        return true;
      }
    }
    return false;
  }

  // True: all were played.
  bool search_fewer_preemptions() {
    const auto early_timers = static_cast<std::uint32_t>(best_.cost.early_timer_count);
    ContextBound bound(best_.schedule.draws, best_.cost.preemption_count, executions_max_);
    bool all_ended = true;
    while (std::optional<Schedule> candidate = bound.next()) {
      if (spent()) {
        return false;
      }
      Guided guided(*candidate, {.steps = steps_max_, .early_timers = early_timers});
      Scribe scribe(guided, guided.draws());
      const RunResult result = play(scribe);
      all_ended = all_ended && !result.given_up;
      if (failure_of(result) == failure_ && cost_of(scribe, scribe.schedule()) < best_.cost) {
        keep(scribe, result);
        return all_ended &&
               bound.complete();  // All with fewer preemptions than this one were before it.
      }
      bound.add(scribe);
    }
    return all_ended && bound.complete();
  }

  const Execute& execute_;
  std::uint64_t executions_max_;
  std::uint64_t executions_ = 0;
  std::uint64_t steps_max_ = 0;
  Failure failure_;
  Best best_;
  std::set<std::string> tried_;  // texts of schedules
};

}  // namespace

std::optional<Shrunk> shrink(const Schedule& schedule, const Execute& execute,
                             const ShrinkOptions& options) {
  return Shrinker(execute, options).shrink(schedule);
}

}  // namespace rollcall
