// A schedule names its decisions so that it survives what does not concern it; what no longer
// matches is told.
#include "sim/strategy/guided.hpp"

#include "sim/strategy/reproduce.hpp"
#include "sim/trace/decision_file.hpp"
#include "sim/trace/schedule_text.hpp"
#include "tests/sim/buggy_programs.hpp"
#include "tests/sim/programs.hpp"

#include <functional>
#include <string>

namespace rollcall {
namespace {

using Program = std::function<void()>;

Execute execute_in(World& world, const Program& program) {
  return [&world, program](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return world.run({.seed = 99, .strategy = strategy, .recording = recording, .draws = &draws},
                     program);
  };
}

TEST(Guided, AScheduleWrittenAndReadGivesTheSameTraceHash) {
  World world;
  for (const Program& program :
       {Program(busy_program), Program(deadlock_program), Program(lost_update_program),
        Program(nested_program), reorder(5), lock_circle(3)}) {
    const Execute execute = execute_in(world, program);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const Recorded recorded = run_recorded(seed, program);
      const Transcript transcript = transcribe(recorded.trace, execute);
      ASSERT_FALSE(transcript.stale);
      ASSERT_EQ(summary(transcript.result), summary(recorded.result));
      const DecisionFile file =
          parse_decisions(format({.header = {}, .schedule = transcript.schedule}), "x");
      const Reproduction again =
          reproduce(file.schedule, failure_of(recorded.result).value_or(Failure{}), execute);
      ASSERT_EQ(again.outcome, recorded.result.violation ? Outcome::kReproduced : Outcome::kPassed)
          << again.stale;
      ASSERT_EQ(again.result.trace_hash, recorded.result.trace_hash);
    }
  }
}

TEST(Guided, AnEmptyScheduleIsTheDefaultExecution) {
  World world;
  Trace trace;
  const Schedule none;
  Guided guided(none);
  Scribe scribe(guided, guided.draws());
  execute_in(world, reorder(3))(scribe, scribe.draws(), &trace);
  EXPECT_EQ(scribe.schedule(), none);
  EXPECT_EQ(guided.stale(), std::nullopt);
  EXPECT_TRUE(scribe.preempted_after().empty());
  EXPECT_NE(schedule_text(trace).find("schedule: 18 steps, 4 switches\n"), std::string::npos)
      << "each task in one go";
}

// Each task is made by the one before, as messages that answer messages are.
TEST(Guided, ALongLineOfMakersHasShortLabels) {
  const std::function<void(int)> chain = [&](int left) {
    sim::yield();
    if (left > 0) {
      sim::spawn("the next one of a long line", [&chain, left] { chain(left - 1); });
    }
    sim::yield();
    sim::yield();
  };
  World world;
  const Execute execute = execute_in(world, [&] { chain(50); });
  const Recorded recorded = run_recorded(7, [&] { chain(50); });
  const Transcript transcript = transcribe(recorded.trace, execute);
  ASSERT_FALSE(transcript.schedule.switches.empty());
  for (const Switch& change : transcript.schedule.switches) {
    EXPECT_LT(change.next.size(), 220U) << change.next;
  }
  const Reproduction again = reproduce(transcript.schedule, {}, execute);
  EXPECT_EQ(again.outcome, Outcome::kPassed) << again.stale;
  EXPECT_EQ(again.result.trace_hash, recorded.result.trace_hash);
}

// --- the program below, changed in one way or another ---

struct Changes {
  std::string value = "value";  // the object's name
  std::string writer = "writer";
  bool other_task = false;     // does other things, and is the oldest
  bool other_ops = false;      // on another object, before and in between
  bool other_objects = false;  // of another name, made before
  bool reads_twice = false;    // an op more on that object
  bool reads_never = false;
  bool fixed = false;
  bool fails_otherwise = false;
};

// The writer must come between the reader's two reads. The value is drawn.
Program program_of(const Changes& changes) {
  return [changes] {
    Choices& choices = World::current().choices();
    const sim::atomic<int> unused(0, changes.other_objects ? "unused" : "before");
    sim::atomic<int> other(0, "other");
    sim::atomic<int> value(0, changes.value);
    sim::wait_group ended("ended");
    ended.add(changes.other_task ? 3 : 2);
    const auto noise = [&] {
      if (changes.other_ops) {
        other.store(other.load() + 1);
      }
    };
    if (changes.other_task) {
      sim::spawn("other", [&] {
        other.store(1);
        ended.done();
      });
    }
    sim::spawn("reader", [&] {
      noise();
      const int first = changes.reads_never ? 0 : value.load();
      noise();
      const int second = changes.reads_never ? 0 : value.load();
      const int last = changes.reads_twice ? value.load() : second;
      if (first != last && !changes.fixed) {
        World::current().report(changes.fails_otherwise ? "other" : "changed", "between");
      }
      ended.done();
    });
    sim::spawn(std::string_view(changes.writer), [&] {
      noise();
      value.store(1 + static_cast<int>(choices.pick(choices.stream("value"), 3)));
      ended.done();
    });
    ended.wait();
  };
}

const Schedule kSchedule{
    .switches =
        {{.at = {.task = "\"reader\"", .kind = OpKind::kLoad, .object = "\"value\"", .nth = 2},
          .next = "\"writer\""}},
    .draws = {{.stream = "value", .nth = 1, .bound = 3, .value = 2}}};
const Failure kFailure{.invariant = "changed", .site = "reader: load value"};

Reproduction reproduce_with(const Changes& changes, const Schedule& schedule = kSchedule) {
  World world;
  return reproduce(schedule, kFailure, execute_in(world, program_of(changes)));
}

TEST(Guided, WhatDoesNotConcernADecisionLeavesItGood) {
  for (const Changes& changes :
       {Changes{}, Changes{.other_task = true}, Changes{.other_ops = true},
        Changes{.other_objects = true},
        Changes{.other_task = true, .other_ops = true, .other_objects = true},
        Changes{.reads_twice = true}}) {
    const Reproduction again = reproduce_with(changes);
    EXPECT_EQ(again.outcome, Outcome::kReproduced) << again.stale;
  }
}

TEST(Guided, AFixedProgramPassesAndIsNotStale) {
  EXPECT_EQ(reproduce_with({.fixed = true}).outcome, Outcome::kPassed);
  EXPECT_EQ(reproduce_with({.fails_otherwise = true}).outcome, Outcome::kFailedOtherwise);
}

TEST(Guided, WhatNoLongerMatchesIsToldInWords) {
  const std::string decision =
      "decision 1 (\"reader\" until load \"value\" (2nd), then \"writer\"): ";
  const auto stale = [](const Changes& changes) {
    const Reproduction again = reproduce_with(changes);
    EXPECT_EQ(again.outcome, Outcome::kStale);
    return again.stale;
  };
  EXPECT_EQ(stale({.value = "state"}), decision + "\"reader\" never did load \"value\"");
  EXPECT_EQ(stale({.writer = "setter"}), decision + "no task \"writer\" was started");
  EXPECT_EQ(stale({.reads_never = true}), decision + "\"reader\" never did load \"value\"");
}

TEST(Guided, StaleSchedulesSayWhatWasMetInstead) {
  const auto stale = [](const Schedule& schedule) {
    const Reproduction again = reproduce_with({.fixed = true}, schedule);
    EXPECT_EQ(again.outcome, Outcome::kStale);
    return again.stale.substr(again.stale.find("): ") + 3);
  };
  Schedule third = kSchedule;
  third.switches[0].at.nth = 3;
  EXPECT_EQ(stale(third), "\"reader\" did load \"value\" 2 times");
  Schedule other_op = kSchedule;
  other_op.switches[0].at.kind = OpKind::kStore;
  EXPECT_EQ(stale(other_op), "\"reader\" never did store \"value\"");
  Schedule nobody = kSchedule;
  nobody.switches[0].at.task = "\"nobody\"";
  EXPECT_EQ(stale(nobody), "no task \"nobody\" was started");
  Schedule waiting = kSchedule;
  waiting.switches[0].next = "\"main\"";
  EXPECT_EQ(stale(waiting), "there \"main\" waits to see zero in");
  Schedule over = kSchedule;
  over.switches.push_back({.at = {.task = "\"reader\"", .object = ""}, .next = "\"writer\""});
  EXPECT_EQ(stale(over), "there \"writer\" has ended");
  Schedule early = kSchedule;
  early.switches[0].at = {.task = "\"main\"", .kind = OpKind::kSpawn, .object = "", .nth = 1};
  EXPECT_EQ(stale(early), "there \"writer\" is not started yet");
}

TEST(Guided, AnEndThatDoesNotComeIsStale) {
  World world;
  const Program program = [] {
    sim::channel<int> never(0, "never");
    sim::spawn({.name = {.text = "daemon"}, .daemon = true},
               [&] { static_cast<void>(never.receive()); });
    sim::yield();
  };
  const Schedule schedule{
      .switches = {{.at = {.task = "\"daemon\"", .object = ""}, .next = "\"main\""}}, .draws = {}};
  const Reproduction again = reproduce(schedule, {}, execute_in(world, program));
  EXPECT_EQ(again.outcome, Outcome::kStale);
  EXPECT_EQ(again.stale,
            "decision 1 (\"daemon\" until its end, then \"main\"): \"daemon\" did not end");
}

TEST(Guided, DrawsOfAnotherBoundOrNeverMadeAreStale) {
  Schedule other_bound = kSchedule;
  other_bound.draws[0].bound = 4;
  EXPECT_EQ(reproduce_with({}, other_bound).outcome, Outcome::kStale);
  EXPECT_EQ(reproduce_with({}, other_bound).stale, "draw \"value\" 1st: is of 3 and not of 4");
  Schedule second = kSchedule;
  second.draws[0].nth = 2;
  EXPECT_EQ(reproduce_with({}, second).stale,
            "draw \"value\" 2nd: that stream was drawn from once");
  Schedule another = kSchedule;
  another.draws[0].stream = "other";
  EXPECT_EQ(reproduce_with({}, another).stale,
            "draw \"other\" 1st: that stream was drawn from never");
}

TEST(Guided, WhatDyingTasksDrawIsNoPartOfIt) {
  const Program program = [] {
    Choices& choices = World::current().choices();
    const auto draw = [&] { static_cast<void>(choices.pick(choices.stream("pace"), 3)); };
    sim::channel<int> never(0, "never");
    sim::spawn("waiter", [&] {
      try {
        static_cast<void>(never.receive());
      } catch (...) {
        draw();
        throw;
      }
    });
    draw();
    sim::yield();
    World::current().report("over", "here");
  };
  World world;
  const Execute execute = execute_in(world, program);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Recorded recorded = run_recorded(seed, program);
    const Transcript transcript = transcribe(recorded.trace, execute);
    ASSERT_FALSE(transcript.stale);
    EXPECT_LE(transcript.schedule.draws.size(), 1U);
    EXPECT_EQ(reproduce(transcript.schedule, *failure_of(recorded.result), execute).outcome,
              Outcome::kReproduced);
  }
}

TEST(Guided, ThingsOfOneNameAreToldApartByTheirMakers) {
  World world;
  const Program program = [] {
    sim::wait_group ended("ended");
    ended.add(2);
    for (int i = 0; i < 2; ++i) {
      sim::spawn("call", [&] {
        sim::atomic<int> first(0, "reply");
        sim::atomic<int> second(0, "reply");
        sim::wait_group done("done");
        done.add(1);
        sim::spawn("handler", [&] {
          first.store(1);
          second.store(1);
          done.done();
        });
        done.wait();
        ended.done();
      });
    }
    ended.wait();
  };
  const Schedule schedule{.switches = {{.at = {.task = "\"call\"#2/\"handler\"",
                                               .kind = OpKind::kStore,
                                               .object = "\"call\"#2/\"reply\"#2",
                                               .nth = 1},
                                        .next = "\"call\""}},
                          .draws = {}};
  const Schedule first_call{.switches = {{.at = {.task = "\"call\"/\"handler\"",
                                                 .kind = OpKind::kStore,
                                                 .object = "\"call\"/\"reply\"#2",
                                                 .nth = 1},
                                          .next = "\"call\"#2/\"handler\""}},
                            .draws = {}};
  EXPECT_EQ(reproduce(first_call, {}, execute_in(world, program)).outcome, Outcome::kPassed);
  EXPECT_EQ(reproduce(schedule, {}, execute_in(world, program)).stale,
            "decision 1 (\"call\"#2/\"handler\" until store \"call\"#2/\"reply\"#2 (1st), then "
            "\"call\"): there \"call\" has ended");
}

TEST(Guided, StepsOfTimersAreTasksToo) {
  int count = 0;  // The timer may fire after the root has ended.
  const Program program = [&count] {
    const auto fire = [](void* counted, std::uint64_t) {
      World::current().report("fired", std::to_string(++*static_cast<int*>(counted)));
    };
    count = 0;
    World& self = World::current();
    self.arm_step({.text = "timer"}, ObjectId::kNone, Duration{5},
                  {.run = fire, .object = &count, .argument = 0});
    sim::spawn("sleeper", [] { sim::sleep(Duration{5}); });
    sim::sleep(Duration{5});
    sim::yield();
    sim::yield();
  };
  World world;
  const Execute execute = execute_in(world, program);
  int fired = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Recorded recorded = run_recorded(seed, program);
    const Transcript transcript = transcribe(recorded.trace, execute);
    const Reproduction again = reproduce(transcript.schedule, {}, execute);
    EXPECT_EQ(again.stale, "");
    EXPECT_EQ(again.result.trace_hash, recorded.result.trace_hash);
    fired += recorded.result.violation ? 1 : 0;
  }
  EXPECT_GT(fired, 5);
}

TEST(Reproduce, ARecordingOfOtherCodeIsStale) {
  World world;
  const Recorded recorded = run_recorded(3, lost_update_program);
  EXPECT_TRUE(transcribe(recorded.trace, execute_in(world, busy_program)).stale);
  const Recorded drawn = run_recorded(3, busy_program);
  EXPECT_TRUE(transcribe(drawn.trace, execute_in(world, reorder(3))).stale);
}

TEST(Reproduce, AFailureOfNobodyIsKnownByItsMessageWithoutCounts) {
  RunResult result;
  result.violation = Violation();
  result.violation->invariant = "jobs-done";
  result.violation->message = "w12 has 30 of 45 jobs, by c0";
  EXPECT_EQ(failure_of(result),
            (Failure{.invariant = "jobs-done", .site = "w12 has # of # jobs, by c0"}));
}

TEST(Reproduce, AFailureOfNobodyKeepsTheDigitsOfNames) {
  RunResult result;
  result.violation = Violation();
  result.violation->invariant = "task-leak";
  result.violation->message = "drainer 0 waits to send to c0; drainer 1 waits to send to c1";
  const std::optional<Failure> both = failure_of(result);
  result.violation->message = "drainer 0 waits to send to c0; drainer 1 waits to send to c0";
  EXPECT_NE(failure_of(result), both);
}

TEST(Reproduce, AFailureOfATaskIsKnownByItsNameAndAct) {
  RunResult result;
  result.violation = Violation();
  result.violation->invariant = "deadlock";
  result.violation->task = TaskId{1};
  result.violation->task_name = "w1";
  result.violation->act = "lock mu";
  EXPECT_EQ(failure_of(result), (Failure{.invariant = "deadlock", .site = "w1: lock mu"}));
}

}  // namespace
}  // namespace rollcall
