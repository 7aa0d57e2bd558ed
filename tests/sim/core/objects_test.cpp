// Objects by name and place: temporaries as names, names that several have, and ops on objects
// that are gone. What is gone lies in memory that stays mapped, so that only rollcall can notice.
#include "sim/strategy/dfs.hpp"
#include "sim/sync/context.hpp"
#include "sim/sync/keep.hpp"
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/support.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace rollcall {
namespace {

std::string name_of(const std::string& prefix, int number) {
  return prefix + " with a name that is too long to be kept in place " + std::to_string(number);
}

// --- names ---

TEST(Names, MayBeTemporaries) {
  const RunResult result = run(1, [] {
    std::vector<std::unique_ptr<sim::channel<int>>> channels;
    for (int i = 0; i < 3; ++i) {
      channels.push_back(std::make_unique<sim::channel<int>>(0, name_of("channel", i)));
    }
    for (int i = 0; i < 3; ++i) {
      sim::spawn(name_of("task", i),
                 [&, i] { static_cast<void>(channels[static_cast<std::size_t>(i)]->receive()); });
    }
    World::current().await_idle();
    sim::channel<int>(0, std::string("never")).send(1);
  });
  std::string expected = "deadlock: main waits to send to never";
  for (int i = 0; i < 3; ++i) {
    expected += "; " + name_of("task", i) + " waits to receive from " + name_of("channel", i);
  }
  EXPECT_EQ(finding(result), expected);
}

TEST(Names, OfTimersAndContextsMayBeTemporaries) {
  const Recorded recorded = run_recorded(1, [] {
    const sim::timer timer(Duration{5}, name_of("timer", 1));
    const auto [context, cancel] =
        sim::with_timeout(sim::background(), Duration{7}, name_of("context", 2));
    sim::sleep(Duration{20});
  });
  EXPECT_EQ(finding(recorded.result), "");
  EXPECT_EQ(recorded.trace.task_names,
            (std::vector<std::string>{"main", name_of("timer", 1), name_of("context", 2)}));
}

TEST(Names, ThatSeveralObjectsHaveAreNumberedInReports) {
  const auto body = [] {
    { sim::mutex gone("mu"); }
    sim::mutex sole("sole");
    sim::mutex second("mu");
    sim::mutex third("mu");
    sole.lock();
    third.lock();
    third.lock();
  };
  const Recorded recorded = run_recorded(1, body);
  EXPECT_EQ(finding(recorded.result),
            "deadlock: main waits to lock mu #3, held by main; in a cycle: main -> main");
  EXPECT_EQ(recorded.trace.object_names,
            (std::vector<std::string>{"", "mu #1", "sole", "mu #2", "mu #3"}));
  EXPECT_EQ(summary(run(1, body)), summary(recorded.result));
}

TEST(Names, OfATimerAndItsChannelAreOne) {
  const Recorded recorded = run_recorded(1, [] {
    sim::timer first(Duration{5}, "t");
    sim::timer second(Duration{5}, "t");
    static_cast<void>(second.ticks().receive());
  });
  EXPECT_EQ(recorded.trace.object_names,
            (std::vector<std::string>{"", "t #1", "t #1", "t #2", "t #2"}));
}

// --- objects that are gone ---

// An op on an object that its owner destroys first.
struct Use {
  std::string name;
  std::function<void(std::function<void()> destroyed)> act;
};

template <typename T, typename Op, typename... Arguments>
Use use(Op op, Arguments... arguments) {
  return {.name = "x", .act = [=](const std::function<void()>& destroyed) {
            std::optional<T> object(std::in_place, arguments..., "x");
            T& stale = *object;
            sim::yield();
            object.reset();
            destroyed();
            op(stale);
            ADD_FAILURE() << "the op returned";
          }};
}

std::vector<Use> uses() {
  using sim::cond_var, sim::mutex, sim::once, sim::rw_mutex, sim::semaphore, sim::wait_group;
  using Channel = sim::channel<int>;
  return {
      use<mutex>([](auto& x) { x.lock(); }),
      use<mutex>([](auto& x) { x.unlock(); }),
      use<mutex>([](auto& x) { static_cast<void>(x.try_lock()); }),
      use<mutex>([](auto& x) { static_cast<void>(x.try_lock_for(Duration{5})); }),
      use<mutex>([](auto& x) { const std::scoped_lock lock(x); }),
      use<rw_mutex>([](auto& x) { x.lock_shared(); }),
      use<rw_mutex>([](auto& x) { x.unlock_shared(); }),
      use<rw_mutex>([](auto& x) { x.lock(); }),
      use<rw_mutex>([](auto& x) { static_cast<void>(x.try_lock()); }),
      use<semaphore>([](auto& x) { x.acquire(); }, 1),
      use<semaphore>([](auto& x) { x.release(); }, 1),
      use<wait_group>([](auto& x) { x.done(); }),
      use<wait_group>([](auto& x) { x.wait(); }),
      use<cond_var>([](auto& x) { x.notify_all(); }),
      use<once>([](auto& x) { x.call([] {}); }),
      use<Channel>([](auto& x) { x.send(1); }, 1U),
      use<Channel>([](auto& x) { static_cast<void>(x.receive()); }, 1U),
      use<Channel>([](auto& x) { x.close(); }, 1U),
      use<Channel>([](auto& x) { sim::select(sim::receive_from(x)); }, 1U),
      use<sim::atomic<int>>([](auto& x) { x.store(1); }, 0),
      use<sim::atomic<int>>([](auto& x) { static_cast<void>(x.fetch_add(1)); }, 0),
      use<sim::shared<int>>([](auto& x) { x.write(1); }, 0),
      use<sim::timer>([](auto& x) { x.stop(); }, Duration{1000}),
  };
}

// A member that is called on an object which has been destroyed is what these tests are about, and
// what UndefinedBehaviorSanitizer reports by itself.
class Gone : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __has_feature
#if __has_feature(undefined_behavior_sanitizer)
    GTEST_SKIP() << "the sanitizer ends the process first";
#endif
#endif
  }
};

TEST_F(Gone, AnOpOnWhatWasDestroyedNamesBothPlaces) {
  World world;
  for (const Use& one : uses()) {
    const RunResult result = run_in(world, 1, [&] { one.act([] {}); });
    EXPECT_EQ(finding(result), "panic: task 'main' uses x, which was destroyed by main in step 2");
  }
}

TEST_F(Gone, AnOpIsReportedThoughTheMemoryHasBeenOverwritten) {
  const RunResult result = run(1, [] {
    alignas(sim::mutex) static std::byte memory[sizeof(sim::mutex)];
    auto* const mutex = ::new (static_cast<void*>(memory)) sim::mutex("x");
    mutex->~mutex();
    std::fill(std::begin(memory), std::end(memory), std::byte{0xa5});
    mutex->lock();
  });
  EXPECT_EQ(finding(result), "panic: task 'main' uses x, which was destroyed by main in step 1");
}

TEST_F(Gone, AnOpOnWhatWasNeverMadeIsReported) {
  const RunResult result = run(1, [] {
    alignas(sim::mutex) static std::byte memory[sizeof(sim::mutex)];
    reinterpret_cast<sim::mutex*>(memory)->lock();
  });
  EXPECT_EQ(finding(result),
            "panic: task 'main' uses an object that was not made in this execution, or was "
            "destroyed long ago");
}

TEST_F(Gone, AnObjectOfAnEarlierExecutionIsReportedByName) {
  std::optional<sim::mutex> kept;
  for (const bool same_world : {true, false}) {
    World world;
    World other;
    EXPECT_EQ(finding(run_in(world, 1, [&] { kept.emplace("kept"); })), "");
    const RunResult result = run_in(same_world ? world : other, 1, [&] {
      const sim::mutex first("first");  // has the id that the other had
      kept->lock();
    });
    EXPECT_EQ(finding(result),
              "panic: task 'main' uses kept, which was made in an earlier execution: make it anew "
              "in each");
    kept.reset();
  }
}

TEST_F(Gone, AnObjectOutsideOfAnyExecutionThrows) {
  EXPECT_THROW(sim::mutex("outside"), std::logic_error);
  std::optional<sim::mutex> kept;
  run(1, [&] { kept.emplace("kept"); });
  try {
    kept->lock();
    ADD_FAILURE() << "it was locked";
  } catch (const std::logic_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("rollcall: 'kept' is used outside"));
  }
}

// The usual way to it: main returns first.
void main_returns_first() {
  sim::mutex mutex("mu");
  sim::channel<int> begun(1, "begun");
  sim::spawn("worker", [&, to = &begun] {
    to->send(1);
    const std::scoped_lock lock(mutex);
  });
  static_cast<void>(begun.receive());
}

TEST_F(Gone, AWorkerThatIsTooLateIsReportedUnderSomeSchedules) {
  std::set<std::string> found;
  World world;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    found.insert(finding(run_in(world, seed, main_returns_first)));
  }
  EXPECT_TRUE(found.contains("")) << "it may come in time";
  for (const std::string& one : found) {
    EXPECT_TRUE(one.empty() || one.find(", which was destroyed by main, which has ended in step") !=
                                   std::string::npos)
        << one;
  }
  EXPECT_GT(found.size(), 1U);
}

// By partial-order reduction this is not certain: the end of an object is no touch.
TEST_F(Gone, AnExplorationOfAllSchedulesFindsIt) {
  World world;
  DepthFirst strategy({});
  std::set<std::string> found;
  do {
    const RunResult result =
        world.run({.seed = 0, .strategy = strategy, .draws = &strategy}, main_returns_first);
    found.insert(result.violation ? result.violation->invariant : "");
  } while (strategy.next());
  EXPECT_EQ(found, (std::set<std::string>{"", "panic"}));
}

// --- objects of one's own ---

// Opens once. With the wrong access explorations lose schedules.
class Gate : public Object {
 public:
  explicit Gate(Access passing) : Object("gate"), passing_(passing) {}

  void pass() {
    World& world = op_world();
    waiting_.insert(world.running().slot);
    if (world.announce({.kind = OpKind::kJoin, .object = id()}, open_)) {
      world.touch({.object = id(), .access = passing_});
      waiting_.erase(world.running().slot);
    }
  }
  void open() {
    World& world = op_world();
    if (world.announce({.kind = OpKind::kOnceDone, .object = id()})) {
      world.touch({.object = id(), .access = Access::kRelease});
      open_ = true;
      world.enable(waiting_);
    }
  }

 private:
  Access passing_;
  bool open_ = false;
  TaskSet waiting_;
};

std::string explored_first(Access passing) {
  World world;
  DepthFirst strategy({});
  StepLog log;
  return finding(
      world.run({.seed = 0, .strategy = strategy, .draws = &strategy, .log = &log}, [passing] {
        auto& gate = sim::keep<Gate>(passing);
        sim::spawn("opener", [&gate] { gate.open(); });
        gate.pass();
      }));
}

TEST(OwnObject, WithAnAccessThatGoesWithItsOpIsExplored) {
  EXPECT_EQ(explored_first(Access::kAwait), "");
}

TEST(OwnObject, WithAnotherAccessIsReportedWhereALogIsKept) {
  EXPECT_EQ(explored_first(Access::kWrite),
            "wrong-touch: the step 'see the end of gate' does not touch its object as an "
            "exploration foresees: see the page of Object");
}

// --- objects that are kept ---

class Noted {
 public:
  Noted(std::vector<std::string>& notes, std::string name)
      : notes_(notes), name_(std::move(name)), mutex_(name_) {}
  ~Noted() {
    const std::scoped_lock lock(mutex_);
    notes_.push_back(name_);
  }
  void lock() { mutex_.lock(); }

 private:
  std::vector<std::string>& notes_;
  std::string name_;
  sim::mutex mutex_;
};

TEST(Keep, KeepsUntilAllTasksHaveEndedTheLastFirst) {
  World world;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<std::string> notes;
    const RunResult result = run_in(world, seed, [&] {
      sim::keep<Noted>(notes, "first");
      auto& last = sim::keep<Noted>(notes, "last");
      auto& channel = sim::keep<sim::channel<int>>(0U, "channel");
      sim::spawn("sender", [&channel] { channel.send(1); });
      sim::spawn("receiver", [&] {
        EXPECT_EQ(channel.receive(), 1);
        last.lock();
        notes.push_back("receiver");
        World::current().report("enough", "torn down here");
      });
    });
    EXPECT_EQ(finding(result), "enough: torn down here");
    EXPECT_EQ(notes, (std::vector<std::string>{"receiver", "last", "first"}));
  }
}

TEST(Keep, ALockThatAnEndedTaskHasIsStillFound) {
  const RunResult result = run(1, [] { sim::keep<sim::mutex>("mu").lock(); });
  EXPECT_EQ(finding(result), "lock-left-held: mu is held by main, which has ended");
}

}  // namespace
}  // namespace rollcall
