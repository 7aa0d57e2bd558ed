#include "scenarios/engine/milestones.hpp"

#include "model/registry/transitions.hpp"
#include "model/simulated/marks.hpp"
#include "sim/core/world.hpp"
#include "sim/net/marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace rollcall {
namespace {

PoolState pool_state(hardened::WorkerState state) {
  constexpr std::array kStates{PoolState::kJoining, PoolState::kFree, PoolState::kReserved,
                               PoolState::kBusy, PoolState::kGone};
  return kStates.at(static_cast<std::size_t>(state));
}

struct TransitionMark {
  PoolState from;
  PoolState to;
  std::string cause;  // as the ledger is told it
  std::string name;   // "busy-joining-job-overdue"
};

const std::vector<TransitionMark>& transition_marks() {
  static const std::vector<TransitionMark> all = [] {
    std::vector<TransitionMark> made;
    for (const hardened::LegalTransition& legal : hardened::legal_transitions()) {
      const std::string cause(to_text(legal.cause));
      const std::string from =
          legal.from == hardened::WorkerState::kGone ? "none" : std::string(to_text(legal.from));
      std::string name = fmt::format("{}-{}-{}", from, to_text(legal.to), cause);
      std::replace(name.begin(), name.end(), ' ', '-');
      made.push_back({pool_state(legal.from), pool_state(legal.to), cause, std::move(name)});
    }
    return made;
  }();
  return all;
}

void mark_transition(World& world, PoolState from, PoolState to, std::string_view cause) {
  const auto& all = transition_marks();
  const auto found = std::find_if(all.begin(), all.end(), [&](const TransitionMark& one) {
    return one.from == from && one.to == to && one.cause == cause;
  });
  if (found != all.end()) {
    world.mark(found->name, true);
  }
}

constexpr std::string_view kReRegistration = "re-registration";
constexpr std::string_view kNewTerm = "registered-after-restart";
constexpr std::string_view kDrainBegan = "drain-began";
constexpr std::string_view kFenced = "fenced";
constexpr std::string_view kSentAgain = "job-sent-again";
constexpr std::string_view kLeaseExpired = "lease-expired";
constexpr std::string_view kDrained = "drained";
constexpr std::string_view kLeftAtWork = "left-at-work";

}  // namespace

const std::vector<MarkEntry>& all_marks() {
  static const std::vector<MarkEntry> all = [] {
    std::vector<MarkEntry> made{
        {std::string(kReRegistration), "a worker that had registered before registers anew"},
        {std::string(kNewTerm), "a worker registers with a later run of the orchestrator"},
        {std::string(kDrainBegan), "a worker is not to get jobs any more"},
        {std::string(kDrained), "one of those is gone, its job done"},
        {std::string(kFenced), "a message was refused for its fence"},
        {std::string(kSentAgain), "a job is sent that was sent before"},
        {std::string(kLeaseExpired), "a worker was not heard of in time"},
        {std::string(kLeftAtWork), "a worker that had a job is gone"}};
    for (const std::string_view name : hardened::kMarks) {
      made.push_back({std::string(name), "that is what a worker or a submitter was told"});
    }
    for (const TransitionMark& one : transition_marks()) {
      made.push_back({one.name, "that transition of a worker's state, for that cause"});
    }
    for (const std::string_view name : net::kMarks) {
      made.push_back({std::string(name), "that befell a message, a call or a host"});
    }
    return made;
  }();
  return all;
}

void Milestones::see(const Act& act) {
  World* const world = World::of_this_thread();
  if (world == nullptr) {
    return;  // What ends an execution is no event of it.
  }
  switch (act.kind) {
    case Act::Kind::kRegistered: {
      mark_transition(*world, PoolState::kGone, PoolState::kJoining, "registered");
      const RecordId newest = ledger_.worker(act.worker).newest;
      if (newest != RecordId::kNone) {
        world->mark(kReRegistration, true);
        if (ledger_.record(newest).epoch.term != act.epoch.term) {
          world->mark(kNewTerm, true);
        }
      }
      break;
    }
    case Act::Kind::kStateChanged:
      mark_transition(*world, act.from, act.to, act.cause);
      see_end(*world, act);
      break;
    case Act::Kind::kSent:
      if (act.job != JobIndex::kNone && ledger_.job(act.job).send_count > 0) {
        world->mark(kSentAgain, true);
      }
      break;
    case Act::Kind::kDrainBegan:
      world->mark(kDrainBegan, true);
      break;
    case Act::Kind::kFenced:
      world->mark(kFenced, true);
      break;
    default:
      break;
  }
}

void Milestones::see_end(World& world, const Act& act) const {
  if (act.to != PoolState::kGone) {
    return;
  }
  if (act.cause == "lease over") {
    world.mark(kLeaseExpired, true);
  }
  if (act.cause == "drained") {
    world.mark(kDrained, true);
  }
  if (act.from == PoolState::kReserved || act.from == PoolState::kBusy) {
    world.mark(kLeftAtWork, true);
  }
}

}  // namespace rollcall
