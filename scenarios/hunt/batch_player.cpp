#include "scenarios/hunt/batch_player.hpp"

#include "scenarios/engine/search.hpp"
#include "scenarios/hunt/blocks.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollcall {
namespace {

// One execution of so many is looked at for racing pairs: which ones does not depend on who plays.
constexpr std::uint64_t kPairsEvery = Segment::kGroup;

}  // namespace

BatchPlayer::BatchPlayer(const std::vector<Player*>& players, SeedOf seed_of)
    : seed_of_(std::move(seed_of)) {
  for (Player* const player : players) {
    seats_.push_back({.player = player, .coverage = {}, .marks = {}, .before = {}, .open = {}});
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
      cut(seat, std::exchange(segment, {}), segments);
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
  count(seat, result);
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

// Where a failure will cut is not known before, so each execution is counted by itself.
void BatchPlayer::count(Seat& seat, const RunResult& result) {
  const auto& counts = seat.player->marks().counts();
  if (counts.size() > seat.marks.size()) {
    for (const auto& mark : counts) {
      if (std::find(seat.marks.begin(), seat.marks.end(), &mark) == seat.marks.end()) {
        seat.marks.push_back(&mark);
      }
    }
  }
  Counted& counted = seat.open.emplace_back();
  counted.steps = result.steps;
  counted.virtual_ns = static_cast<std::uint64_t>(result.end.time_since_epoch().count());
  counted.marks.reserve(seat.marks.size());
  for (const auto* const mark : seat.marks) {
    counted.marks.push_back(mark->second);
  }
}

// What is open, in blocks. The last has all but the numbers: what is new counts for its group.
void BatchPlayer::cut(Seat& seat, Segment last, std::vector<Segment>& segments) {
  auto from = seat.open.begin();
  for (const IndexRange& block : blocks_of(last.range)) {
    Segment& segment =
        segments.emplace_back(block.end == last.range.end ? std::exchange(last, {}) : Segment{});
    segment.range = block;
    const auto to = from + static_cast<std::ptrdiff_t>(block.count());
    for (auto each = from; each != to; ++each) {
      segment.steps += each->steps;
      segment.virtual_ns =
          static_cast<std::uint64_t>(sum(Duration(static_cast<std::int64_t>(segment.virtual_ns)),
                                         Duration(static_cast<std::int64_t>(each->virtual_ns)))
                                         .count());
    }
    Counted& now = *std::prev(to);
    for (std::size_t i = 0; i < now.marks.size(); ++i) {
      const std::uint64_t before = i < seat.before.marks.size() ? seat.before.marks[i] : 0;
      segment.marks.emplace(seat.marks[i]->first, now.marks[i] - before);
    }
    seat.before = std::move(now);
    from = to;
  }
  seat.open.clear();
  segments.back().states = seat.coverage.states.take();
  segments.back().pairs = seat.coverage.pairs.take();
}

}  // namespace rollcall
