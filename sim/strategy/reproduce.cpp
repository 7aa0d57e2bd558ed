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

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_of_a_word(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

// A number that stands by itself counts something: steps, jobs. One behind a letter is of a name.
std::string without_counts(const std::string& text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      kept += text[at++];
      continue;
    }
    const bool names = !kept.empty() && is_of_a_word(kept.back());
    for (bool first = true; at < text.size() && is_digit(text[at]); ++at, first = false) {
      kept += names ? std::string(1, text[at]) : first ? "#" : "";
    }
  }
  return kept;
}

// What the world says of those who stand still at the end consists of names: all numbers are
// theirs.
bool tells_names_only(const std::string& invariant) {
  return invariant == "deadlock" || invariant == "task-leak" || invariant == "lost-wakeup" ||
         invariant == "lock-left-held";
}

std::string site_of(const Violation& violation) {
  if (violation.task != TaskId::kNone) {
    return violation.task_name + ": " + violation.act;
  }
  return tells_names_only(violation.invariant) ? violation.message
                                               : without_counts(violation.message);
}

}  // namespace

std::optional<Failure> failure_of(const RunResult& result) {
  if (!result.violation) {
    return std::nullopt;
  }
  const Violation& violation = *result.violation;
  return Failure{.invariant = violation.invariant, .site = site_of(violation)};
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
