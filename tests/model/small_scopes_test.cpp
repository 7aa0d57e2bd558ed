// Every interleaving of a few registrations, counted against the numbers that arithmetic gives:
// n calls of three critical sections have (3n)! / 3!^n orders, 20 for two and 1680 for three.
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "tests/model/pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace rollcall::pool_test {
namespace {

constexpr std::array<std::string_view, 3> kCalls{"register w #1", "register w #2", "register w #3"};
constexpr std::array<const char*, 3> kPoints{": published", ": attached", ": freed"};

// What one order of critical sections did to the one worker id.
struct Outcome {
  bool crossed = false;         // at some time a record held another call's connection
  bool crossed_at_end = false;  // and one still does
  bool duplicated_at_end = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Looks once after each critical section: the ledger is judgeable again when the lock is released.
class Watch final : public StepCheck {
 public:
  explicit Watch(PoolLedger& ledger) : ledger_(ledger) {}

  [[nodiscard]] bool after_step(World& world) override {
    if (!ledger_.judgeable()) {
      return false;
    }
    order_ += world.running().name.text.back();  // the call's digit
    outcome_.crossed_at_end = false;
    for (std::uint32_t index = 0; index < record_count(); ++index) {
      const PoolLedger::Record& record = ledger_.record(RecordId{index});
      outcome_.crossed_at_end |= record.connection != ConnectionId::kNone &&
                                 ledger_.connection(record.connection).target != record.address;
    }
    outcome_.crossed |= outcome_.crossed_at_end;
    outcome_.duplicated_at_end = ledger_.worker(WorkerIndex{0}).queued_count > 1;
    return true;
  }

  [[nodiscard]] const std::string& order() const { return order_; }
  [[nodiscard]] const Outcome& outcome() const { return outcome_; }

 private:
  // Each call publishes once, as the first of its sections.
  [[nodiscard]] std::uint32_t record_count() const {
    return static_cast<std::uint32_t>(std::set(order_.begin(), order_.end()).size());
  }

  PoolLedger& ledger_;
  std::string order_;  // "112122": whose section was first, second, ...
  Outcome outcome_;
};

struct Enumeration {
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;
  std::map<std::string, Outcome> outcomes;  // by order
};

RunResult play_calls(World& world, const RunOptions& options, std::size_t count,
                     PoolLedger& ledger) {
  const PoolOptions pool_options{.free_capacity = 4, .dispatchers = 0};
  return play(world, options, pool_options, ledger, [&](Pool& pool) {
    for (std::size_t call = 0; call < count; ++call) {
      pool.register_worker(kCalls[call],
                           {.id = "w", .ip = "a", .port = static_cast<std::int32_t>(call + 1)});
    }
  });
}

RunResult play_calls(World& world, Exploration& exploration, std::size_t count, Watch& watch,
                     PoolLedger& ledger) {
  return play_calls(
      world,
      {.strategy = exploration, .check = &watch, .draws = &exploration, .log = &exploration.log()},
      count, ledger);
}

Enumeration go_through(Exploration&& exploration, std::size_t call_count) {
  World world;
  Enumeration found;
  do {
    PoolLedger ledger(world);
    Watch watch(ledger);
    const RunResult result = play_calls(world, exploration, call_count, watch, ledger);
    EXPECT_FALSE(result.violation.has_value());
    if (result.given_up) {
      ++found.blocked;
      continue;
    }
    ++found.executions;
    const auto [place, fresh] = found.outcomes.emplace(watch.order(), watch.outcome());
    EXPECT_TRUE(fresh || place->second == watch.outcome()) << "the order decides: " << place->first;
  } while (exploration.next());
  return found;
}

template <typename Property>
std::ptrdiff_t count(const Enumeration& enumeration, Property property) {
  return std::count_if(enumeration.outcomes.begin(), enumeration.outcomes.end(),
                       [&](const auto& entry) { return entry.second.*property; });
}

TEST(SmallScopes, TwoRegistrationsOfOneIdHave20Orders) {
  const Enumeration all = go_through(DepthFirst({}), 2);
  EXPECT_EQ(all.outcomes.size(), 20U);
  EXPECT_GT(all.executions, 20U);  // starts and spawns may go anywhere
  EXPECT_EQ(count(all, &Outcome::duplicated_at_end), 20);
  EXPECT_EQ(count(all, &Outcome::crossed), 12);
  EXPECT_EQ(count(all, &Outcome::crossed_at_end), 6);
}

TEST(SmallScopes, PartialOrderReductionFindsEachOrderOnce) {
  const Enumeration all = go_through(DepthFirst({}), 2);
  const Enumeration reduced = go_through(PartialOrder({}), 2);
  EXPECT_EQ(reduced.executions, 20U);
  // The ledger's rows conflict in the middle of a critical section, too, where the lock lets nobody
  // come first: some attempts lead nowhere new.
  EXPECT_LE(reduced.blocked, 2U);
  EXPECT_EQ(reduced.outcomes, all.outcomes);
}

TEST(SmallScopes, ThreeRegistrationsOfOneIdHave1680Orders) {
  const Enumeration reduced = go_through(PartialOrder({}), 3);
  EXPECT_EQ(reduced.executions, 1680U);
  EXPECT_EQ(reduced.outcomes.size(), 1680U);
  EXPECT_EQ(count(reduced, &Outcome::duplicated_at_end), 1680);
}

std::vector<std::string> order_of(const std::string& calls) {
  std::vector<std::string> order;
  std::array<std::size_t, 3> passed{};
  for (const char digit : calls) {
    const auto call = static_cast<std::size_t>(digit - '1');
    order.push_back(std::string(kCalls[call]) + kPoints[passed[call]++]);
  }
  return order;
}

// A second way to the same number: each permutation, written as an order of points, is met.
TEST(SmallScopes, EachOfThe1680OrdersCanBePinned) {
  World world;
  RandomWalk strategy;
  std::uint64_t met = 0;
  std::string calls = "111222333";
  do {
    PoolLedger ledger(world);
    Watch watch(ledger);
    const std::vector<std::string> order = order_of(calls);
    const RunResult result =
        play_calls(world, {.strategy = strategy, .check = &watch, .order = order}, 3, ledger);
    ASSERT_EQ(result.order_error, "") << calls;
    ASSERT_EQ(watch.order(), calls);
    met += watch.outcome().duplicated_at_end ? 1U : 0U;
  } while (std::next_permutation(calls.begin(), calls.end()));
  EXPECT_EQ(met, 1680U);
}

TEST(SmallScopes, OneRegistrationAndOneDispatchBreakNothing) {
  World world;
  DepthFirst strategy({});
  std::uint64_t executions = 0;
  do {
    PoolLedger ledger(world);
    const JudgingList judged(all_invariants().first(5));
    InvariantPack pack(ledger, judged);
    const RunResult result = play(
        world, {.strategy = strategy, .check = &pack, .draws = &strategy, .log = &strategy.log()},
        {}, ledger, [](Pool& pool) {
          pool.register_worker(kCalls[0], {"w", "a", 1});
          pool.submit(1, milliseconds(1));
        });
    ASSERT_FALSE(result.violation.has_value()) << result.violation->message;
    ASSERT_EQ(state_text(ledger),
              "w r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1");
    ++executions;
  } while (strategy.next());
  EXPECT_GT(executions, 1U);
  RecordProperty("executions", std::to_string(executions));
}

// The dead mark may fall before the busy mark, the call, the completion, or after it.
TEST(SmallScopes, ADeadMarkBesideADispatchHas4Orders) {
  const std::vector<std::string> dispatch{"dispatcher 1: marked", "job 1: called",
                                          "job 1: finished"};
  int dispatched = 0;
  int freed = 0;
  for (std::size_t place = 0; place <= dispatch.size(); ++place) {
    std::vector<std::string> order = dispatch;
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), "mark w dead: set");
    World world;
    RandomWalk strategy;
    PoolLedger ledger(world);
    Trace trace;
    const RunOptions options{.strategy = strategy, .recording = &trace, .order = order};
    const RunResult result = play(world, options, {}, ledger, [](Pool& pool) {
      pool.register_worker("register w #1", {"w", "a", 1});
      pool.let_pass(milliseconds(1));
      pool.set_state("mark w dead", "w", "dead");
      pool.submit(1, milliseconds(1));
    });
    ASSERT_EQ(result.order_error, "");
    std::vector<std::string> notes;
    for (const TraceEvent& event : trace.events) {
      notes.push_back(event.note);
    }
    const auto at = [&](std::string_view note) {
      return std::find(notes.begin(), notes.end(), note);
    };
    const auto dead = std::find_if(notes.begin(), notes.end(), [](const std::string& note) {
      return note.ends_with("-> dead");
    });
    ASSERT_NE(dead, notes.end());
    dispatched += dead < at("sends job 1 to r1 of w over c1") ? 1 : 0;
    freed += ledger.record(RecordId{0}).state == PoolState::kFree ? 1 : 0;
  }
  EXPECT_EQ(dispatched, 2);
  EXPECT_EQ(freed, 3);
}

}  // namespace
}  // namespace rollcall::pool_test
