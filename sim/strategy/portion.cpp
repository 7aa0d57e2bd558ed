#include "sim/strategy/portion.hpp"

#include "sim/base/ensure.hpp"

#include <cstring>
#include <type_traits>
#include <utility>

namespace rollcall {
namespace {

// One walk over the fields for both directions.
template <typename Archive>
void pass(Archive& archive, SearchNode::Explored& explored) {
  archive(explored.task);
  archive(explored.drawn);
  archive(explored.touches);
  archive(explored.ends);
  archive(explored.asleep);
  archive(explored.place);
}

template <typename Archive>
void pass(Archive& archive, SearchNode& place) {
  archive(place.enabled);
  archive(place.taken);
  pass(archive, place.current);
  archive(place.draws);
  archive(place.to_explore);
  archive(place.explored);
  archive(place.sleeping);
}

template <typename Archive>
void pass(Archive& archive, SourceRequest& request) {
  archive(request.place);
  archive(request.initials);
  archive(request.preferred);
}

template <typename Archive>
void pass(Archive& archive, Tally& tally) {
  archive(tally.executions);
  archive(tally.blocked);
  archive(tally.cut);
  archive(tally.steps);
  archive(tally.cuts);
  std::vector<std::pair<std::string, std::uint64_t>> counts(tally.violations.begin(),
                                                            tally.violations.end());
  archive(counts);
  tally.violations = {counts.begin(), counts.end()};
  archive(tally.order_error);
}

template <typename Archive>
void pass(Archive& archive, std::pair<std::string, std::uint64_t>& count) {
  archive(count.first);
  archive(count.second);
}

template <typename Archive>
void pass(Archive& archive, ExploredOutcome& outcome) {
  archive(outcome.key);
  archive(outcome.invariant);
  archive(outcome.message);
  archive(outcome.count);
  archive(outcome.path);
}

template <typename Archive>
void pass(Archive& archive, ExploredOutcomes& outcomes) {
  std::vector<ExploredOutcome> all = outcomes.all();
  std::uint64_t not_kept = outcomes.not_kept();
  archive(all);
  archive(not_kept);
  outcomes = {};
  for (ExploredOutcome& outcome : all) {
    outcomes.add(std::move(outcome));
  }
  outcomes.add_not_kept(not_kept);
}

template <typename Archive>
void pass(Archive& archive, PortionResult& result) {
  pass(archive, result.tally);
  archive(result.finished);
  archive(result.rest);
  archive(result.requests);
  pass(archive, result.violations);
}

class Writer {
 public:
  template <typename Value>
  void operator()(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void operator()(std::string& text) {
    std::size_t size = text.size();
    (*this)(size);
    bytes_ += text;
  }
  template <typename Value>
  void operator()(std::vector<Value>& values) {
    std::size_t size = values.size();
    (*this)(size);
    for (Value& value : values) {
      if constexpr (std::is_trivially_copyable_v<Value>) {
        (*this)(value);
      } else {
        pass(*this, value);
      }
    }
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename Value>
  void operator()(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    ensure(bytes_.size() >= sizeof value, "a portion's result is whole");
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }
  void operator()(std::string& text) {
    std::size_t size = 0;
    (*this)(size);
    ensure(bytes_.size() >= size, "a portion's result is whole");
    text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
  }
  template <typename Value>
  void operator()(std::vector<Value>& values) {
    std::size_t size = 0;
    (*this)(size);
    ensure(bytes_.size() >= size, "a portion's result is whole");
    values.resize(size);
    for (Value& value : values) {
      if constexpr (std::is_trivially_copyable_v<Value>) {
        (*this)(value);
      } else {
        pass(*this, value);
      }
    }
  }

 private:
  std::string_view bytes_;
};

void count(Tally& tally, const Exploration& exploration, const RunResult& run) {
  tally.steps += run.steps;
  if (!run.given_up) {
    ++tally.executions;
  } else {
    ++(exploration.blocked() ? tally.blocked : tally.cut);
  }
  if (run.violation) {
    ++tally.violations[run.violation->invariant];
  } else if (!run.given_up && tally.order_error.empty()) {
    tally.order_error = run.order_error;
  }
}

}  // namespace

std::uint64_t Tally::violation_count() const {
  std::uint64_t sum = 0;
  for (const auto& [invariant, count] : violations) {
    sum += count;
  }
  return sum;
}

void Tally::add(const Tally& other) {
  executions += other.executions;
  blocked += other.blocked;
  cut += other.cut;
  steps += other.steps;
  cuts.steps |= other.cuts.steps;
  cuts.preemptions |= other.cuts.preemptions;
  cuts.draws |= other.cuts.draws;
  cuts.reuse |= other.cuts.reuse;
  for (const auto& [invariant, count] : other.violations) {
    violations[invariant] += count;
  }
  if (order_error.empty()) {
    order_error = other.order_error;
  }
}

PortionResult explore_portion(Exploration& exploration, const Portion& portion,
                              std::uint64_t played_max, const PlayExploration& play,
                              const PortionOptions& options) {
  PortionResult result;
  exploration.resume(portion.path, portion.fixed);
  bool more = true;
  while (more && result.tally.played() < played_max && result.tally.steps < options.steps_max) {
    const RunResult run = play(exploration);
    count(result.tally, exploration, run);
    if (run.violation) {
      result.violations.add(options.key(run), run, exploration.path());
    }
    more = exploration.next();
  }
  result.tally.cuts = exploration.cuts();
  result.finished = !more;
  result.requests = exploration.requests();
  const auto fixed = static_cast<std::ptrdiff_t>(portion.fixed);
  result.rest = {exploration.path().begin() + fixed, exploration.path().end()};
  return result;
}

std::string to_bytes(const PortionResult& result) {
  Writer writer;
  PortionResult copy = result;  // The walk takes what it may write to.
  pass(writer, copy);
  return writer.take();
}

PortionResult portion_result(std::string_view bytes) {
  Reader reader(bytes);
  PortionResult result;
  pass(reader, result);
  return result;
}

}  // namespace rollcall
