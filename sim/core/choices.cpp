#include "sim/core/choices.hpp"

namespace rollcall {

void Choices::begin(std::uint64_t seed, Trace* recording) {
  seed_ = seed;
  ++execution_;
  recording_ = recording;
  source_ = nullptr;
  replayed_ = nullptr;
  replayed_count_ = 0;
  diverged_ = false;
}

Stream& Choices::stream(std::string_view name) {
  const std::uint64_t id = name_hash(name);
  Stream*& stream = by_id_[id];
  if (stream == nullptr) {
    streams_.push_back(Stream(name, id));
    stream = &streams_.back();
  }
  ensure(stream->name_ == name, "stream names have distinct hashes");
  return *stream;
}

std::uint64_t Choices::pick(Stream& stream, std::uint64_t count) {
  ensure(count > 0, "a choice has at least one alternative");
  if (count == 1) {
    return 0;
  }
  const std::uint64_t value = decide(stream, count);
  hash_->add_draw(stream.id_, count, value);
  if (recording_ != nullptr) {
    recording_->draws.push_back({.stream = stream.id_, .bound = count, .value = value});
  }
  return value;
}

std::uint64_t Choices::decide(Stream& stream, std::uint64_t count) {
  if (source_ != nullptr) {
    return source_->draw(stream, count);
  }
  return replayed_ != nullptr ? replayed(stream, count) : generator(stream).below(count);
}

std::int64_t Choices::between(Stream& stream, std::int64_t low, std::int64_t high) {
  ensure(low <= high, "a range is not empty");
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  ensure(span != ~std::uint64_t{0}, "a range has fewer than 2^64 values");
  const std::uint64_t offset = pick(stream, span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

bool Choices::chance(Stream& stream, Ratio ratio) {
  ensure(ratio.den > 0 && ratio.num <= ratio.den, "a probability lies in [0, 1]");
  if (ratio.num == 0 || ratio.num == ratio.den) {
    return ratio.num != 0;
  }
  return pick(stream, ratio.den) >= ratio.den - ratio.num;  // So that 0 is what mostly happens.
}

std::uint64_t Choices::replayed(const Stream& stream, std::uint64_t count) {
  if (replayed_count_ < replayed_->size()) {
    const Draw& draw = (*replayed_)[replayed_count_];
    if (draw.stream == stream.id_ && draw.bound == count) {
      ++replayed_count_;
      return draw.value;
    }
  }
  diverged_ = true;
  return 0;
}

}  // namespace rollcall
