#include "scenarios/hunt/batch_player.hpp"

#include "scenarios/engine/search.hpp"

#include <utility>

namespace rollcall {
namespace {

// One execution of so many is looked at for racing pairs: which ones does not depend on who plays.
constexpr std::uint64_t kPairsEvery = Segment::kGroup;

}  // namespace

BatchPlayer::BatchPlayer(const std::vector<Player*>& players, SeedOf seed_of)
    : seed_of_(std::move(seed_of)) {
  for (Player* const player : players) {
    seats_.push_back({.player = player, .coverage = {}, .marks = {}});
  }
}

std::vector<Segment> BatchPlayer::play(const Batch& batch, const WorkerPool::Announce& announce) {
  Seat& seat = seats_[batch.subject];
  seat.player->cover(&seat.coverage);
  std::vector<Segment> segments;
  Segment segment;
  segment.range.first = batch.range.first;
  for (std::uint64_t index = batch.range.first; index < batch.range.end; ++index) {
    announce(index);
    seat.coverage.looks_for_pairs = index % kPairsEvery == 0;
    play_one(seat, seed_of_(batch.subject, index), segment);
    segment.range.end = index + 1;
    if (segment.failure || !segment.order_error.empty() ||
        segment.range.end % Segment::kGroup == 0 || segment.range.end == batch.range.end) {
      close(seat, segment);
      segments.push_back(std::exchange(segment, {}));
      segment.range.first = index + 1;
    }
  }
  seat.player->cover(nullptr);
  return segments;
}

void BatchPlayer::play_one(Seat& seat, std::uint64_t seed, Segment& segment) {
  RunResult result = seat.player->play(seed);
  if (seat.coverage.looks_for_pairs) {
    seat.coverage.add_pairs(seat.coverage.steps);
  }
  segment.steps += result.steps;
  segment.virtual_ns = static_cast<std::uint64_t>(
      sum(Duration(static_cast<std::int64_t>(segment.virtual_ns)), result.end.time_since_epoch())
          .count());
  if (result.violation) {
    segment.failure = {.signature = signature_of(*result.violation),
                       .invariant = std::move(result.violation->invariant),
                       .message = std::move(result.violation->message),
                       .steps = result.steps,
                       .trace_hash = result.trace_hash};
  } else {
    segment.order_error = std::move(result.order_error);
  }
}

void BatchPlayer::close(Seat& seat, Segment& segment) {
  for (const auto& [name, count] : seat.player->marks().counts()) {
    std::uint64_t& before = seat.marks[name];
    segment.marks.emplace(name, count - before);
    before = count;
  }
  segment.states = seat.coverage.states.take();
  segment.pairs = seat.coverage.pairs.take();
}

}  // namespace rollcall
