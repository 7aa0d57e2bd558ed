#include "sim/strategy/reproduce.hpp"

#include "sim/base/random.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/strategy/replay.hpp"

namespace rollcall {
namespace {

// Draws as they were recorded.
class RecordedDraws final : public DrawSource {
 public:
  explicit RecordedDraws(const std::vector<Draw>& draws) : draws_(draws) {}

  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override {
    if (!stale_ && made_count_ < draws_.size()) {
      const Draw& draw = draws_[made_count_];
      if (draw.stream == name_hash(stream.name()) && draw.bound == count) {
        ++made_count_;
        return draw.value;
      }
    }
    stale_ = true;
    return 0;
  }
  [[nodiscard]] bool stale() const { return stale_; }

 private:
  const std::vector<Draw>& draws_;
  std::size_t made_count_ = 0;
  bool stale_ = false;
};

std::string without_numbers(const std::string& text) {
  std::string kept;
  for (const char byte : text) {
    if (byte < '0' || byte > '9') {
      kept += byte;
    } else if (kept.empty() || kept.back() != '#') {
      kept += '#';
    }
  }
  return kept;
}

}  // namespace

std::optional<Failure> failure_of(const RunResult& result) {
  if (!result.violation) {
    return std::nullopt;
  }
  const Violation& violation = *result.violation;
  return Failure{.invariant = violation.invariant,
                 .site = violation.task == TaskId::kNone
                             ? without_numbers(violation.message)
                             : violation.task_name + ": " + violation.act};
}

Transcript transcribe(const Trace& recorded, const Execute& execute) {
  Replay replay(recorded.decisions, recorded.early_timers);
  RecordedDraws draws(recorded.draws);
  Scribe scribe(replay, draws);
  Transcript transcript;
  transcript.result = execute(scribe, scribe.draws(), nullptr);
  transcript.stale = replay.stale_at().has_value() || draws.stale();
  transcript.schedule = scribe.schedule();
  transcript.preempted_after = scribe.preempted_after();
  return transcript;
}

Reproduction reproduce(const Schedule& schedule, const Failure& expected, const Execute& execute) {
  Guided guided(schedule);
  Reproduction reproduction;
  reproduction.result = execute(guided, guided.draws(), nullptr);
  const std::optional<Failure> failure = failure_of(reproduction.result);
  if (const std::optional<std::string> stale = guided.stale()) {
    reproduction.outcome = Outcome::kStale;
    reproduction.stale = *stale;
  } else if (failure) {
    reproduction.outcome = *failure == expected ? Outcome::kReproduced : Outcome::kFailedOtherwise;
  }
  return reproduction;
}

}  // namespace rollcall
