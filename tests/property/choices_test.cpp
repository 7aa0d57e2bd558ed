#include "sim/core/choices.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace rollcall {
namespace {

// One draw: on which of three streams, below which bound.
using Request = std::tuple<std::uint8_t, std::uint64_t>;

std::string stream_of(const Request& request) {
  return "stream " + std::to_string(std::get<0>(request) % 3);
}

std::uint64_t bound_of(const Request& request) {
  const std::uint64_t bound = std::get<1>(request);
  return bound == 0 ? 1 : bound;
}

std::vector<std::uint64_t> draw(Choices& choices, const std::vector<Request>& requests) {
  std::vector<std::uint64_t> values;
  for (const Request& request : requests) {
    Stream& stream = choices.stream(stream_of(request));
    values.push_back(choices.pick(stream, bound_of(request)));
  }
  return values;
}

RC_GTEST_PROP(ChoicesProperty, DrawsAreInRangeAndReproducible,
              (std::uint64_t seed, const std::vector<Request>& requests)) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(seed, nullptr);
  const auto values = draw(choices, requests);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    RC_ASSERT(values[i] < bound_of(requests[i]));
  }
  const std::uint64_t digest = hash.digest();
  hash.reset();
  choices.begin(seed, nullptr);
  RC_ASSERT(draw(choices, requests) == values);
  RC_ASSERT(hash.digest() == digest);
}

RC_GTEST_PROP(ChoicesProperty, ReplayedEqualsRecorded,
              (std::uint64_t seed, std::uint64_t other, const std::vector<Request>& requests)) {
  TraceHash hash;
  Choices choices(hash);
  Trace recording;
  choices.begin(seed, &recording);
  const auto values = draw(choices, requests);
  const std::uint64_t digest = hash.digest();

  hash.reset();
  choices.begin(other, nullptr);
  choices.replay(recording.draws);
  RC_ASSERT(draw(choices, requests) == values);
  RC_ASSERT(!choices.diverged());
  RC_ASSERT(hash.digest() == digest);
}

RC_GTEST_PROP(ChoicesProperty, DrawsDoNotDependOnOtherStreams,
              (std::uint64_t seed, const std::vector<Request>& requests)) {
  TraceHash hash;
  Choices choices(hash);
  choices.begin(seed, nullptr);
  const auto values = draw(choices, requests);
  for (std::uint8_t kept = 0; kept < 3; ++kept) {
    choices.begin(seed, nullptr);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (std::get<0>(requests[i]) % 3 == kept) {
        Stream& stream = choices.stream(stream_of(requests[i]));
        RC_ASSERT(choices.pick(stream, bound_of(requests[i])) == values[i]);
      }
    }
  }
}

RC_GTEST_PROP(ChoicesProperty, BetweenKeepsToItsEnds,
              (std::uint64_t seed, std::int64_t one, std::int64_t other)) {
  const std::int64_t low = std::min(one, other);
  const std::int64_t high = std::max(one, other);
  const bool everything = low == INT64_MIN && high == INT64_MAX;
  RC_PRE(!everything);
  TraceHash hash;
  Choices choices(hash);
  choices.begin(seed, nullptr);
  Stream& stream = choices.stream("x");
  const std::int64_t value = choices.between(stream, low, high);
  RC_ASSERT(low <= value);
  RC_ASSERT(value <= high);
}

}  // namespace
}  // namespace rollcall
