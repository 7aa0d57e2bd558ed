#include "scenarios/engine/exploration_scope.hpp"

#include "scenarios/engine/script.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/scenario_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace rollcall {
namespace {

using ActionVariant = decltype(Action::what);

constexpr std::size_t kScenariosMax = 10'000;

std::string text(DurationRange range) {
  return fmt::format("{}..{}", to_text(range.low), to_text(range.high));
}

// --- what is settled ---

void settle(DurationRange& range, const char* what, std::vector<std::string>& fixed) {
  if (range.low != range.high) {
    fixed.push_back(fmt::format("{} {}: {}", what, text(range), to_text(range.low)));
    range.high = range.low;
  }
}

void settle_network(NetworkSpec& network, std::vector<std::string>& fixed) {
  if (network.latency.high > Duration{}) {
    fixed.push_back(fmt::format("latency {}: 0, messages come in every order",
                                network.latency.low == network.latency.high
                                    ? to_text(network.latency.low)
                                    : text(network.latency)));
    network.latency = {};
  }
  if (network.loss.num + network.duplicate.num + network.reorder.num > 0) {
    fixed.emplace_back("loss, duplicate and reorder of the network: none");
    network.loss = network.duplicate = network.reorder = {};
  }
}

// The documented manager has a network only where a scenario asks for one.
void settle_world(Scenario& scenario, std::vector<std::string>& fixed) {
  settle_network(scenario.network, fixed);
  settle(scenario.clock.offset, "offset of the clocks", fixed);
  if (std::exchange(scenario.clock.drift_ppm_max, 0) != 0) {
    fixed.emplace_back("drift of the clocks: none");
  }
}

void settle_draws(Scenario& scenario, std::vector<std::string>& fixed) {
  if (scenario.jobs) {
    settle(scenario.jobs->duration, "duration of jobs", fixed);
  }
  for (Step& step : scenario.steps) {
    for (Branch& branch : step.branches) {
      for (Action& action : branch.actions) {
        if (auto* submit = std::get_if<SubmitAction>(&action.what)) {
          settle(submit->duration, "duration of submitted jobs", fixed);
        }
      }
    }
  }
  scenario.swarm = false;
  scenario.sometimes.clear();  // of many executions, not of all there are
  scenario.regressions.clear();
}

// --- random faults ---

// What each entry of `faults` may do, once.
struct PossibleActs {
  const Scenario& scenario;
  const Weather& weather;
  std::vector<ActionVariant>& acts;
  std::vector<std::string>& fixed;

  void operator()(const HostWeather& hosts) const {
    for (std::size_t place = 0; hosts.hosts.size() > weather.keep && place < hosts.hosts.size();
         ++place) {
      acts.emplace_back(
          HostAction{.verb = hosts.verb, .host = hosts.hosts[place], .duration = weather.span.low});
    }
    fixed_span("how long it lasts");
  }
  void operator()(const LinkWeather& link) const {
    for (const HostRef left : link.links.left) {
      for (const HostRef right : link.links.right) {
        add(link, left, right);
      }
    }
    fixed_span("how long it lasts");
  }
  void operator()(const MessageWeather& messages) const {
    if (messages.verb == MessageWeather::Verb::kDelay) {
      fixed.emplace_back("delay of messages: none, they come in every order");
    } else if (messages.method.empty()) {
      fixed.push_back(fmt::format("{} of every method: none; name a method", weather.kind));
    } else {
      using Verb = MessageAction::Verb;
      const bool drops = messages.verb == MessageWeather::Verb::kDropReply;
      acts.emplace_back(MessageAction{.verb = drops ? Verb::kDropReply : Verb::kDuplicate,
                                      .method = messages.method,
                                      .worker = std::nullopt,
                                      .count = 1});
    }
  }
  void operator()(const ClockWeather& clocks) const {
    for (const HostRef host : clocks.hosts) {
      acts.emplace_back(ClockJumpAction{.host = host, .by = weather.span.low});
    }
    fixed_span("how far it jumps");
  }

 private:
  void fixed_span(const char* what) const {
    DurationRange span = weather.span;
    settle(span, fmt::format("{}: {}", weather.kind, what).c_str(), fixed);
  }
  void add(const LinkWeather& link, HostRef left, HostRef right) const {
    const auto cut = [&](HostRef from, HostRef to, bool one_way) {
      acts.emplace_back(LinkAction{.verb = link.verb,
                                   .links = {.left = {from},
                                             .right = {to},
                                             .one_way = one_way,
                                             .methods = link.links.methods},
                                   .duration = weather.span.low});
    };
    if (left == right) {
      return;
    }
    if (link.one_way.num < link.one_way.den || link.one_way.den == 0) {
      cut(left, right, false);
    }
    if (link.one_way.num > 0) {
      cut(left, right, true);
      cut(right, left, true);
    }
  }
};

// One fault beside one step.
struct PossibleStrike {
  ActionVariant act;
  std::size_t step = 0;
};

std::vector<PossibleStrike> strikes_of(const Scenario& scenario, std::vector<std::string>& fixed) {
  std::vector<ActionVariant> acts;
  for (const Weather& weather : scenario.faults) {
    std::visit(PossibleActs{scenario, weather, acts, fixed}, weather.what);
  }
  std::vector<PossibleStrike> strikes;
  for (const ActionVariant& act : acts) {
    for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
      if (lone_switch(scenario.steps[step]) == nullptr) {
        strikes.push_back({.act = act, .step = step});
      }
    }
  }
  return strikes;
}

// Indices into `strikes`, ascending, up to `most` of them: none first, then one, then two, ...
std::vector<std::vector<std::size_t>> choices_among(std::size_t count, std::uint32_t most) {
  std::vector<std::vector<std::size_t>> all{{}};
  for (std::size_t next = 0; next < all.size() && all.size() <= kScenariosMax; ++next) {
    if (all[next].size() == most) {
      continue;
    }
    for (std::size_t index = all[next].empty() ? 0 : all[next].back(); index < count; ++index) {
      std::vector<std::size_t> more = all[next];
      more.push_back(index);
      all.push_back(std::move(more));
    }
  }
  return all;
}

[[noreturn]] void too_many(const Scenario& scenario, std::uint32_t faults_max) {
  throw InputError({{.id = "E100",
                     .file = scenario.file,
                     .path = "faults",
                     .message = fmt::format("more than {} ways to have {} of these faults",
                                            kScenariosMax, faults_max),
                     .hint = "allow fewer with --faults, or name fewer hosts"}},
                   scenario.text);
}

}  // namespace

ExplorationScope exploration_scope(const Scenario& scenario, std::string_view manager,
                                   std::uint32_t faults_max, const std::string& out) {
  ExplorationScope scope;
  Scenario settled = scenario;
  if (manager == "hardened" || needs_network(scenario)) {
    settle_world(settled, scope.fixed);
    scope.fixed.emplace_back("the shutdown at the end: not played");
  }
  settle_draws(settled, scope.fixed);
  std::vector<PossibleStrike> strikes;
  if (faults_max > 0) {
    strikes = strikes_of(settled, scope.fixed);
  } else if (!settled.faults.empty()) {
    scope.fixed.emplace_back("random faults: none");
  }
  settled.faults.clear();
  std::erase_if(settled.expect, [&](const Expectation& e) { return e.manager != manager; });
  const auto choices = choices_among(strikes.size(), faults_max);
  if (choices.size() > kScenariosMax) {
    too_many(scenario, faults_max);
  }
  for (const std::vector<std::size_t>& choice : choices) {
    Scenario one = settled;
    for (const std::size_t index : choice) {
      const PossibleStrike& strike = strikes[index];
      one.steps[strike.step].branches.push_back(
          {.actions = {{.what = strike.act, .number = 0, .position = {}}}});
    }
    const std::string file = fmt::format("{}/{}-{}.yaml", out, scenario.name, manager);
    scope.scenarios.push_back(read_scenario(file, to_yaml(one), vocabulary()));
  }
  return scope;
}

}  // namespace rollcall
