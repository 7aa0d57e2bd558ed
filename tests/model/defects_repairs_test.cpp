// The repairs that come to mind first: each moves the defect, or trades it for another.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

using documented::Repair;
using std::chrono::seconds;

void registered_twice(Pool& pool) {
  enlist(pool, kFirst, kA1);
  enlist(pool, kSecond, kA1);
}

const std::vector<Defect> kRoomRepairs = {
    {.name = "bigger-queue, duplicates",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"}},
     .pool = {.dispatchers = 0, .repair = Repair::kBiggerQueue},
     .play = registered_twice},
    {.name = "bigger-queue, more workers than places",
     .convicted_by = {{"no-lost-free-worker",
                       "worker w11 is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 1, .dispatchers = 0, .repair = Repair::kBiggerQueue},
     .play =
         [](Pool& pool) {
           for (int worker = 1; worker <= 11; ++worker) {
             enlist(pool, "register", {.id = "w" + std::to_string(worker), .ip = "a", .port = 1});
           }
         }},
    {.name = "blocking-push, nobody pulls",
     .convicted_by = {{"deadlock", "main waits to send to FreeWorkers"}},
     .pool = {.free_capacity = 1, .repair = Repair::kBlockingPush},
     .play =
         [](Pool& pool) {  // no job is there, so no dispatcher pulls: all calls stop
           enlist(pool, kFirst, kA1);
           pool.register_here(kB1);
         }},
    {.name = "blocking-push, dispatcher and pusher wait for each other",
     .convicted_by = {{"deadlock", "main waits to send to FreeWorkers"}},
     .pool = {.free_capacity = 1, .repair = Repair::kBlockingPush},
     .order = {"dispatcher 1: pulled", "register b #1: freed", "main: attached",
               "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, kMoment);
           pool.submit(2, kMoment);  // for it b would be pulled and make room, but for the lock
           pool.register_worker(kOther, kB1);
           pool.register_here({.id = "c", .ip = "b", .port = 1});
         },
     .chance = true},
};

const std::vector<Defect> kPushRepairs = {
    {.name = "push-after-unlock, dead in the gap",
     .convicted_by = {{"queued-is-free", "worker a waits in the free queue in state 'dead'"}},
     .pool = {.dispatchers = 0, .repair = Repair::kPushAfterUnlock},
     .order = {"register a #1: attached", "set a dead: set", "register a #1: pushed"},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kA1);
           pool.set_state("set a dead", "a", "dead");
         },
     .chance = true},
    {.name = "push-after-unlock, register hangs",
     .convicted_by = {{"deadlock", "main waits to send to FreeWorkers"}},
     .pool = {.free_capacity = 1, .dispatchers = 0, .repair = Repair::kPushAfterUnlock},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.register_here(kB1);
         }},
    {.name = "push-from-a-task, a task for each idle worker",
     .convicted_by = {{"task-leak", "push waits to send to FreeWorkers"},
                      {"no-lost-free-worker",
                       "is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 1, .dispatchers = 0, .repair = Repair::kPushFromATask},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kOther, kB1);
         }},
    {.name = "push-from-a-task, out of date when it gets in",
     .convicted_by =
         {{"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"}},
     .pool = {.dispatchers = 0, .repair = Repair::kPushFromATask},
     .order = {"register a #1: freed", "register a #2: published", "push: pushed"},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kA1);
           pool.register_worker(kSecond, kA1);
         }},
    {.name = "push-on-change-only, a dropped push is never repeated",
     .convicted_by = {{"no-lost-free-worker",
                       "worker b is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 1, .repair = Repair::kPushOnChangeOnly},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kOther, kB1);
           pool.submit(1, 10 * kMoment);  // makes room
           pool.let_pass(kMoment);
           pool.set_state("set b free", "b", "free");
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 1; "
              "b r2 free b:1 via c2 to b:1, queued 0 pulled 0 running 0; queue:"},
    {.name = "push-on-change-only, duplicates",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"}},
     .pool = {.dispatchers = 0, .repair = Repair::kPushOnChangeOnly},
     .play = registered_twice},
};

const std::vector<Defect> kOtherRepairs = {
    {.name = "skip-what-is-not-free, late mark",
     .convicted_by = {{"no-idle-worker-while-a-job-waits", "worker a is idle while job 2 waits"}},
     .pool = {.repair = Repair::kSkipWhatIsNotFree, .marks_after_sending = true},
     .order = {"job 1: finished", "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA);
           pool.submit(1, kMoment);
           pool.submit(2, kMoment);
           pool.come_to_rest(seconds(1));
         }},
    {.name = "skip-what-is-not-free, replaced record",
     .convicted_by = {{"dispatch-goes-to-registered-address",
                       "job 1 for worker a goes to a:1, but it is registered at a:2"}},
     .pool = {.repair = Repair::kSkipWhatIsNotFree},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kSecond, kA2);
           pool.submit(1, kMoment);
           pool.let_pass(kMoment);
         }},
    {.name = "close-old-connection, at work",
     .convicted_by =
         {{"no-lost-job",
           "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome"}},
     .pool = {.repair = Repair::kCloseOldConnection},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA);
           pool.submit(1, seconds(1));
           pool.let_pass(kMoment);
           pool.register_worker(kSecond, kA);  // the same process tries again
           pool.let_pass(kMoment);
         }},
    {.name = "close-old-connection, in the queue",
     .convicted_by =
         {{"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"},
          {"no-lost-job",
           "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome"}},
     .pool = {.repair = Repair::kCloseOldConnection},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA);
           pool.register_worker(kSecond, kA);
           pool.let_pass(kMoment);
           pool.submit(1, kMoment);  // over a connection that is closed
           pool.let_pass(kMoment);
         }},
    {.name = "one-lock-over-all",
     .convicted_by = {{"deadlock",
                       "main waits to lock wm.mu, held by register a #1; register a #1 waits to "
                       "receive from the peer's first word"}},
     .pool = {.repair = Repair::kOneLockOverAll},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kMute);
           pool.register_here(kB1);
         }},
    {.name = "one-lock-over-all, duplicates",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"},
          {"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"}},
     .pool = {.dispatchers = 0, .repair = Repair::kOneLockOverAll},
     .play = registered_twice},
};

INSTANTIATE_TEST_SUITE_P(Room, DocumentedDefect, testing::ValuesIn(kRoomRepairs), test_name);
INSTANTIATE_TEST_SUITE_P(Pushes, DocumentedDefect, testing::ValuesIn(kPushRepairs), test_name);
INSTANTIATE_TEST_SUITE_P(OtherRepairs, DocumentedDefect, testing::ValuesIn(kOtherRepairs),
                         test_name);

}  // namespace
}  // namespace rollcall::pool_test
