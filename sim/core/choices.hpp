#pragma once

#include "sim/base/ensure.hpp"
#include "sim/base/random.hpp"
#include "sim/base/time.hpp"
#include "sim/trace/hash.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// A named source of draws. Owned by its Choices; a reference stays good for the life of that.
class Stream {
 public:
  [[nodiscard]] std::string_view name() const { return name_; }

 private:
  friend class Choices;
  Stream(std::string_view name, std::uint64_t id) : name_(name), id_(id) {}

  std::string name_;
  std::uint64_t id_;             // hash of the name
  std::uint64_t execution_ = 0;  // the execution its generator was last seeded for
  Xoshiro256 generator_;
};

/// Decides draws in place of their streams' generators: an exploration that goes through all
/// values.
class DrawSource {
 public:
  DrawSource() = default;
  virtual ~DrawSource() = default;
  DrawSource(const DrawSource&) = delete;
  DrawSource& operator=(const DrawSource&) = delete;

  /// In [0, count).
  [[nodiscard]] virtual std::uint64_t draw(const Stream& stream, std::uint64_t count) = 0;
};

/// The one seam through which everything nondeterministic is decided.
///
/// Each stream is seeded by mix(seed, name), so that a draw added to one leaves the others alone.
/// Behind the seam a draw is seeded, replayed or enumerated; the caller cannot tell. Every draw
/// enters the trace hash, and the recording if there is one. The schedule's draws alone do not: the
/// step they lead to does.
class Choices {
 public:
  explicit Choices(TraceHash& hash) : hash_(&hash), schedule_(&stream("schedule")) {}

  /// Starts an execution. `recording` may be null; it must live until the next call.
  void begin(std::uint64_t seed, Trace* recording);

  /// The recording is complete; draws go on without it, and without a source that was asked.
  void stop_recording() {
    recording_ = nullptr;
    source_ = nullptr;
  }

  /// From here to the next begin() draws come from `draws`, in order, which must live as long.
  void replay(const std::vector<Draw>& draws) { replayed_ = &draws; }

  /// From here to the next begin() draws come from `source`, which must live as long.
  void ask(DrawSource& source) { source_ = &source; }

  /// How many executions have begun.
  [[nodiscard]] std::uint64_t execution() const { return execution_; }

  /// Whether a replayed draw had another stream or bound than the recorded one, or none was left.
  [[nodiscard]] bool diverged() const { return diverged_; }

  /// The stream of that name, made at first use.
  [[nodiscard]] Stream& stream(std::string_view name);

  /// Uniform in [0, count). Requires count > 0; count == 1 decides nothing and draws nothing.
  [[nodiscard]] std::uint64_t pick(Stream& stream, std::uint64_t count);

  /// Uniform in [low, high]. Requires low <= high.
  [[nodiscard]] std::int64_t between(Stream& stream, std::int64_t low, std::int64_t high);
  [[nodiscard]] Duration between(Stream& stream, Duration low, Duration high) {
    return Duration{between(stream, std::int64_t{low.count()}, std::int64_t{high.count()})};
  }

  /// True with probability num/den.
  [[nodiscard]] bool chance(Stream& stream, Ratio ratio);

  /// A strategy's draw: uniform in [0, count), neither hashed nor recorded nor replayed.
  [[nodiscard]] std::uint64_t schedule(std::uint64_t count) {
    return generator(*schedule_).below(count);
  }

 private:
  Xoshiro256& generator(Stream& stream) {
    if (stream.execution_ != execution_) [[unlikely]] {
      stream.generator_ = Xoshiro256(mix(seed_, stream.id_));
      stream.execution_ = execution_;
    }
    return stream.generator_;
  }
  std::uint64_t decide(Stream& stream, std::uint64_t count);
  std::uint64_t replayed(const Stream& stream, std::uint64_t count);

  TraceHash* hash_;
  Trace* recording_ = nullptr;
  std::deque<Stream> streams_;
  std::map<std::uint64_t, Stream*> by_id_;
  Stream* schedule_;
  std::uint64_t seed_ = 0;
  std::uint64_t execution_ = 0;
  DrawSource* source_ = nullptr;
  const std::vector<Draw>* replayed_ = nullptr;
  std::size_t replayed_count_ = 0;
  bool diverged_ = false;
};

}  // namespace rollcall
