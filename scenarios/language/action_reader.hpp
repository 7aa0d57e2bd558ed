#pragma once

#include "scenarios/language/scenario.hpp"
#include "scenarios/language/strict_map.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// The keys that name an action.
[[nodiscard]] const std::vector<std::string>& action_keys();

/// Reads what a step does. Actions come without their numbers, which depend on `repeat`.
///
/// Borrows the workers; null if they cannot be told: then selectors are not resolved.
/// Fails: problems are reported to the value's collector, and what could be read is returned.
class ActionReader {
 public:
  explicit ActionReader(const std::vector<WorkerSpec>* workers);

  /// `race:` a list of branches.
  [[nodiscard]] std::vector<Branch> read_race(const YamlValue& race);
  /// The value under one action key; one branch for each worker it selects.
  [[nodiscard]] std::vector<Branch> read_action(const YamlValue& action);

  /// False once the actions read outnumber the limit; the value is then reported, once.
  [[nodiscard]] bool add_planned(const YamlValue& value, std::size_t count);

 private:
  struct Target {
    std::optional<Address> address;  // nullopt: the worker's own
    std::vector<std::size_t> workers;
  };

  [[nodiscard]] std::vector<Branch> read_branch(const YamlValue& branch);
  [[nodiscard]] Branch read_sequence(const YamlValue& sequence);
  [[nodiscard]] std::vector<Branch> read_action_map(const YamlValue& map);
  [[nodiscard]] std::vector<Branch> read_register(const YamlValue& action);
  [[nodiscard]] std::vector<Branch> read_set_state(const YamlValue& action);
  [[nodiscard]] std::vector<Branch> read_dispatch_pause(const YamlValue& action);
  [[nodiscard]] std::vector<std::size_t> read_selector(const YamlValue& selector);
  [[nodiscard]] std::vector<std::size_t> read_selector_list(const YamlValue& list);
  [[nodiscard]] std::vector<std::size_t> select(const YamlValue& selector);
  [[nodiscard]] Target read_register_map(const YamlValue& action);
  void report_limit(const YamlValue& value, std::string message);

  const std::vector<WorkerSpec>* workers_;
  std::optional<WorkerDirectory> index_;
  std::size_t planned_ = 0;
  std::size_t looked_at_ = 0;  // workers that patterns were compared with, and matches
  bool over_limit_ = false;
};

}  // namespace rollcall
