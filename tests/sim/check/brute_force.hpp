// Linearizability by its definition: tries every order. For a handful of operations.
#pragma once

#include "sim/check/specification.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace rollcall {

template <Specification Spec>
std::string part_of(const Spec& spec, const typename Spec::Input& input) {
  if constexpr (Partitioned<Spec>) {
    return spec.key_of(input);
  } else {
    return "";
  }
}

template <Specification Spec>
class BruteForce {
 public:
  BruteForce(const Spec& spec, std::span<const OperationOf<Spec>> operations)
      : spec_(spec), operations_(operations), taken_(operations.size(), false) {}

  // All orders, with every subset of the operations of unknown outcome.
  [[nodiscard]] bool exists() {
    if (is_complete()) {
      return true;
    }
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (!taken_[i] && may_be_next(i) && exists_with(i)) {
        return true;
      }
    }
    return false;
  }

  // Whether these operations in this order are a proof.
  [[nodiscard]] bool accepts(std::span<const std::size_t> order) {
    if (order.empty()) {
      return is_complete();
    }
    const std::size_t next = order.front();
    if (taken_[next] || !may_be_next(next)) {
      return false;
    }
    return try_next(next, [&] { return accepts(order.subspan(1)); });
  }

 private:
  [[nodiscard]] bool is_complete() const {
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (!taken_[i] && operations_[i].response) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool may_be_next(std::size_t next) const {
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (!taken_[i] && operations_[i].response &&
          operations_[i].response->returned < operations_[next].invoked) {
        return false;
      }
    }
    return true;
  }

  bool exists_with(std::size_t next) {
    return try_next(next, [&] { return exists(); });
  }

  template <class Rest>
  bool try_next(std::size_t next, Rest rest) {
    const OperationOf<Spec>& operation = operations_[next];
    const auto [place, is_new] =
        states_.try_emplace(part_of(spec_, operation.input), spec_.initial());
    typename Spec::State& state = place->second;
    const typename Spec::State before = state;
    std::vector<typename Spec::State> outcomes;
    if (!operation.response) {
      outcomes = spec_.outcomes(before, operation.input);
    } else if (const auto after = spec_.step(before, operation.input, operation.response->output)) {
      outcomes.push_back(*after);
    }
    taken_[next] = true;
    for (const typename Spec::State& outcome : outcomes) {
      state = outcome;
      if (rest()) {
        return true;
      }
    }
    state = before;
    taken_[next] = false;
    return false;
  }

  const Spec& spec_;
  std::span<const OperationOf<Spec>> operations_;
  std::vector<bool> taken_;
  std::map<std::string, typename Spec::State> states_;
};

template <Specification Spec>
bool brute_force(const Spec& spec, const std::vector<OperationOf<Spec>>& operations) {
  return BruteForce<Spec>(spec, operations).exists();
}

// The events up to and with number `count`, from 1, of a history made by HistoryBuilder.
template <Specification Spec>
std::vector<OperationOf<Spec>> prefix_of(const std::vector<OperationOf<Spec>>& operations,
                                         std::int64_t count) {
  std::vector<OperationOf<Spec>> prefix;
  for (const OperationOf<Spec>& operation : operations) {
    if (operation.invoked <= count) {
      prefix.push_back(operation);
      if (operation.response && operation.response->returned > count) {
        prefix.back().response.reset();
      }
    }
  }
  return prefix;
}

}  // namespace rollcall
