// What reports say of selects, locks, references, timers: enough to find the line in the code.
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/timer.hpp"
#include "sim/trace/schedule_text.hpp"
#include "tests/sim/support.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

namespace rollcall {
namespace {

std::vector<std::string> notes_of(const Trace& trace) {
  std::vector<std::string> notes;
  for (const TraceEvent& event : trace.events) {
    if (!event.note.empty()) {
      notes.push_back(event.note);
    }
  }
  return notes;
}

TEST(Reports, SayAllThatAStuckSelectWaitsFor) {
  const RunResult result = run(1, [] {
    sim::channel<int> jobs(0, "c");
    sim::channel<int> results(0, "c");
    sim::channel<int> nil(sim::kNil);
    sim::select(sim::receive_from(jobs), sim::send_to(results, 1), sim::receive_from(nil));
  });
  EXPECT_EQ(
      finding(result),
      "deadlock: main waits to receive from c #1, send to c #2 or receive from a nil channel");
}

TEST(Reports, SayWhichCaseASelectTook) {
  const Recorded recorded = run_recorded(1, [] {
    sim::channel<int> jobs(1, "jobs");
    sim::channel<int> results(0, "results");
    sim::select(sim::receive_from(jobs), sim::send_to(jobs, 1));
    sim::select(sim::receive_from(results), sim::otherwise());
    sim::spawn("peer", [&] { results.send(1); });
    sim::select(sim::send_to(jobs, 2), sim::receive_from(results));
    jobs.close();
  });
  EXPECT_EQ(finding(recorded.result), "");
  EXPECT_EQ(notes_of(recorded.trace),
            (std::vector<std::string>{"takes: send to jobs", "takes: the default",
                                      "takes: receive from results"}));
  EXPECT_NE(schedule_text(recorded.trace).find("select among jobs, takes: send to jobs"),
            std::string::npos);
}

TEST(Reports, NameWhoLeftALockHeldThatIsDestroyed) {
  for (const bool shared : {false, true}) {
    const RunResult result = run(1, [&] {
      sim::mutex mutex("m");
      sim::rw_mutex rw_mutex("m");
      sim::spawn("careless", [&] { shared ? rw_mutex.lock() : mutex.lock(); });
      World::current().await_idle();
    });
    const std::string name = "m #" + std::to_string(shared ? 2 : 1);
    EXPECT_EQ(finding(result),
              "lock-left-held: " + name + " is destroyed while held by careless, which has ended");
  }
}

TEST(Reports, NameWhatIsNil) {
  EXPECT_EQ(finding(run(1, [] { static_cast<void>(*sim::Ref<int>("connection")); })),
            "panic: task 'main' panicked: nil pointer dereference of connection");
}

TEST(Reports, TellATimersStepFromItsFunction) {
  const Recorded recorded = run_recorded(1, [] {
    const auto timer = sim::after_func(
        Duration{5}, [] {}, "expiry");
    sim::sleep(Duration{9});
  });
  EXPECT_EQ(recorded.trace.task_names,
            (std::vector<std::string>{"main", "expiry", "expiry's function"}));
}

TEST(Names, AreNoNullPointers) {
  run(1, [] {
    sim::wait_group group(0);
    group.wait();
    EXPECT_EQ(group.name(), "wait_group");
  });
  EXPECT_FALSE((std::is_constructible_v<sim::mutex, std::nullptr_t>));
  EXPECT_FALSE((std::is_constructible_v<sim::rw_mutex, std::nullptr_t>));
  EXPECT_FALSE((std::is_constructible_v<sim::cond_var, std::nullptr_t>));
  EXPECT_FALSE((std::is_constructible_v<sim::once, std::nullptr_t>));
}

}  // namespace
}  // namespace rollcall
