#pragma once

#include "scenarios/language/actions.hpp"
#include "scenarios/language/strict_map.hpp"
#include "scenarios/language/values.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// Resolves what a scenario's selectors select, and bounds what they come to.
///
/// Borrows the workers; null if they cannot be told: then nothing is resolved or reported.
/// Fails: problems are reported to the value's collector, and what could be read is returned.
class Selectors {
 public:
  explicit Selectors(const std::vector<WorkerSpec>* workers);

  /// One selector or a list of them; in the workers' order, each once.
  [[nodiscard]] std::vector<std::size_t> workers(const YamlValue& selector);
  /// The same, with `orchestrator` among them: it comes first.
  [[nodiscard]] std::vector<HostRef> hosts(const YamlValue& selector);
  /// A selector that must come to one worker, or to one host.
  [[nodiscard]] std::optional<std::size_t> worker(const YamlValue& selector);
  [[nodiscard]] std::optional<HostRef> host(const YamlValue& selector);
  /// `between:` a list of two of the above.
  [[nodiscard]] LinkSet between(const YamlValue& pair);

  [[nodiscard]] const WorkerSpec& spec(std::size_t worker) const { return (*workers_)[worker]; }

  /// False once what is planned outnumbers the limit; the value is then reported, once.
  [[nodiscard]] bool add_planned(const YamlValue& value, std::size_t count);

 private:
  struct Selection {
    bool orchestrator = false;
    std::vector<std::size_t> workers;
  };

  [[nodiscard]] Selection select(const YamlValue& selector, bool hosts);
  [[nodiscard]] std::vector<std::size_t> select_workers(const YamlValue& selector);
  void report_limit(const YamlValue& value, std::string message);

  const std::vector<WorkerSpec>* workers_;
  std::optional<WorkerDirectory> index_;
  std::size_t planned_ = 0;
  std::size_t looked_at_ = 0;  // workers that patterns were compared with, and matches
  bool over_limit_ = false;
};

}  // namespace rollcall
