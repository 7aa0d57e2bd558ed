// Programs that dpor once said to have searched in full, and had not: most of them do something
// that they must not do, and only some schedules show it.
#include "sim/net/network.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <optional>

namespace rollcall::exploration_test {
namespace {

using namespace std::chrono_literals;

Case case_of(std::string name, Program program) {
  return {.name = std::move(name), .program = std::move(program), .violates = true};
}

Case group_used_again() {
  return case_of("GroupUsedAgain", [](State& state) {
    sim::wait_group group(std::int64_t{1}, "group");
    run_all({[&] {
               group.done();
               group.add(1);
               group.done();
             },
             [&] {
               group.wait();
               state = "waited";
             },
             [] {}});  // The root stays until the others have ended.
  });
}

Case group_made_negative() {
  return case_of("GroupMadeNegative", [](State& /*state*/) {
    sim::wait_group group(std::int64_t{1}, "group");
    run_all({[&] { group.done(); }, [&] { group.done(); }, [] {}});
  });
}

Case permit_tried_again() {
  return case_of("PermitTriedAgain", [](State& state) {
    sim::semaphore permits(1, "permits");
    run_all({[&] {
               permits.acquire();
               state += permits.try_acquire() ? "1 again " : "1 ";
               permits.release();
             },
             [&] {
               permits.acquire();
               state += "2 ";
               permits.release();
             }});
  });
}

Case lock_tried_again() {
  return case_of("LockTriedAgain", [](State& state) {
    sim::mutex mutex("m");
    run_all({[&] {
               if (mutex.try_lock()) {
                 state += mutex.try_lock() ? "again " : "once ";
                 mutex.unlock();
               }
             },
             [&] {
               mutex.lock();
               state += "locked ";
               mutex.unlock();
             }});
  });
}

// The timer is due when the last task ends: it fires before that, or never.
Case timer_due_at_the_end() {
  return case_of("TimerDueAtTheEnd", [](State& /*state*/) {
    sim::semaphore permits(1, "permits");
    const auto timer = sim::after_func(Duration{}, [] { throw Panic("fired"); });
    permits.acquire();
  });
}

Case read_unlock_of_unlocked() {
  return case_of("ReadUnlockOfUnlocked", [](State& /*state*/) {
    sim::rw_mutex mutex("m");
    run_all({[&] { mutex.lock_shared(); }, [&] { mutex.unlock_shared(); }});
  });
}

Case unlock_by_two() {
  return case_of("UnlockByTwo", [](State& /*state*/) {
    sim::mutex mutex("m");
    run_all({[&] {
               mutex.lock();
               mutex.unlock();
             },
             [&] { mutex.unlock(); }});
  });
}

Case lock_behind_one_that_was_tried() {
  return case_of("LockBehindOneThatWasTried", [](State& state) {
    sim::mutex mutex("m");
    sim::channel<int> nobody(0, "nobody");
    run_all({[&] {
               state += mutex.try_lock() ? "1" : "-";
               static_cast<void>(nobody.receive());
             },
             [&] { state += mutex.try_lock() ? "2" : "-"; },
             [&] {
               mutex.lock();
               throw Panic("locked");
             }});
  });
}

// Whoever crashes a host ends its tasks: each of their steps comes before that or never.
Case host_crashes() {
  return case_of("HostCrashes", [](State& state) {
    net::Network network;
    const net::HostId host = network.add_host("h");
    sim::atomic<int> done(0, "done");
    network.spawn_on(host, {.name = {.text = "on host"}}, [&] {
      done.store(1);
      done.store(2);
    });
    sim::yield();
    network.crash(host);
    const int seen = done.load();
    state = std::to_string(seen);
  });
}

// The reader may come between the steps of the task that the crash ends.
Case host_crashes_beside_a_reader() {
  return case_of("HostCrashesBesideAReader", [](State& state) {
    net::Network network;
    const net::HostId host = network.add_host("h");
    sim::atomic<int> count(0, "count");
    network.spawn_on(host, {.name = {.text = "on host"}}, [&] {
      count.fetch_add(1);
      count.fetch_add(1);
    });
    int first = 0;
    int second = 0;
    run_all({[&] {
               sim::yield();
               network.crash(host);
             },
             [&] {
               first = count.load();
               second = count.load();
             }});
    state = std::to_string(first) + std::to_string(second);
  });
}

Case group_added_nothing() {
  return case_of("GroupAddedNothing", [](State& state) {
    sim::wait_group group("group");
    run_all({[&] { group.add(0); },
             [&] {
               group.add(1);
               group.done();
             },
             [&] {
               group.wait();
               state = "waited";
             }});
  });
}

Case packaged_task_called_twice() {
  return case_of("PackagedTaskCalledTwice", [](State& /*state*/) {
    sim::std_shaped::packaged_task<void()> task([] { sim::yield(); });
    run_all({[&] { task(); }, [&] { task(); }});
  });
}

Case host_pauses() {
  return case_of("HostPauses", [](State& state) {
    net::Network network;
    const net::HostId host = network.add_host("h");
    sim::atomic<int> done(0, "done");
    network.spawn_on(host, {.name = {.text = "on host"}, .daemon = true}, [&] { done.store(1); });
    run_all({[&] {
               sim::yield();
               network.pause(host);
             },
             [&] {
               sim::yield();
               network.resume(host);
             }});
    const int seen = done.load();
    state = std::to_string(seen);
  });
}

// What the select touches depends on which case it takes.
Case select_of_parked_select() {
  return case_of("SelectOfParkedSelect", [](State& state) {
    sim::channel<int> c0(0, "c0");
    sim::channel<int> c1(0, "c1");
    sim::channel<int> c2(0, "c2");
    run_all({[&] {
               state += std::to_string(sim::select(sim::receive_from(c2), sim::send_to(c0, 1)));
               c1.close();
             },
             [&] { state += c1.receive() ? "got " : "closed "; },
             [&] {
               c2.send(2);
               state += std::to_string(sim::select(sim::receive_from(c1), sim::receive_from(c0)));
             }});
  });
}

// A daemon's steps come before the end of the last other task, whichever that is, or never.
Case daemon_until_the_end() {
  return case_of("DaemonUntilTheEnd", [](State& state) {
    sim::atomic<int> cell(0, "cell");
    sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [&] { cell.store(1); });
    int first = 0;
    int second = 0;
    run_all({[&] { first = cell.load(); }, [&] { second = cell.load(); }});
    state = std::to_string(first) + std::to_string(second);
  });
}

}  // namespace

std::vector<Case> misuse_cases() {
  return {group_used_again(),     group_made_negative(),
          permit_tried_again(),   lock_tried_again(),
          timer_due_at_the_end(), read_unlock_of_unlocked(),
          unlock_by_two(),        lock_behind_one_that_was_tried(),
          host_crashes(),         host_crashes_beside_a_reader(),
          group_added_nothing(),  packaged_task_called_twice(),
          host_pauses(),          select_of_parked_select(),
          daemon_until_the_end()};
}

}  // namespace rollcall::exploration_test
