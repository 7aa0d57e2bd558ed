#pragma once

#include "model/probe/pool_history.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// The pool as it would be if one call came after the other: what one id's registration may answer
/// and become. A Specification, one object for each worker id.
class SequentialPool {
 public:
  using Input = PoolOp;
  using Output = PoolAnswer;

  struct State {
    EpochId epoch;  // {}: not registered
    std::uint64_t boot = 0;
    std::uint64_t grant = 0;  // of the job that it has, 0: none
    bool draining = false;
    std::uint64_t boot_max = 0;  // since the manager started
    EpochId epoch_max;           // that there ever was

    friend bool operator==(const State&, const State&) = default;
  };

  [[nodiscard]] State initial() const { return {}; }
  [[nodiscard]] std::optional<State> step(const State& state, const Input& input,
                                          const Output& output) const;
  [[nodiscard]] std::vector<State> outcomes(const State& state, const Input& input) const;
  [[nodiscard]] std::uint64_t hash(const State& state) const;
  [[nodiscard]] WorkerIndex key_of(const Input& input) const { return input.worker; }
  [[nodiscard]] bool is_read_only(const Input& input, const Output& output) const;
  [[nodiscard]] std::string describe(const Input& input, const std::optional<Output>& output) const;
  [[nodiscard]] std::string describe_state(const State& state) const;
};

}  // namespace rollcall
