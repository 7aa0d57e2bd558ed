#include "scenarios/hunt/hunter.hpp"

#include "scenarios/hunt/death.hpp"
#include "sim/base/ensure.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

constexpr std::uint64_t kBatchSizeMax = 8192;
// A batch takes between these: giving one costs 0.1 ms, and what is over at a stop is lost.
constexpr std::chrono::milliseconds kBatchTimeMin{10};
constexpr std::chrono::milliseconds kBatchTimeMax{40};
// Where one batch takes very long the others run ahead of it, but not for ever: what they tell has
// to wait.
constexpr std::size_t kPartsAheadMax = 1000;  // a worker
constexpr std::size_t kBytesAheadMax = 256 * 1024 * 1024;
constexpr std::chrono::milliseconds kTickEvery{100};
// How long the end of a hunt waits for what is being played.
constexpr std::chrono::seconds kGrace{5};

// The execution in which a process died: what is known of it.
Segment death_at(const BatchEnd& end) {
  Segment death{.range = {.first = end.index, .end = end.index + 1}};
  death.failure = failure_of(end);
  death.steps = death.failure->steps;
  return death;
}

}  // namespace

Hunter::Hunter(WorkerPool& pool, std::size_t subject, const Dealing& dealing, HuntTally& tally)
    : pool_(pool),
      subject_(subject),
      dealing_(dealing),
      tally_(tally),
      tried_before_(tally.tried()),
      again_(pool.count()) {}

Stop Hunter::hunt(const Tick& tick, const Counted& counted) {
  Stop stop = tally_.stop();
  std::chrono::steady_clock::time_point stopped_at;
  while (tally_.stop() == Stop::kNone) {
    if (stop == Stop::kNone) {
      stop = tick(tally_);
      stopped_at = std::chrono::steady_clock::now();
    } else if (std::chrono::steady_clock::now() - stopped_at > kGrace) {
      break;
    }
    deal(stop == Stop::kNone);
    if (parts_.empty()) {
      break;
    }
    for (const BatchEnd& end : pool_.wait(kTickEvery)) {
      take(end);
    }
    count(counted);
  }
  if (tally_.stop() != Stop::kNone) {
    return tally_.stop();
  }
  return stop == Stop::kNone ? Stop::kSeeds : stop;
}

void Hunter::deal(bool more) {
  for (std::uint32_t worker = 0; worker < pool_.count(); ++worker) {
    if (!pool_.is_idle(worker)) {
      continue;
    }
    std::deque<IndexRange>& again = again_[worker];
    std::optional<IndexRange> range;
    if (!again.empty()) {
      range = again.front();
      again.pop_front();
    } else if (more && parts_.size() < kPartsAheadMax * pool_.count() &&
               bytes_ahead_ < kBytesAheadMax) {
      range = next_batch();
    }
    if (range) {
      parts_[range->first].end = range->end;
      pool_.give(worker, {.subject = subject_, .range = *range});
    }
  }
}

// Up to the next multiple of the size, so that no group of a segment is cut by a larger batch.
std::optional<IndexRange> Hunter::next_batch() {
  while (const std::optional<IndexRange> mine = dealing_.next(next_)) {
    const std::optional<IndexRange> open = tried_before_.first_gap(*mine);
    if (!open) {
      next_ = mine->end;
      continue;
    }
    const std::uint64_t limit = (open->first / batch_size_ + 1) * batch_size_;
    next_ = std::min(open->end, limit);
    return IndexRange{.first = open->first, .end = next_};
  }
  return std::nullopt;
}

void Hunter::take(const BatchEnd& end) {
  check_worker(end);
  if (end.batch.subject != subject_ || !parts_.contains(end.batch.range.first)) {
    return;  // What another hunt of this pool left behind.
  }
  if (end.kind == BatchEnd::Kind::kDone) {
    Part& part = parts_[end.batch.range.first];
    part.segments = decode_segments(end.answer);
    part.bytes = end.answer.size();
    bytes_ahead_ += part.bytes;
    size_by(end);
  } else if (was_killed(end) && killed_.insert(end.index).second) {
    again_[end.worker].push_front(end.batch.range);
  } else {
    split(end);
  }
}

// The rest goes to the process that came in its place: it has met nothing yet, so that it tells
// all that is new in it.
void Hunter::split(const BatchEnd& end) {
  const IndexRange range = end.batch.range;
  ensure(range.first <= end.index && end.index < range.end, "a worker plays what it was given");
  Segment death = death_at(end);
  parts_.erase(range.first);
  parts_[end.index] = {.end = end.index + 1, .segments = std::vector{std::move(death)}, .bytes = 0};
  std::deque<IndexRange>& again = again_[end.worker];
  if (end.index + 1 < range.end) {
    again.push_front({.first = end.index + 1, .end = range.end});
    parts_[end.index + 1].end = range.end;
  }
  if (range.first < end.index) {
    again.push_front({.first = range.first, .end = end.index});
    parts_[range.first].end = end.index;
  }
}

void Hunter::size_by(const BatchEnd& end) {
  const bool whole = end.batch.range.count() == batch_size_;
  if (whole && end.took < kBatchTimeMin && batch_size_ < kBatchSizeMax) {
    batch_size_ *= 2;
  } else if (end.took > kBatchTimeMax && batch_size_ > 1 &&
             end.batch.range.count() * 2 > batch_size_) {
    batch_size_ /= 2;
  }
}

void Hunter::count(const Counted& counted) {
  while (!parts_.empty() && parts_.begin()->second.segments) {
    for (const Segment& segment : *parts_.begin()->second.segments) {
      tally_.add(segment);
      counted(segment);
      if (tally_.stop() != Stop::kNone) {
        parts_.clear();
        return;
      }
    }
    bytes_ahead_ -= parts_.begin()->second.bytes;
    parts_.erase(parts_.begin());
  }
}

std::uint32_t Hunter::idle_worker() {
  while (true) {
    for (std::uint32_t worker = 0; worker < pool_.count(); ++worker) {
      if (pool_.is_idle(worker)) {
        return worker;
      }
    }
    // After the hunt, what is under way is of no interest any more.
    static_cast<void>(pool_.wait(kTickEvery));
  }
}

BatchEnd Hunter::end_of(std::uint32_t worker) {
  while (true) {
    for (BatchEnd& end : pool_.wait(kTickEvery)) {
      if (end.worker == worker) {
        return std::move(end);
      }
    }
  }
}

Segment Hunter::play_alone(std::uint64_t index) {
  const IndexRange range{.first = index, .end = index + 1};
  const std::uint32_t worker = idle_worker();
  pool_.give(worker, {.subject = subject_, .range = range});
  BatchEnd end = end_of(worker);
  if (was_killed(end)) {
    pool_.give(worker, {.subject = subject_, .range = range});
    end = end_of(worker);
  }
  check_worker(end);
  if (end.kind == BatchEnd::Kind::kDone) {
    return decode_segments(end.answer).front();
  }
  return death_at(end);
}

}  // namespace rollcall
