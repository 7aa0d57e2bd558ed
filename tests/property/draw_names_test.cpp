// Editing, inserting or dropping one step or one fault leaves what the others draw alone.
//
// How it works: a scenario of generated entries is played against the hardened pool, and what each
// stream of draws gave is written down under its name. One entry is then dropped or edited, and
// those that stayed must have the same names and values, each a stream of its own.
#include "scenarios/engine/draw_names.hpp"

#include "scenarios/engine/player.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/scenario_writer.hpp"
#include "sim/strategy/random.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace rollcall {
namespace {

using Values = std::vector<std::uint64_t>;
using Streams = std::map<std::string, Values>;

// Draws as a seed gives them, written down by stream.
class WrittenDraws final : public DrawSource {
 public:
  explicit WrittenDraws(std::uint64_t seed) : seed_(seed) {}

  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override {
    const std::string name(stream.name());
    Xoshiro256& generator =
        generators_.try_emplace(name, mix(seed_, name_hash(name))).first->second;
    const std::uint64_t value = generator.below(count);
    streams_[name].push_back(value);
    return value;
  }
  [[nodiscard]] const Streams& streams() const { return streams_; }

 private:
  std::uint64_t seed_;
  std::map<std::string, Xoshiro256> generators_;
  Streams streams_;
};

std::string submit_step(std::int64_t at_ms, int kind, bool labelled, std::size_t number) {
  std::string text = "  - at: " + std::to_string(at_ms) + "ms\n";
  if (labelled) {
    text += "    label: step-" + std::string(1, static_cast<char>('a' + number % 26)) + "\n";
  }
  const std::string jobs = "submit: {jobs: 2, duration: 1ms.." + std::to_string(10 + kind) + "ms}";
  return text + (kind % 2 == 0 ? "    " + jobs + "\n"
                               : "    race:\n      - " + jobs + "\n      - " + jobs + "\n");
}

// Steps in order of time; kinds are few, so that some say just the same.
struct Plan {
  std::vector<std::tuple<std::int64_t, int, std::size_t>>
      steps;  // time, kind, label from 1; 0: none
  std::vector<int> faults;

  // A race has two of them.
  [[nodiscard]] std::size_t submissions() const {
    std::size_t count = 0;
    for (const auto& [at, kind, label] : steps) {
      count += kind % 2 == 0 ? 1 : 2;
    }
    return count;
  }

  [[nodiscard]] std::string text() const {
    std::string written =
        "rollcall: 1\nname: draws\nabout: A test.\n"
        "manager: {heartbeat: 300ms, dead_after: 1s, probe_timeout: 200ms}\n"
        "workers: {count: 2}\nclock: {offset: -1s..1s, drift: 100ppm}\n"
        "jobs: {count: 3, every: 10ms, duration: 1ms..9ms}\n"
        "steps:\n  - {at: 0s, register: w*}\n";
    for (const auto& [at, kind, label] : steps) {
      written += submit_step(at, kind, label != 0, label);
    }
    written += "faults:\n";
    for (const int rate : faults) {
      written +=
          "  - pause: {host: w*, rate: 1/" + std::to_string(100 + rate) + "ms, for: 1ms..50ms}\n";
    }
    return written + "heal: {at: 500ms}\nexpect:\n  hardened: holds\n  eventually: {within: 1ms}\n";
  }
};

Streams drawn(const Plan& plan) {
  const Scenario scenario = read_scenario("draws.yaml", plan.text(), vocabulary());
  Player player(scenario, "hardened");
  RandomWalk walk;
  WrittenDraws draws(17);
  static_cast<void>(player.executor()(walk, draws, nullptr));
  return draws.streams();
}

// Those of one kind: "workload/", "faults/".
Streams of(const Streams& streams, const std::string& kind) {
  Streams found;
  for (const auto& [name, values] : streams) {
    if (name.starts_with(kind) && name != "workload/jobs") {
      found.emplace(name, values);
    }
  }
  return found;
}

// Each submission has a stream of its own, of which it takes one value a job; those of `part` are
// among those of `whole`, with the same values.
void expect_same_jobs(const Plan& whole, const Plan& part) {
  const Streams before = of(drawn(whole), "workload/");
  const Streams after = of(drawn(part), "workload/");
  RC_ASSERT(before.size() == whole.submissions());
  RC_ASSERT(after.size() == part.submissions());
  for (const auto& [name, values] : after) {
    RC_ASSERT(values.size() == 2);
    RC_ASSERT(before.contains(name));
    RC_ASSERT(values == before.at(name));
  }
}

// The same for faults, and for what goes on beside them. How many times one strikes is its own
// matter, too.
void expect_same_weather(const Plan& whole, const Plan& part) {
  const Streams before = drawn(whole);
  const Streams after = drawn(part);
  RC_ASSERT(of(before, "faults/").size() == whole.faults.size());
  RC_ASSERT(of(after, "faults/").size() == part.faults.size());
  for (const std::string kind : {"faults/", "workload/", "clock/"}) {
    for (const auto& [name, values] : of(after, kind)) {
      RC_ASSERT(before.contains(name));
      RC_ASSERT(values == before.at(name));
    }
  }
}

Plan generated() {
  Plan plan;
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  for (std::size_t step = 0; step < count; ++step) {
    plan.steps.emplace_back(*rc::gen::inRange<std::int64_t>(0, 4) * 100, *rc::gen::inRange(0, 4),
                            *rc::gen::arbitrary<bool>() ? step + 1 : 0);
  }
  std::sort(plan.steps.begin(), plan.steps.end());
  plan.faults = *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(0, 3));
  return plan;
}

RC_GTEST_PROP(DrawNames, DroppingAStepLeavesTheOthersValuesAlone, ()) {
  const Plan whole = generated();
  Plan part = whole;
  const auto dropped = *rc::gen::inRange<std::size_t>(0, whole.steps.size());
  part.steps.erase(part.steps.begin() + static_cast<std::ptrdiff_t>(dropped));
  expect_same_jobs(whole, part);
}

RC_GTEST_PROP(DrawNames, DroppingAFaultLeavesTheOthersValuesAlone, ()) {
  const Plan whole = generated();
  Plan part = whole;
  const auto dropped = *rc::gen::inRange<std::size_t>(0, whole.faults.size());
  part.faults.erase(part.faults.begin() + static_cast<std::ptrdiff_t>(dropped));
  expect_same_weather(whole, part);
}

// What has another text is another step: the two plans without it are the same.
RC_GTEST_PROP(DrawNames, EditingAStepLeavesTheOthersValuesAlone, ()) {
  const Plan before = generated();
  const auto edited = *rc::gen::inRange<std::size_t>(0, before.steps.size());
  Plan after = before;
  std::get<1>(after.steps[edited]) += 10;
  Plan others = before;
  others.steps.erase(others.steps.begin() + static_cast<std::ptrdiff_t>(edited));
  expect_same_jobs(before, others);
  expect_same_jobs(after, others);
}

TEST(DrawNames, NameByLabelElseByContentAndOrdinal) {
  Plan plan;
  plan.steps = {{100, 0, 1}, {200, 0, 0}, {200, 0, 0}};
  plan.faults = {0, 0};
  const Scenario scenario = read_scenario("draws.yaml", plan.text(), vocabulary());
  const DrawNames names(scenario);
  const auto name = [&](std::size_t step) {
    return names.of(scenario.steps[step].branches.front().actions.front());
  };
  EXPECT_EQ(name(0), "");
  EXPECT_EQ(name(1), "workload/step-b/1.1");
  const std::string said = "workload/at: 200ms submit: {jobs: 2, duration: 1ms..10ms}";
  EXPECT_EQ(name(2), said + "#1/1.1");
  EXPECT_EQ(name(3), said + "#2/1.1");
  EXPECT_EQ(names.of(scenario.faults[1]),
            "faults/pause: {host: [w1, w2], rate: 1/100ms, for: 1ms..50ms}#2");
}

}  // namespace
}  // namespace rollcall
