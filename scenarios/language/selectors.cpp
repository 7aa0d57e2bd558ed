#include "scenarios/language/selectors.hpp"

#include "scenarios/language/scenario.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollcall {
namespace {

// About 150 MB of plan; ten times the largest pool.
constexpr std::size_t kActionCountMax = 1'000'000;
constexpr std::size_t kLookCountMax = 10'000'000;  // well under a second of comparing ids

bool is_orchestrator(const YamlValue& selector) {
  return selector.is_scalar() && selector.node().scalar == "orchestrator";
}

}  // namespace

Selectors::Selectors(const std::vector<WorkerSpec>* workers) : workers_(workers) {
  if (workers != nullptr) {
    index_.emplace(*workers);
  }
}

std::vector<std::size_t> Selectors::workers(const YamlValue& selector) {
  return select(selector, false).workers;
}

std::vector<HostRef> Selectors::hosts(const YamlValue& selector) {
  const Selection selection = select(selector, true);
  std::vector<HostRef> hosts;
  if (selection.orchestrator) {
    hosts.push_back({});
  }
  for (const std::size_t worker : selection.workers) {
    hosts.push_back({worker});
  }
  return hosts;
}

std::optional<std::size_t> Selectors::worker(const YamlValue& selector) {
  const std::vector<std::size_t> selected = workers(selector);
  if (selected.size() > 1) {
    selector.report(
        {"E303", fmt::format("{} workers selected where one is needed", selected.size()), ""});
  }
  return selected.size() == 1 ? std::optional(selected.front()) : std::nullopt;
}

std::optional<HostRef> Selectors::host(const YamlValue& selector) {
  const std::vector<HostRef> selected = hosts(selector);
  if (selected.size() > 1) {
    selector.report(
        {"E303", fmt::format("{} hosts selected where one is needed", selected.size()), ""});
  }
  return selected.size() == 1 ? std::optional(selected.front()) : std::nullopt;
}

LinkSet Selectors::between(const YamlValue& pair) {
  LinkSet links;
  const std::vector<YamlValue> sides = pair.items();
  if (pair.is_sequence() && sides.size() != 2) {
    pair.report({"E321", "links are between two sides",
                 "write [orchestrator, w*], or [[orchestrator, w1], w2]"});
    return links;
  }
  if (sides.size() == 2) {
    links.left = hosts(sides[0]);
    links.right = hosts(sides[1]);
  }
  return links;
}

bool Selectors::add_planned(const YamlValue& value, std::size_t count) {
  planned_ += count;
  if (planned_ > kActionCountMax) {
    report_limit(value, fmt::format("the steps come to more than {} actions", kActionCountMax));
  }
  return !over_limit_;
}

void Selectors::report_limit(const YamlValue& value, std::string message) {
  if (!over_limit_) {
    over_limit_ = true;
    value.problems().add(value.key_place(),
                         {"E319", std::move(message), "select fewer workers or repeat less"});
  }
}

Selectors::Selection Selectors::select(const YamlValue& selector, bool hosts) {
  Selection selection;
  const std::vector<YamlValue> items =
      selector.is_sequence() ? selector.items() : std::vector{selector};
  if (items.empty()) {
    selector.report({"E105", "this list is empty", "select at least one worker"});
  }
  std::vector<bool> is_selected(workers_ == nullptr ? 0 : workers_->size());
  for (const YamlValue& item : items) {
    if (hosts && is_orchestrator(item)) {
      selection.orchestrator = true;
      continue;
    }
    for (const std::size_t worker : select_workers(item)) {
      is_selected[worker] = true;
    }
  }
  for (std::size_t worker = 0; worker < is_selected.size(); ++worker) {
    if (is_selected[worker]) {
      selection.workers.push_back(worker);
    }
  }
  if (!add_planned(selector, selection.workers.size())) {
    return {};
  }
  return selection;
}

// Empty if nothing can be selected, which is then reported.
std::vector<std::size_t> Selectors::select_workers(const YamlValue& selector) {
  const std::optional<std::string> text = selector.text();
  if (!text || !index_ || over_limit_) {
    return {};
  }
  auto selected = selector.accept(index_->select(*text)).value_or(std::vector<std::size_t>{});
  const bool is_pattern = text->find('*') != std::string::npos;
  looked_at_ += is_pattern ? workers_->size() : selected.size();
  if (looked_at_ > kLookCountMax) {
    report_limit(selector, "the selectors look at too many workers");
  }
  return selected;
}

}  // namespace rollcall
