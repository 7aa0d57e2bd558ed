#include "sim/strategy/explored_outcome.hpp"

#include "sim/base/ensure.hpp"
#include "sim/strategy/reproduce.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

template <typename Outcomes>
auto find_outcome(Outcomes& outcomes, const std::string& key, const std::string& invariant) {
  return std::find_if(outcomes.begin(), outcomes.end(), [&](const ExploredOutcome& outcome) {
    return outcome.key == key && outcome.invariant == invariant;
  });
}

}  // namespace

void ExploredOutcomes::add(const std::string& key, const RunResult& run,
                           const std::vector<SearchNode>& path) {
  const std::string invariant = run.violation ? run.violation->invariant : "";
  const auto known = find_outcome(all_, key, invariant);
  if (known != all_.end()) {
    ++known->count;
  } else {
    add({.key = key,
         .invariant = invariant,
         .message = run.violation ? run.violation->message : "",
         .count = 1,
         .path = all_.size() < kMost ? decisions_of(path) : std::vector<SearchNode>()});
  }
}

void ExploredOutcomes::add(ExploredOutcome outcome) {
  const auto known = find_outcome(all_, outcome.key, outcome.invariant);
  if (known != all_.end()) {
    known->count += outcome.count;
  } else if (all_.size() < kMost) {
    all_.push_back(std::move(outcome));
  } else {
    not_kept_ += outcome.count;
  }
}

std::string violation_key(const RunResult& run) {
  const std::optional<Failure> failure = failure_of(run);
  ensure(failure.has_value(), "only a violation has a violation's key");
  return failure->invariant + ": " + failure->site;
}

std::vector<SearchNode> decisions_of(const std::vector<SearchNode>& path) {
  std::vector<SearchNode> decisions;
  decisions.reserve(path.size());
  for (const SearchNode& place : path) {
    SearchNode& kept = decisions.emplace_back();
    kept.taken = place.taken;
    kept.draws = place.draws;
    kept.to_explore = {place.taken};
    std::copy_if(
        place.enabled.begin(), place.enabled.end(), std::back_inserter(kept.enabled),
        [&](const SearchNode::Candidate& candidate) { return candidate.task == place.taken; });
  }
  return decisions;
}

}  // namespace rollcall
