// The race detector against the definition: happens-before as the transitive closure over all
// events of a random program, and a race as two accesses that it leaves unordered.

#include "sim/check/data_race.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace rollcall {
namespace {

constexpr std::size_t kVariables = 3;
constexpr std::size_t kClocks = 2;
constexpr std::size_t kTasks = 4;

struct Event {
  enum class Kind { kRead, kWrite, kAcquire, kRelease, kMerge, kPass };
  Kind kind = Kind::kRead;
  std::uint32_t task = 0;
  std::size_t target = 0;  // a variable, a clock or a task
};

std::vector<Event> random_program(std::uint64_t seed) {
  Xoshiro256 random(seed);
  std::vector<Event> events(5 + random.below(40));
  for (Event& event : events) {
    event.task = static_cast<std::uint32_t>(random.below(kTasks));
    const std::uint64_t kind = random.below(10);
    event.kind = kind < 3   ? Event::Kind::kRead
                 : kind < 5 ? Event::Kind::kWrite
                 : kind < 7 ? Event::Kind::kAcquire
                 : kind < 8 ? Event::Kind::kRelease
                 : kind < 9 ? Event::Kind::kMerge
                            : Event::Kind::kPass;
    const std::size_t targets = kind < 5 ? kVariables : kind < 9 ? kClocks : kTasks;
    event.target = random.below(targets);
  }
  return events;
}

// before[j] holds every i that happens before j.
std::vector<std::set<std::size_t>> happens_before(const std::vector<Event>& events) {
  std::vector<std::set<std::size_t>> before(events.size());
  std::map<std::uint32_t, std::vector<std::size_t>> next;  // must come before a task's next event
  std::map<std::size_t, std::vector<std::size_t>> released;
  for (std::size_t j = 0; j < events.size(); ++j) {
    const Event& event = events[j];
    std::vector<std::size_t> direct = next[event.task];
    if (event.kind == Event::Kind::kAcquire) {
      direct.insert(direct.end(), released[event.target].begin(), released[event.target].end());
    }
    for (const std::size_t i : direct) {
      before[j].insert(i);
      before[j].insert(before[i].begin(), before[i].end());
    }
    if (event.kind == Event::Kind::kRelease) {
      released[event.target] = {j};
    } else if (event.kind == Event::Kind::kMerge) {
      released[event.target].push_back(j);
    } else if (event.kind == Event::Kind::kPass) {
      next[static_cast<std::uint32_t>(event.target)].push_back(j);
    }
    next[event.task].push_back(j);
  }
  return before;
}

struct Races {
  std::map<std::size_t, std::size_t> first;                 // of each racy variable: which access
  std::set<std::pair<std::size_t, std::size_t>> unordered;  // all pairs that conflict
};

Races by_definition(const std::vector<Event>& events) {
  const auto before = happens_before(events);
  Races races;
  for (std::size_t j = 0; j < events.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      const bool accesses =
          events[i].kind <= Event::Kind::kWrite && events[j].kind <= Event::Kind::kWrite;
      const bool conflict =
          accesses && events[i].target == events[j].target &&
          (events[i].kind == Event::Kind::kWrite || events[j].kind == Event::Kind::kWrite);
      if (conflict && !before[j].contains(i)) {
        races.unordered.emplace(i, j);
        races.first.emplace(events[j].target, j);
      }
    }
  }
  return races;
}

struct Found {
  std::map<std::size_t, std::size_t> first;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
};

Found by_detector(RaceDetector& detector, const std::vector<Event>& events) {
  detector.begin();
  std::vector<RaceCell> cells(kVariables);
  std::vector<SyncClock> clocks(kClocks);
  Found found;
  for (std::size_t j = 0; j < events.size(); ++j) {
    const Event& event = events[j];
    const TaskId task{event.task};
    const MemoryAccess access{.task = task, .task_name = {}, .step = j, .site = {}};
    std::optional<Race> race;
    switch (event.kind) {
      case Event::Kind::kRead:
        race = detector.read(access, cells[event.target]);
        break;
      case Event::Kind::kWrite:
        race = detector.write(access, cells[event.target]);
        break;
      case Event::Kind::kAcquire:
        detector.acquire(task, clocks[event.target]);
        break;
      case Event::Kind::kRelease:
        detector.release(task, clocks[event.target]);
        break;
      case Event::Kind::kMerge:
        detector.merge(task, clocks[event.target]);
        break;
      case Event::Kind::kPass:
        detector.pass(task, TaskId{static_cast<std::uint32_t>(event.target)});
        break;
    }
    if (race && found.first.emplace(event.target, j).second) {
      found.pairs.emplace_back(race->earlier.step, race->later.step);
    }
  }
  return found;
}

TEST(DataRaceProperty, FirstRacesAreThoseOfTheDefinition) {
  RaceDetector detector;  // One for all: what it keeps must not matter.
  std::size_t racy = 0;
  std::size_t quiet = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const std::vector<Event> events = random_program(seed);
    const Races races = by_definition(events);
    const Found found = by_detector(detector, events);
    ASSERT_EQ(found.first, races.first) << "program " << seed;
    for (const auto& pair : found.pairs) {
      ASSERT_TRUE(races.unordered.contains(pair)) << "program " << seed;
    }
    racy += races.first.size();
    quiet += kVariables - races.first.size();
  }
  EXPECT_GT(racy, 1000U);
  EXPECT_GT(quiet, 1000U);
}

}  // namespace
}  // namespace rollcall
