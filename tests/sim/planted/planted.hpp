#pragma once

// Small programs with one planted bug each, for judging strategies: what they must find, and after
// how many executions they do.

#include <cstdint>
#include <span>
#include <string_view>

namespace rollcall {

struct PlantedBug {
  std::string_view name;
  void (*body)() = nullptr;    // the root task
  std::string_view invariant;  // that it violates under some schedules, and only that one
  /// How many ordering constraints between two steps suffice for it: PCT's d.
  std::uint32_t depth = 1;
  /// One task must be overtaken by many others: hopeless for a walk, and hard for POS.
  bool crowded = false;
};

/// All of them, by kind.
[[nodiscard]] std::span<const PlantedBug> planted_bugs();

// Atomicity: two steps that should have been one.
void lost_update();
void ignored_exchange();
void check_then_act();
void torn_pair();
void two_critical_sections();
void recycled_node();

// Order: one step that should have come after another.
void use_before_init();
void ready_before_data();
void add_in_the_task();
void reorder_3();
void reorder_5();
void reorder_10();
void two_stages();
void nested_order();
void overtaken();

// Blocking: somebody waits for what does not come.
void opposite_locks();
void lock_cycle_of_three();
void dining();
void reentrant_lock();
void unheard_notification();
void wrong_waiter_woken();
void left_sending();
void left_receiving();
void done_left_out();

// Misuse: an op that its object does not allow in this state.
void send_on_closed();
void double_close();
void unlock_of_unlocked();
void negative_count();

// Time and choice: locks with two sides, selects, timers.
void reader_behind_writer();
void stop_before_job();
void reply_at_the_timeout();
void stopped_too_late();

}  // namespace rollcall
