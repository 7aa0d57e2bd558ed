// A hunt whose executions are arithmetic: what an index comes to is known, and some die of it.
#include "scenarios/hunt/hunter.hpp"

#include "scenarios/hunt/death.hpp"
#include "sim/base/random.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <set>

namespace rollcall {
namespace {

constexpr std::chrono::minutes kPatience{5};

struct Toy {
  std::set<std::uint64_t> crashing = {};  // indices
  std::uint64_t hanging = ~std::uint64_t{0};
  std::uint64_t slow_until = 0;              // lower indices take a millisecond
  std::uint64_t killed = ~std::uint64_t{0};  // one whose process is killed...
  std::atomic<int>* kills_left = nullptr;    // ...so often; shared with the processes
};

Segment play_one(const Toy& toy, std::uint64_t index) {
  if (toy.crashing.contains(index)) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, "last words\n", 11);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (index == toy.killed && toy.kills_left->fetch_sub(1) > 0) {
    kill(getpid(), SIGKILL);
  }
  while (index == toy.hanging) {
    usleep(1000);
  }
  if (index < toy.slow_until) {
    usleep(1000);
  }
  Segment segment{.range = {.first = index, .end = index + 1},
                  .steps = 10 + index % 7,
                  .virtual_ns = 1,
                  .marks = {{"third", index % 3 == 0 ? 1U : 0U}},
                  .states = {mix(1, index % 100), mix(2, index / 1000)}};
  if (index % 50 == 17) {
    segment.failure = FailureReport{.signature = "kind " + std::to_string(index / 50 % 3),
                                    .invariant = "toy",
                                    .steps = segment.steps,
                                    .trace_hash = index + 1};
  }
  return segment;
}

WorkerPool::Play playing(const Toy& toy) {
  return [&toy](const Batch& batch, const WorkerPool::Announce& announce) {
    std::vector<Segment> segments;
    for (std::uint64_t index = batch.range.first; index < batch.range.end; ++index) {
      announce(index);
      segments.push_back(play_one(toy, index));
    }
    return encode(segments);
  };
}

struct Hunted {
  Stop stop = Stop::kNone;
  HuntTally tally;
};

Hunted hunt(
    const Toy& toy, std::uint32_t jobs, std::uint64_t seeds, StopRules rules = {}, Shard shard = {},
    const Hunter::Tick& tick = [](const HuntTally&) { return Stop::kNone; }) {
  WorkerPool pool(jobs, playing(toy), kPatience);
  const Dealing dealing(shard, seeds);
  Hunted hunted{.tally = HuntTally(rules)};
  Hunter hunter(pool, 0, dealing, hunted.tally);
  hunted.stop = hunter.hunt(tick, [](const Segment&) {});
  return hunted;
}

void expect_same(const HuntTally& left, const HuntTally& right) {
  EXPECT_EQ(left.tried(), right.tried());
  EXPECT_EQ(left.steps(), right.steps());
  EXPECT_EQ(left.marks(), right.marks());
  EXPECT_EQ(left.states(), right.states());
  ASSERT_EQ(left.failures().size(), right.failures().size());
  for (const auto& [signature, failure] : left.failures()) {
    const FoundFailure& other = right.failures().at(signature);
    EXPECT_EQ(failure.report, other.report);
    EXPECT_EQ(failure.index, other.index);
    EXPECT_EQ(failure.failed, other.failed);
  }
}

TEST(Hunter, ComesToTheSameForEveryNumberOfJobs) {
  const Toy toy;
  const Hunted one = hunt(toy, 1, 5000);
  EXPECT_EQ(one.stop, Stop::kSeeds);
  EXPECT_EQ(one.tally.tried().count(), 5000U);
  EXPECT_EQ(one.tally.failures().size(), 3U);
  EXPECT_EQ(one.tally.marks().at("third"), 1667U);
  for (const std::uint32_t jobs : {2U, 5U}) {
    expect_same(one.tally, hunt(toy, jobs, 5000).tally);
  }
}

TEST(Hunter, DecidesStopsInOrderOfIndex) {
  // The first indices are slow, so that others are played before them.
  const Toy toy{.slow_until = 40};
  for (const std::uint32_t jobs : {1U, 4U}) {
    const Hunted first = hunt(toy, jobs, 5000, {.failures_max = 1});
    EXPECT_EQ(first.stop, Stop::kFailures);
    EXPECT_EQ(first.tally.tried().ranges(), (std::map<std::uint64_t, std::uint64_t>{{0, 18}}));
    const Hunted stable = hunt(toy, jobs, 500'000, {.stable_for = 640});
    EXPECT_EQ(stable.stop, Stop::kStable);
    // 100 kinds of states are met in two groups; index 1000 has another, of group 15.
    EXPECT_EQ(stable.tally.tried().count(), 128U + 640U);
  }
}

TEST(Hunter, ShardsTogetherAreTheWholeHunt) {
  const Toy toy{.crashing = {41}};
  const Hunted whole = hunt(toy, 2, 3000);
  IndexSet tried;
  std::map<std::string, FoundFailure> failures;
  for (std::uint32_t index = 1; index <= 3; ++index) {
    const Hunted part = hunt(toy, 2, 3000, {}, {.index = index, .count = 3});
    const std::uint64_t before = tried.count();
    tried.add(part.tally.tried());
    EXPECT_EQ(tried.count(), before + part.tally.tried().count());
    for (const auto& [signature, failure] : part.tally.failures()) {
      const auto [place, first] = failures.try_emplace(signature, failure);
      if (!first) {
        merge(place->second, failure);
      }
    }
  }
  EXPECT_EQ(tried, whole.tally.tried());
  ASSERT_EQ(failures.size(), whole.tally.failures().size());
  for (const auto& [signature, failure] : whole.tally.failures()) {
    EXPECT_EQ(failures.at(signature).failed, failure.failed);
    EXPECT_EQ(failures.at(signature).index, failure.index);
  }
}

TEST(Hunter, ACrashCostsOneExecutionAndIsAFinding) {
  const Toy calm;
  const Hunted without = hunt(calm, 2, 2000);
  const Toy toy{.crashing = {0, 70, 71, 1999}};
  for (const std::uint32_t jobs : {1U, 3U}) {
    const Hunted with = hunt(toy, jobs, 2000);
    EXPECT_EQ(with.stop, Stop::kSeeds);
    EXPECT_EQ(with.tally.tried().count(), 2000U);
    ASSERT_EQ(with.tally.failures().size(), 4U);
    const FoundFailure& crash = with.tally.failures().at("crash: SIGSEGV");
    EXPECT_EQ(crash.failed.ranges(),
              (std::map<std::uint64_t, std::uint64_t>{{0, 1}, {70, 72}, {1999, 2000}}));
    EXPECT_EQ(crash.report.invariant, "crash");
    EXPECT_EQ(crash.report.trace_hash, 0U);
    for (const auto& [signature, failure] : without.tally.failures()) {
      EXPECT_EQ(with.tally.failures().at(signature).failed, failure.failed);
    }
    EXPECT_EQ(with.tally.states(), without.tally.states());
  }
}

// As the out-of-memory killer does, which takes one process or all that play that index.
TEST(Hunter, AProcessThatIsKilledOnceCostsNothingAndTwiceItIsToldAsThat) {
  void* const shared = mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(shared, MAP_FAILED);
  auto* const kills_left = new (shared) std::atomic<int>(0);
  const Hunted without = hunt({}, 2, 2000);
  for (const std::uint64_t index : {0U, 70U, 1999U}) {
    const Toy toy{.killed = index, .kills_left = kills_left};
    kills_left->store(1);
    const Hunted once = hunt(toy, 2, 2000);
    EXPECT_EQ(once.stop, Stop::kSeeds);
    expect_same(once.tally, without.tally);
    kills_left->store(2);
    const Hunted twice = hunt(toy, 2, 2000);
    EXPECT_EQ(twice.tally.tried().count(), 2000U);
    const FoundFailure& killed = twice.tally.failures().at("crash: SIGKILL");
    EXPECT_EQ(killed.failed.ranges(), (std::map<std::uint64_t, std::uint64_t>{{index, index + 1}}));
    EXPECT_TRUE(was_killed(killed.report));
    EXPECT_NE(killed.report.message.find("out of memory?"), std::string::npos);
  }
  munmap(shared, sizeof(std::atomic<int>));
}

// Other indices may be livelocks, too: a process that a busy machine keeps waiting looks the same.
TEST(Hunter, AnExecutionThatDoesNotEndIsALivelock) {
  const Toy toy{.hanging = 33};
  WorkerPool pool(2, playing(toy), std::chrono::milliseconds(300));
  const Dealing dealing({}, 200);
  HuntTally tally;
  Hunter hunter(pool, 0, dealing, tally);
  EXPECT_EQ(hunter.hunt([](const HuntTally&) { return Stop::kNone; }, [](const Segment&) {}),
            Stop::kSeeds);
  EXPECT_EQ(tally.tried().count(), 200U);
  EXPECT_TRUE(tally.failures().at("livelock").failed.contains(33));
}

TEST(Hunter, PlaysOneIndexAlone) {
  const Toy toy{.crashing = {5}};
  WorkerPool pool(1, playing(toy), kPatience);
  const Dealing dealing({}, 100);
  HuntTally tally;
  Hunter hunter(pool, 0, dealing, tally);
  EXPECT_EQ(hunter.play_alone(17).failure->signature, "kind 0");
  EXPECT_EQ(hunter.play_alone(5).failure->signature, "crash: SIGSEGV");
  EXPECT_EQ(hunter.play_alone(4).failure, std::nullopt);
}

TEST(Hunter, AWorkersBugEndsTheHuntAndWhatIsPlayedAlone) {
  const WorkerPool::Play dies = [](const Batch&, const WorkerPool::Announce&) -> std::string {
    static const std::string noise(200'000, 'x');  // Last words are the last ones.
    static const std::string words = noise + "\nrollcall: internal error at a.cpp:3: x\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words.size());
    signal(SIGABRT, SIG_DFL);
    abort();
  };
  WorkerPool pool(1, dies, kPatience);
  const Dealing dealing({}, 100);
  HuntTally tally;
  Hunter hunter(pool, 0, dealing, tally);
  EXPECT_THROW(static_cast<void>(hunter.play_alone(17)), WorkerBug);
  EXPECT_THROW(static_cast<void>(hunter.hunt([](const HuntTally&) { return Stop::kNone; },
                                             [](const Segment&) {})),
               WorkerBug);
}

TEST(Hunter, StopsWhenItIsToldToAndKeepsWhatWasPlayed) {
  const Toy toy{.slow_until = 1'000'000};
  constexpr std::uint64_t kEnough = 10;
  const Hunted some = hunt(toy, 2, 1'000'000, {}, {}, [](const HuntTally& tally) {
    return tally.tried().count() < kEnough ? Stop::kNone : Stop::kTime;
  });
  EXPECT_EQ(some.stop, Stop::kTime);
  EXPECT_GE(some.tally.tried().count(), kEnough);
  EXPECT_LT(some.tally.tried().count(), 1'000'000U);
  EXPECT_EQ(some.tally.tried().ranges().size(), 1U);  // from 0, without gaps
}

TEST(Hunter, DoesNotPlayAgainWhatWasTried) {
  const Toy toy{.crashing = {10, 500}};
  HuntTally tally;
  Segment before{.range = {.first = 0, .end = 400}};
  tally.add(before);
  WorkerPool pool(2, playing(toy), kPatience);
  const Dealing dealing({}, 1000);
  Hunter hunter(pool, 0, dealing, tally);
  EXPECT_EQ(hunter.hunt([](const HuntTally&) { return Stop::kNone; }, [](const Segment&) {}),
            Stop::kSeeds);
  EXPECT_EQ(tally.tried().count(), 1000U);
  EXPECT_EQ(tally.failures().at("crash: SIGSEGV").failed.count(), 1U);
}

TEST(Death, IsToldByTheLastWords) {
  BatchEnd end{.kind = BatchEnd::Kind::kDied, .wait_status = SIGSEGV};
  end.last_words =
      "noise\nrollcall: crash: SIGSEGV in task 'register w1 #2', step 17, after 'lock wm.mu'; seed "
      "0x2a\n";
  const FailureReport failure = failure_of(end);
  EXPECT_EQ(failure.invariant, "crash");
  EXPECT_EQ(failure.signature, "crash at register: SIGSEGV after lock wm.mu");
  EXPECT_EQ(failure.message,
            "crash: SIGSEGV in task 'register w1 #2', step 17, after 'lock wm.mu'");
  EXPECT_EQ(failure.steps, 17U);
  end.last_words = "rollcall: livelock: no op for 30s in task 'a', step 3; seed 0x1\n";
  end.wait_status = SIGABRT;
  EXPECT_EQ(failure_of(end).invariant, "livelock");
  EXPECT_FALSE(is_own_bug(end.last_words));
  EXPECT_TRUE(is_own_bug("rollcall: internal error at a.cpp:3: x\n"));
}

}  // namespace
}  // namespace rollcall
