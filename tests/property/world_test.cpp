// Whole worlds: scenarios are generated, written as files, read, and played against the hardened
// pool, which must hold. What fails is shrunk to a small scenario, and its text is printed: as a
// file it fails again.
#include "scenarios/engine/player.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/scenario_writer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace rollcall {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWorkers = 3;

rc::Gen<Duration> up_to(std::int64_t most_ms) {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, most_ms + 1),
                      [](std::int64_t count) { return Duration{milliseconds(count)}; });
}

rc::Gen<HostRef> any_host() {
  return rc::gen::map(rc::gen::inRange<std::size_t>(0, kWorkers + 1), [](std::size_t place) {
    return place == kWorkers ? HostRef{} : HostRef{place};
  });
}

using What = decltype(Action::what);

What generated_host_action() {
  using Verb = HostAction::Verb;
  return HostAction{.verb = *rc::gen::element(Verb::kCrash, Verb::kPause),
                    .host = *any_host(),
                    .duration = *up_to(2000)};
}

What generated_link_action() {
  using Verb = LinkAction::Verb;
  return LinkAction{.verb = *rc::gen::element(Verb::kPartition, Verb::kClog),
                    .links = {.left = {HostRef{}},
                              .right = {HostRef{*rc::gen::inRange<std::size_t>(0, kWorkers)}},
                              .one_way = *rc::gen::arbitrary<bool>(),
                              .methods = {}},
                    .duration = *up_to(2000)};
}

What generated_call() {
  using Verb = WorkerAction::Verb;
  const auto worker = *rc::gen::inRange<std::size_t>(0, kWorkers);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return WorkerAction{.verb = *rc::gen::element(Verb::kDrain, Verb::kDeregister),
                          .worker = worker};
    case 1:
      return HostAction{
          .verb = HostAction::Verb::kRestart, .host = {worker}, .duration = std::nullopt};
    case 2:
      return CancelAction{.job = *rc::gen::inRange<std::uint32_t>(1, 6)};
    default:
      return SubmitAction{.jobs = *rc::gen::inRange<std::uint32_t>(1, 4),
                          .duration = {Duration{}, *up_to(500)},
                          .idempotent = *rc::gen::arbitrary<bool>()};
  }
}

rc::Gen<Step> any_step() {
  return rc::gen::exec([] {
    Step step;
    step.at = *up_to(4000);
    const int kind = *rc::gen::inRange(0, 3);
    const What what = kind == 0   ? generated_host_action()
                      : kind == 1 ? generated_link_action()
                                  : generated_call();
    step.branches.push_back({{{what, 0, {}}}});
    return step;
  });
}

Scenario generated() {
  Scenario scenario;
  scenario.name = "generated";
  scenario.about = "A world that a property test has made.";
  scenario.manager.heartbeat = milliseconds(300);
  scenario.manager.dead_after = milliseconds(1000);
  scenario.manager.probe_timeout = milliseconds(200);
  scenario.manager.assign_timeout = milliseconds(200);
  scenario.manager.job_timeout = milliseconds(2000);
  Step first;
  for (std::size_t worker = 0; worker < kWorkers; ++worker) {
    const std::string number = std::to_string(worker + 1);
    scenario.workers.push_back({.id = "w" + number, .host = "10.0.0." + number, .port = 7000});
    first.branches.push_back(
        {{{RegisterAction{.worker = worker, .host = "10.0.0." + number, .port = 7000}, 0, {}}}});
  }
  scenario.steps = *rc::gen::container<std::vector<Step>>(any_step());
  std::stable_sort(scenario.steps.begin(), scenario.steps.end(),
                   [](const Step& left, const Step& right) { return left.at < right.at; });
  scenario.steps.insert(scenario.steps.begin(), first);
  scenario.network.loss = {.num = *rc::gen::inRange<std::uint64_t>(0, 4), .den = 100};
  scenario.network.duplicate = {.num = *rc::gen::inRange<std::uint64_t>(0, 4), .den = 100};
  scenario.heal = HealSpec{.at = milliseconds(6000), .core = std::nullopt, .position = {}};
  scenario.expect.push_back({.manager = "hardened", .violates = "", .position = {}});
  return scenario;
}

RC_GTEST_PROP(World, HoldsWhateverIsScripted, ()) {
  const std::string text = to_yaml(generated());
  RC_LOG() << text;
  const Scenario scenario = read_scenario("generated.yaml", text, vocabulary());
  RC_ASSERT(to_yaml(scenario) == text);
  Player player(scenario, "hardened");
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const RunResult result = player.play(seed);
    RC_LOG() << "seed " << seed << ": "
             << (result.violation ? result.violation->invariant + ": " + result.violation->message
                                  : "holds")
             << "\n";
    RC_ASSERT(!result.violation.has_value());
  }
}

}  // namespace
}  // namespace rollcall
