// Defects over the life of a worker process: it is believed to be there and well because it said so
// once.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

using documented::FailedCall;
using std::chrono::seconds;

const PoolLimits kFreshFor5s{.fresh_for = seconds(5), .orchestrator = ""};

const std::vector<Defect> kBeliefDefects = {
    {.name = "lazy-conn-becomes-free, closed port",
     .convicted_by = {{"free-is-verified",
                       "worker a is free, but nobody has reached its process since it registered"}},
     .pool = {.dispatchers = 0},
     .play = [](Pool& pool) { join(pool, kFirst, kA, Manner::kClosed); }},
    {.name = "lazy-conn-becomes-free, peer that never speaks",
     .convicted_by = {{"free-is-verified",
                       "worker a is free, but nobody has reached its process since it registered"}},
     .pool = {.dispatchers = 0},
     .play = [](Pool& pool) { join(pool, kFirst, kA, Manner::kMute); }},
    {.name = "no-liveness-tracking",
     .convicted_by =
         {{"free-is-fresh", "worker a is free and has not been heard of for 10.001s"},
          {"every-record-is-a-live-worker",
           "worker a is free at 10.0.0.1:7000, but no process of it lives there in reach"}},
     .pool = {.limits = kFreshFor5s},
     .play =
         [](Pool& pool) {
           const ProcessId process = join(pool, kFirst, kA);
           pool.processes().kill(process);
           pool.come_to_rest(seconds(10));
         }},
    {.name = "no-liveness-tracking, address taken over",  // by a process that does a's jobs, too
     .convicted_by = {{"every-record-is-a-live-worker",
                       "worker a is free at 10.0.0.1:7000, but no process of it lives there in "
                       "reach"}},
     .play =
         [](Pool& pool) {
           pool.processes().kill(join(pool, kFirst, kA));
           join(pool, kOther, {.id = "b", .ip = kA.ip, .port = kA.port});
           pool.submit(1, kMoment);
           pool.let_pass(5 * kMoment);
           pool.submit(2, kMoment);
           pool.come_to_rest(seconds(10));
           pool.look();
         },
     .state = "a r1 free 10.0.0.1:7000 via c1 to 10.0.0.1:7000, queued 1 pulled 0 running 0; "
              "b r2 free 10.0.0.1:7000 via c2 to 10.0.0.1:7000, queued 1 pulled 0 running 0; "
              "queue: r1 r2"},
    // The page writes LastSeen at registration only: a job that came back does not count either.
    {.name = "lastseen-never-refreshed",
     .convicted_by = {{"free-is-fresh", "worker a is free and has not been heard of for 12.001s"}},
     .pool = {.limits = kFreshFor5s},
     .play =
         [](Pool& pool) {
           const ProcessId process = join(pool, kFirst, kA);
           pool.submit(1, seconds(1));
           pool.let_pass(seconds(2));
           pool.processes().kill(process);
           pool.come_to_rest(seconds(10));
         }},
    {.name = "stuck-busy",
     .convicted_by = {{"all-jobs-done", "job 1 was accepted and has no outcome"}},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kHangs);
           pool.submit(1, kMoment);
           pool.come_to_rest(seconds(10));
         }},
    {.name = "restart-amnesia",
     .convicted_by =
         {{"every-live-worker-free", "worker a lives and is not registered"},
          {"no-lost-job",
           "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome"}},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kHangs);
           pool.submit(1, kMoment);
           pool.submit(2, kMoment);  // waits for a worker
           pool.let_pass(kMoment);
           pool.restart_orchestrator();
           pool.come_to_rest(seconds(10));
         }},
};

// The worker registers before its server is up, which it soon is.
void job_before_its_server_is_up(Pool& pool) {
  const ProcessId process = join(pool, kFirst, kA, Manner::kClosed);
  pool.submit(1, kMoment);
  pool.let_pass(kMoment);
  pool.processes().change(process, Manner::kWorks);
  pool.submit(2, kMoment);
  pool.come_to_rest(seconds(10));
}

Defect failed_dispatch(std::string name, FailedCall reading, std::string state) {
  return {.name = std::move(name),
          .convicted_by = {{"no-lost-job",
                            "job 1 was accepted and is lost: it does not wait, is on no worker and "
                            "has no outcome"}},
          .pool = {.failed_call = reading, .served = {}},
          .play =
              [](Pool& pool) {
                enlist(pool, kFirst, kA1);
                pool.submit(1, kMoment);
                pool.let_pass(kMoment);
                pool.look();
              },
          .state = std::move(state)};
}

// What the page leaves open: what the dispatcher does with the worker when the call fails. With
// `nothing` and `dead` it is lost; with `free` it takes the next job, too. The job is lost always.
const std::vector<Defect> kFailedDispatchDefects = {
    {.name = "failed-dispatch-loses-worker, reading nothing",
     .convicted_by = {{"no-idle-worker-while-a-job-waits", "worker a is idle while job 2 waits"}},
     .play = job_before_its_server_is_up},
    {.name = "failed-dispatch-loses-worker, reading dead",
     .convicted_by = {{"no-idle-worker-while-a-job-waits", "worker a is idle while job 2 waits"}},
     .pool = {.failed_call = FailedCall::kDead},
     .play = job_before_its_server_is_up},
    failed_dispatch("job-lost-on-failure, reading nothing", FailedCall::kNothing,
                    "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"),
    failed_dispatch("job-lost-on-failure, reading dead", FailedCall::kDead,
                    "a r1 dead a:1 via c1 to a:1, queued 0 pulled 0 running 0; queue:"),
    failed_dispatch("job-lost-on-failure, reading free", FailedCall::kFree,
                    "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"),
    {.name = "job-lost-on-failure, worker dies at work",
     .convicted_by =
         {{"no-lost-job",
           "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome"}},
     .play =
         [](Pool& pool) {
           const ProcessId process = join(pool, kFirst, kA);
           pool.submit(1, seconds(1));
           pool.let_pass(kMoment);
           pool.processes().kill(process);
           pool.let_pass(kMoment);
         }},
    {.name = "failing-worker-spins, jobs lost",
     .convicted_by =
         {{"no-lost-job",
           "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome"}},
     .pool = {.failed_call = FailedCall::kFree},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kRefuses);
           for (std::uint64_t job = 1; job <= 10; ++job) {
             pool.submit(job, seconds(1));  // all fail at once
           }
           pool.let_pass(kMoment);
         }},
    {.name = "failing-worker-spins, jobs repeated",
     .convicted_by = {{"livelock", "the execution did not end within 10000 steps"}},
     .pool = {.failed_call = FailedCall::kFree, .repeats_failed = true},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA, Manner::kRefuses);
           pool.submit(1, seconds(1));
           pool.let_pass(kMoment);
         },
     .steps_max = 10'000},
};

INSTANTIATE_TEST_SUITE_P(Beliefs, DocumentedDefect, testing::ValuesIn(kBeliefDefects), test_name);
INSTANTIATE_TEST_SUITE_P(FailedDispatch, DocumentedDefect,
                         testing::ValuesIn(kFailedDispatchDefects), test_name);

}  // namespace
}  // namespace rollcall::pool_test
