// Defects of the free queue: it is bounded, drops for ever, and knows nothing of who is in it.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

void two_for_one_place(Pool& pool) {
  enlist(pool, kFirst, kA1);
  enlist(pool, kOther, kB1);
  pool.look();
}

// b has no token: whatever becomes free, it is a.
void jobs_while_b_is_lost(Pool& pool) {
  two_for_one_place(pool);
  for (std::uint64_t job = 1; job <= 5; ++job) {
    pool.submit(job, kMoment);
    pool.let_pass(2 * kMoment);
  }
  pool.look();
  pool.submit(6, 100 * kMoment);
  pool.submit(7, kMoment);
  pool.come_to_rest(10 * kMoment);
}

const std::vector<Defect> kLossDefects = {
    {.name = "dropped-free-push",
     .convicted_by = {{"no-lost-free-worker",
                       "worker b is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 1, .dispatchers = 0},
     .play = two_for_one_place,
     .state = "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; "
              "b r2 free b:1 via c2 to b:1, queued 0 pulled 0 running 0; queue: r1"},
    {.name = "drop-at-completion",
     .convicted_by = {{"no-lost-free-worker",
                       "worker a is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 1},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           enlist(pool, kOther, kB1);
           pool.let_pass(20 * kMoment);
           pool.look();
         },
     .state = "a r1 free a:1 via c1 to a:1, queued 0 pulled 0 running 0; "
              "b r2 free b:1 via c2 to b:1, queued 1 pulled 0 running 0; queue: r2"},
    {.name = "ack-despite-drop",
     .convicted_by = {{"acknowledged-is-registered",
                       "worker b is told that it is registered, is free and no job can reach it"}},
     .pool = {.free_capacity = 1, .dispatchers = 0},
     .play = two_for_one_place},
    {.name = "lost-token-never-heals",
     .convicted_by =
         {{"fair-share",
           "worker b got none of 2 dispatches, though only 1 workers were free before it"},
          {"no-idle-worker-while-a-job-waits", "worker b is idle while job 7 waits"}},
     .pool = {.free_capacity = 1},
     .play = jobs_while_b_is_lost},
    {.name = "lost-wakeup",
     .convicted_by = {{"no-idle-worker-while-a-job-waits", "worker b is idle while job 2 waits"}},
     .pool = {.free_capacity = 1},
     .play =
         [](Pool& pool) {
           two_for_one_place(pool);
           pool.submit(1, 100 * kMoment);  // on a
           pool.submit(2, kMoment);        // its dispatcher waits in the receive, and b is free
           pool.come_to_rest(10 * kMoment);
         }},
    {.name = "zero-capacity-queue, no buffer",
     .convicted_by = {{"no-lost-free-worker",
                       "worker a is free but not in the free queue: no job can reach it"}},
     .pool = {.free_capacity = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, kMoment);
           pool.let_pass(10 * kMoment);
           pool.look();
         },
     .state = "a r1 free a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"},
    {.name = "zero-capacity-queue, nil channel",
     .convicted_by = {{"no-lost-free-worker",
                       "worker a is free but not in the free queue: no job can reach it"}},
     .pool = {.made = documented::Made::kWithoutQueue},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, kMoment);
           pool.let_pass(10 * kMoment);
           pool.look();
         },
     .state = "a r1 free a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"},
    {.name = "head-of-line-blocking",  // where a dispatcher waits for each call
     .convicted_by = {{"no-idle-worker-while-a-job-waits", "worker b is idle while job 2 waits"}},
     .pool = {.one_call_at_a_time = true},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kHangs);
           join(pool, kOther, kB);
           pool.submit(1, kMoment);
           pool.submit(2, kMoment);
           pool.come_to_rest(10 * kMoment);
         }},
};

void twice_in_the_queue(Pool& pool) {
  enlist(pool, kFirst, kA1);
  pool.set_state("set a free", "a", "free");
  pool.let_pass(kMoment);
  pool.look();
  pool.submit(1, 10 * kMoment);
  pool.submit(2, 10 * kMoment);
  pool.let_pass(kMoment);
  pool.look();
}

void five_tokens_and_500_jobs(Pool& pool) {
  for (int time = 0; time < 5; ++time) {
    enlist(pool, kFirst, kA1);
  }
  for (std::uint64_t job = 1; job <= 500; ++job) {
    pool.submit(job, kMoment);
  }
  pool.let_pass(1000 * kMoment);
  pool.look();
}

const std::vector<Defect> kDuplicateDefects = {
    {.name = "duplicate-free-entry",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"},
          {"one-job-per-worker", "worker a runs 2 jobs at once"}},
     .play = twice_in_the_queue,
     .state = "a r1 free a:1 via c1 to a:1, queued 2 pulled 0 running 0; queue: r1 r1 | "
              "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 2; queue:"},
    {.name = "duplicate-token-never-heals",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"}},
     .pool = {.free_capacity = 8},
     .play = five_tokens_and_500_jobs,
     .state = "a r5 free a:1 via c5 to a:1, queued 5 pulled 0 running 0; queue: r5 r5 r5 r5 r5"},
    {.name = "duplicate-evicts-other",
     .convicted_by = {{"no-lost-free-worker",
                       "worker a is free and stands 2 times in the free queue"}},
     .pool = {.free_capacity = 2, .dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kSecond, kA1);
           enlist(pool, kOther, kB1);
           pool.look();
         },
     .state = "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; "
              "b r3 free b:1 via c3 to b:1, queued 0 pulled 0 running 0; queue: r1 r2"},
    {.name = "unfair-share",
     .convicted_by =
         {{"fair-share",
           "worker b got none of 2 dispatches, though only 1 workers were free before it"}},
     .pool = {.free_capacity = 16},
     .play =
         [](Pool& pool) {
           for (int time = 0; time < 9; ++time) {
             enlist(pool, kFirst, kA1);
           }
           enlist(pool, kOther, kB1);
           for (std::uint64_t job = 1; job <= 10; ++job) {
             pool.submit(job, kMoment);
             pool.let_pass(2 * kMoment);
           }
         }},
};

INSTANTIATE_TEST_SUITE_P(Loss, DocumentedDefect, testing::ValuesIn(kLossDefects), test_name);
INSTANTIATE_TEST_SUITE_P(Duplicates, DocumentedDefect, testing::ValuesIn(kDuplicateDefects),
                         test_name);

}  // namespace
}  // namespace rollcall::pool_test
