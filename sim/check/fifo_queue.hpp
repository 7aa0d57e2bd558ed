#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// An unbounded first-in-first-out queue. A Specification.
class FifoQueue {
 public:
  using State = std::vector<std::int64_t>;  // oldest first

  /// Enqueues a value; without one dequeues.
  struct Input {
    std::optional<std::int64_t> value;

    [[nodiscard]] bool operator==(const Input&) const = default;
  };

  /// What was dequeued; nothing from an empty queue, nor from an enqueue.
  struct Output {
    std::optional<std::int64_t> value;

    [[nodiscard]] bool operator==(const Output&) const = default;
  };

  [[nodiscard]] State initial() const { return {}; }
  [[nodiscard]] std::optional<State> step(const State& state, const Input& input,
                                          const Output& output) const;
  [[nodiscard]] std::vector<State> outcomes(const State& state, const Input& input) const;
  [[nodiscard]] std::uint64_t hash(const State& state) const;
  [[nodiscard]] bool is_read_only(const Input& input, const Output& output) const;
  [[nodiscard]] std::string describe(const Input& input, const std::optional<Output>& output) const;
  [[nodiscard]] std::string describe_state(const State& state) const;
};

}  // namespace rollcall
