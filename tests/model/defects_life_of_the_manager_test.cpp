// Defects over the life of the manager: what any deployment adds to the page (removal, shutdown,
// recovery from panics) meets what the page leaves half done.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

using documented::Made;
using documented::OnPanic;

const std::vector<std::string> kRemovedInBetween = {"register a #1: published", "remove a: removed",
                                                    "register a #1: attached"};

void removed_while_registering(Pool& pool) {
  pool.register_worker(kFirst, kA1);
  pool.remove("remove a", "a");
  pool.let_pass(kMoment);
  pool.register_worker(kOther, kB1);  // waits for the lock, if that was left held
}

const std::vector<Defect> kManagerDefects = {
    {.name = "nil-deref-after-removal",
     .convicted_by = {{"panic", "task 'register a #1' panicked: nil pointer dereference"}},
     .pool = {.dispatchers = 0},
     .order = kRemovedInBetween,
     .play = removed_while_registering},
    {.name = "panic-keeps-lock, removal",
     .convicted_by = {{"lock-left-held",
                       "wm.mu is held by register a #1, which has ended; register b #1 waits to "
                       "lock wm.mu, held by register a #1, which has ended"}},
     .pool = {.dispatchers = 0, .on_panic = OnPanic::kRecovers},
     .order = kRemovedInBetween,
     .play = removed_while_registering},
    {.name = "panic-keeps-lock, zero-value manager",
     .convicted_by = {{"lock-left-held",
                       "wm.mu is held by register a #1, which has ended; register b #1 waits to "
                       "lock wm.mu, held by register a #1, which has ended"}},
     .pool = {.dispatchers = 0, .made = Made::kNotAtAll, .on_panic = OnPanic::kRecovers},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.register_worker(kOther, kB1);
         }},
    {.name = "send-on-closed-channel",
     .convicted_by = {{"panic",
                       "task 'register a #1' panicked: send on closed channel FreeWorkers"}},
     .play =
         [](Pool& pool) {
           pool.shut_down();
           enlist(pool, kFirst, kA1);
         }},
    {.name = "unbounded-growth",
     .convicted_by = {{"bounded", "there are 51 workers, the limit is 50"}},
     .pool = {.free_capacity = 100,
              .dispatchers = 0,
              .limits = {.workers_max = 50, .orchestrator = ""}},
     .play =
         [](Pool& pool) {  // each start takes a fresh id, and none of the old is ever taken out
           for (int start = 1; start <= 51; ++start) {
             enlist(pool, "register",
                    {.id = "a-" + std::to_string(start), .ip = "10.0.0.1", .port = 7000});
           }
         }},
};

INSTANTIATE_TEST_SUITE_P(Manager, DocumentedDefect, testing::ValuesIn(kManagerDefects), test_name);

}  // namespace
}  // namespace rollcall::pool_test
