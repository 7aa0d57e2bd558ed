#pragma once

#include "scenarios/hunt/index_set.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// An execution that failed, as a worker process tells of it.
struct FailureReport {
  std::string signature = {};
  std::string invariant = {};
  std::string message = {};
  std::uint64_t steps = 0;
  std::uint64_t trace_hash = 0;  // 0: the process died of it

  friend bool operator==(const FailureReport&, const FailureReport&) = default;
};

/// What consecutive executions of one player came to.
///
/// The range is a block (blocks.hpp), so that counts can be united. Only the last of them may have
/// failed or have missed the scenario's `order`, and none of them but the last is the last of a
/// group of kGroup indices: so whatever is decided at a failure or at the end of a group is decided
/// at the end of a segment, however the indices were dealt.
struct Segment {
  static constexpr std::uint64_t kGroup = 64;

  IndexRange range;
  std::uint64_t steps = 0;
  std::uint64_t virtual_ns = 0;
  std::map<std::string, std::uint64_t> marks = {};  // how often each was met; 0: declared
  std::vector<std::uint64_t> states = {};  // abstract ones that this process met first here
  std::vector<std::uint64_t> pairs = {};   // racing ones, likewise
  std::optional<FailureReport> failure = {};
  std::string order_error = {};

  friend bool operator==(const Segment&, const Segment&) = default;
};

/// Bytes for a pipe within one machine, and back.
[[nodiscard]] std::string encode(const std::vector<Segment>& segments);
[[nodiscard]] std::vector<Segment> decode_segments(std::string_view bytes);

}  // namespace rollcall
