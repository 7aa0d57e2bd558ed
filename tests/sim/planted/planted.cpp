#include "tests/sim/planted/planted.hpp"

#include <array>

namespace rollcall {

namespace {

constexpr std::array kBugs{
    PlantedBug{"lost update", &lost_update, "wrong-sum", 2},
    PlantedBug{"ignored exchange", &ignored_exchange, "wrong-sum", 2},
    PlantedBug{"check then act", &check_then_act, "made-twice", 2},
    PlantedBug{"torn pair", &torn_pair, "torn", 2},
    PlantedBug{"two critical sections", &two_critical_sections, "money-missing", 2},
    PlantedBug{"recycled node (ABA)", &recycled_node, "popped-twice", 2},
    PlantedBug{"use before init", &use_before_init, "panic", 1},
    PlantedBug{"ready before data", &ready_before_data, "stale", 2},
    PlantedBug{"add in the task", &add_in_the_task, "unfinished", 1},
    PlantedBug{"reorder 3", &reorder_3, "half-set", 2},
    PlantedBug{"reorder 5", &reorder_5, "half-set", 2},
    PlantedBug{"reorder 10", &reorder_10, "half-set", 2, true},
    PlantedBug{"two stages", &two_stages, "half-done", 2},
    PlantedBug{"nested order", &nested_order, "nested", 3},
    PlantedBug{"overtaken", &overtaken, "overtaken", 1, true},
    PlantedBug{"opposite locks", &opposite_locks, "deadlock", 2},
    PlantedBug{"lock cycle of three", &lock_cycle_of_three, "deadlock", 3},
    PlantedBug{"dining", &dining, "deadlock", 4},
    PlantedBug{"re-entrant lock", &reentrant_lock, "deadlock", 1},
    PlantedBug{"unheard notification", &unheard_notification, "deadlock", 2},
    PlantedBug{"wrong waiter woken", &wrong_waiter_woken, "deadlock", 2},
    PlantedBug{"left sending", &left_sending, "task-leak", 1},
    PlantedBug{"left receiving", &left_receiving, "task-leak", 2},
    PlantedBug{"done left out", &done_left_out, "deadlock", 1},
    PlantedBug{"send on closed", &send_on_closed, "panic", 1},
    PlantedBug{"double close", &double_close, "panic", 2},
    PlantedBug{"unlock of unlocked", &unlock_of_unlocked, "panic", 2},
    PlantedBug{"negative count", &negative_count, "panic", 2},
    PlantedBug{"reader behind writer", &reader_behind_writer, "deadlock", 2},
    PlantedBug{"stop before job", &stop_before_job, "job-lost", 1},
    PlantedBug{"reply at the timeout", &reply_at_the_timeout, "task-leak", 1},
    PlantedBug{"stopped too late", &stopped_too_late, "panic", 1},
};

}  // namespace

std::span<const PlantedBug> planted_bugs() { return kBugs; }

}  // namespace rollcall
