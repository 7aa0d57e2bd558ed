// Small pools, gone through in every order of their steps.
//
// Each scope is set up by the first task, one message after the other, and then lets a few things
// happen at once. The bounds: two workers, one or two jobs, at most two heartbeats a worker, one
// fault. What is explored is printed; ROLLCALL_SCOPE_EXECUTIONS bounds each (0: no bound).
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/explore.hpp"
#include "tests/model/manager/scope.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace rollcall::hardened::manager_test {
namespace {

using std::chrono::seconds;

std::uint64_t executions_max() {
  const char* const given = std::getenv("ROLLCALL_SCOPE_EXECUTIONS");
  const std::uint64_t bound = given == nullptr ? 3000 : std::strtoull(given, nullptr, 10);
  return bound == 0 ? std::numeric_limits<std::uint64_t>::max() : bound;
}

class Watch final : public StepCheck {
 public:
  explicit Watch(const std::optional<Scope>& scope) : scope_(scope) {}

  [[nodiscard]] bool after_step(World& world) override {
    if (const auto wrong = scope_ ? scope_->problem() : std::nullopt) {
      world.report("scope", *wrong);
    }
    world.request_check();
    return true;
  }

 private:
  const std::optional<Scope>& scope_;
};

// `prepare` is done to its end before `race` begins.
template <typename Prepare, typename Race>
void go_through(const char* name, const Prepare& prepare, const Race& race,
                const RegistryConfig& config = {}) {
  World world;
  PartialOrder exploration({.steps = 100'000, .preemptions = std::nullopt});
  std::optional<Scope> scope;
  Watch watch(scope);
  const ExploreOptions options{.check = &watch, .executions_max = executions_max()};
  const ExploreResult result = explore(world, exploration, options, [&] {
    scope.reset();
    scope.emplace(config);
    prepare(*scope);
    World::current().await_idle();
    World::current().request_check();
    race(*scope);
    World::current().await_idle();
    scope->pass(config.lease);  // Whoever has crashed with a job is let go.
    World::current().await_idle();
    if (const auto wrong = scope->problem_at_end()) {
      World::current().report("scope-at-end", *wrong);
    }
  });
  std::cout << name << ": " << result.executions << " executions, " << result.blocked
            << " blocked, " << result.steps << " steps, "
            << (result.complete ? "complete" : "incomplete") << ", estimate " << result.estimate
            << "\n";
  EXPECT_EQ(result.first_violation ? result.first_violation->message : "", "");
  EXPECT_GT(result.executions, 10U);
}

// Each to its end: registered, confirmed, probed, free.
void settle(Scope& scope, std::size_t worker_count) {
  for (std::size_t worker = 0; worker < worker_count; ++worker) {
    scope.add(std::string(1, static_cast<char>('a' + worker)), 1);
    scope.start(worker);
    World::current().await_idle();
  }
}

TEST(Scopes, RegisterAndRegisterOfOneId) {
  go_through(
      "register x register",
      [](Scope& scope) {
        settle(scope, 1);
        scope.submit(true);
        World::current().await_idle();
      },
      [](Scope& scope) {
        const std::size_t first = scope.add("b", 1);
        const std::size_t second = scope.add("b", 2);
        sim::spawn("first", [&scope, first] { scope.start(first); });
        sim::spawn("second", [&scope, second] { scope.start(second); });
      });
}

TEST(Scopes, RegisterAndCrashAndDispatch) {
  go_through(
      "register x crash x dispatch", [](Scope& scope) { settle(scope, 1); },
      [](Scope& scope) {
        const std::size_t second = scope.add("b", 1);
        sim::spawn("register", [&scope, second] { scope.start(second); });
        sim::spawn("crash", [&scope] { scope.crash(0); });
        sim::spawn("submit", [&scope] { scope.submit(true); });
      });
}

TEST(Scopes, DrainAndAssign) {
  go_through(
      "drain x assign", [](Scope& scope) { settle(scope, 2); },
      [](Scope& scope) {
        sim::spawn("drain", [&scope] { scope.drain("a"); });
        sim::spawn("submit", [&scope] { scope.submit(false); });
      });
}

TEST(Scopes, ReleaseAndExpiry) {
  go_through(
      "release x expiry", [](Scope& scope) { settle(scope, 2); },
      [](Scope& scope) {
        sim::spawn("submit", [&scope] { scope.submit(true); });
        sim::spawn("time", [&scope] { scope.pass(seconds(3)); });
      },
      {.lease = seconds(3)});
}

TEST(Scopes, RestartAndHeartbeat) {
  go_through(
      "restart x heartbeat",
      [](Scope& scope) {
        settle(scope, 2);
        scope.submit(true);
        World::current().await_idle();
      },
      [](Scope& scope) {
        sim::spawn("restart", [&scope] { scope.restart_orchestrator(); });
        sim::spawn("beat", [&scope] {
          scope.beat(0);
          scope.beat(0);
        });
        sim::spawn("beat", [&scope] { scope.beat(1); });
      });
}

}  // namespace
}  // namespace rollcall::hardened::manager_test
