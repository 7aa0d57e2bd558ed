#include "scenarios/hunt/shard.hpp"

#include "scenarios/hunt/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace rollcall {
namespace {

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end == text.data() + text.size() && error == std::errc();
  return whole && !text.empty() ? std::optional(number) : std::nullopt;
}

// A variable's number; nullopt if it is not set.
std::optional<std::uint32_t> number_in(const char* text, const char* name) {
  if (text == nullptr || *text == '\0') {
    return std::nullopt;
  }
  const std::optional<std::uint32_t> number = parse_number(text);
  if (!number) {
    throw std::invalid_argument(fmt::format("{}='{}' is no number", name, text));
  }
  return number;
}

FoundShard found(std::uint64_t index, std::uint32_t count, std::string source) {
  if (index < 1 || index > count) {
    throw std::invalid_argument(
        fmt::format("{} say shard {} of {}: there is none", source, index, count));
  }
  return {.shard = {.index = static_cast<std::uint32_t>(index), .count = count},
          .source = std::move(source)};
}

// Small enough that each shard gets some of few seeds, large enough that the ranges of what a shard
// has played stay few, and of whole groups where there are enough seeds.
std::uint64_t block_of(std::uint64_t shard_count, std::uint64_t seeds) {
  if (shard_count == 1) {
    return std::max<std::uint64_t>(seeds, 1);
  }
  return std::bit_floor(std::clamp<std::uint64_t>(seeds / (shard_count * 8), 1, kBlockMax));
}

}  // namespace

std::string to_text(const Shard& shard) {
  return shard.count == 1 ? "" : fmt::format("{}/{}", shard.index, shard.count);
}

std::optional<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto index = parse_number(text.substr(0, slash));
  const auto count = parse_number(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) {
    return std::nullopt;
  }
  return Shard{.index = *index, .count = *count};
}

std::optional<FoundShard> shard_of_environment(const char* (*variable)(const char* name)) {
  const auto number = [&](const char* name) { return number_in(variable(name), name); };
  if (const auto total = number("ROLLCALL_TOTAL_SHARDS")) {
    for (const char* const name : {"ROLLCALL_SHARD_INDEX", "JOB_COMPLETION_INDEX"}) {
      if (const auto index = number(name)) {
        return found(std::uint64_t{*index} + 1, *total,
                     fmt::format("{} and ROLLCALL_TOTAL_SHARDS", name));
      }
    }
    throw std::invalid_argument(
        "ROLLCALL_TOTAL_SHARDS is set, but neither ROLLCALL_SHARD_INDEX nor JOB_COMPLETION_INDEX");
  }
  for (const char* const name : {"ROLLCALL_SHARD_INDEX", "JOB_COMPLETION_INDEX"}) {
    if (number(name)) {
      throw std::invalid_argument(
          fmt::format("{} is set, but not ROLLCALL_TOTAL_SHARDS: how many are there?", name));
    }
  }
  const auto task = number("SLURM_ARRAY_TASK_ID");
  const auto count = number("SLURM_ARRAY_TASK_COUNT");
  if (!task || !count) {
    return std::nullopt;
  }
  const std::uint32_t first = number("SLURM_ARRAY_TASK_MIN").value_or(0);
  const std::uint64_t index = *task < first ? 0 : std::uint64_t{*task} - first + 1;
  return found(index, *count, "SLURM_ARRAY_TASK_ID, _MIN and _COUNT");
}

Dealing::Dealing(Shard shard, std::uint64_t seeds)
    : shard_(shard), seeds_(seeds), block_(block_of(shard.count, seeds)) {}

bool Dealing::has(std::uint64_t index) const {
  return index < seeds_ && index / block_ % shard_.count == shard_.index - 1;
}

std::optional<IndexRange> Dealing::next(std::uint64_t from) const {
  const std::uint64_t block = from / block_;
  const std::uint64_t ahead =
      (shard_.index - 1 + shard_.count - block % shard_.count) % shard_.count;
  const std::uint64_t first = ahead == 0 ? from : (block + ahead) * block_;
  if (first >= seeds_) {
    return std::nullopt;
  }
  return IndexRange{.first = first, .end = std::min((first / block_ + 1) * block_, seeds_)};
}

bool Dealing::has(const IndexRange& range) const {
  const std::optional<IndexRange> mine = next(range.first);
  return mine && mine->first == range.first &&
         (shard_.count == 1 ? range.end <= seeds_ : range.end <= mine->end);
}

std::uint64_t Dealing::count() const {
  const std::uint64_t blocks = seeds_ / block_;
  const std::uint64_t mine = shard_.index - 1;
  const std::uint64_t whole = blocks / shard_.count + (blocks % shard_.count > mine ? 1 : 0);
  const bool last_is_mine = blocks % shard_.count == mine;
  return whole * block_ + (last_is_mine ? seeds_ % block_ : 0);
}

}  // namespace rollcall
