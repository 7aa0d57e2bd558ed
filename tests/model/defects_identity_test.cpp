// Defects of identity: a worker is its id and nothing else, and a registration looks it up anew at
// each of its three steps.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

void registered_twice(Pool& pool) {
  enlist(pool, kFirst, kA1);
  enlist(pool, kSecond, kA1);
  pool.look();
}

void moved_while_queued(Pool& pool) {
  enlist(pool, kFirst, kA1);
  enlist(pool, kSecond, kA2);
  pool.submit(1, 10 * kMoment);  // goes to a:1 although a is at a:2
  pool.let_pass(kMoment);
  pool.look();
}

void second_job_beside_the_first(Pool& pool) {
  enlist(pool, kFirst, kA1);
  pool.submit(1, 20 * kMoment);
  pool.let_pass(kMoment);
  enlist(pool, kSecond, kA1);
  pool.submit(2, 20 * kMoment);
  pool.let_pass(kMoment);
  pool.look();
}

void first_ends_while_second_runs(Pool& pool) {
  enlist(pool, kFirst, kA1);
  pool.submit(1, 10 * kMoment);
  pool.let_pass(kMoment);
  enlist(pool, kSecond, kA2);
  pool.submit(2, 50 * kMoment);
  pool.let_pass(20 * kMoment);  // job 1 has ended, job 2 has not
  pool.look();
}

const std::vector<Defect> kReplacementDefects = {
    {.name = "duplicate-on-reregister",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"},
          {"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"}},
     .pool = {.dispatchers = 0},
     .play = registered_twice,
     .state = "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; queue: r1 r2"},
    {.name = "stale-worker-pointer",
     .convicted_by =
         {{"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"},
          {"dispatch-goes-to-registered-address",
           "job 1 for worker a goes to a:1, but it is registered at a:2"}},
     .play = moved_while_queued,
     .state = "a r2 busy a:2 via c2 to a:2, queued 1 pulled 0 running 1; queue: r2"},
    {.name = "state-set-on-other-object",
     .convicted_by = {{"queued-is-free", "worker a waits in the free queue in state 'busy'"}},
     .order = {"register a #2: freed", "dispatcher 1: pulled", "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kSecond, kA1);
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r2 busy a:1 via c2 to a:1, queued 1 pulled 0 running 1; queue: r2"},
    {.name = "reregister-forgets-busy",
     .convicted_by =
         {{"one-job-per-worker", "worker a runs 2 jobs at once"},
          {"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 1 in the free queue, 0 pulled, 1 running"}},
     .play = second_job_beside_the_first,
     .state = "a r2 busy a:1 via c2 to a:1, queued 0 pulled 0 running 2; queue:"},
    {.name = "stale-completion-frees-new",
     .convicted_by =
         {{"one-job-per-worker", "worker a runs 2 jobs at once"},
          {"running-is-busy", "worker a runs a job and is registering"},
          {"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 1 in the free queue, 0 pulled, 1 running"}},
     .play = first_ends_while_second_runs,
     .state = "a r2 free a:2 via c2 to a:2, queued 1 pulled 0 running 1; queue: r2"},
    {.name = "stale-completion-frees-new, second entry",
     .convicted_by = {{"no-lost-free-worker",
                       "worker a is free and stands 2 times in the free queue"}},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           enlist(pool, kSecond, kA1);
           pool.let_pass(20 * kMoment);
           pool.look();
         },
     .state = "a r2 free a:1 via c2 to a:1, queued 2 pulled 0 running 0; queue: r2 r2"},
    {.name = "busy-but-queued",
     .convicted_by = {{"queued-is-free", "worker a waits in the free queue in state 'busy'"}},
     .order = {"register a #1: freed", "dispatcher 1: pulled", "register a #2: freed",
               "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           pool.submit(1, 10 * kMoment);
           enlist(pool, kFirst, kA1);
           enlist(pool, kSecond, kA1);
           pool.look();
         },
     .state = "a r2 busy a:1 via c2 to a:1, queued 1 pulled 0 running 1; queue: r2"},
    // No queued-is-free: the entry is the replaced record, and that one is free.
    {.name = "half-built-record-visible",
     .convicted_by =
         {{"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"}},
     .pool = {.dispatchers = 0},
     .order = {"register a #1: freed", "register a #2: published", "set b dead: set",
               "register a #2: attached"},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kA1);
           pool.register_worker(kSecond, kA1);
           pool.let_pass(kMoment);  // the second is held where it has no connection yet
           pool.look();
           pool.set_state("set b dead", "b", "dead");
         },
     .state = "a r2 registering a:1 via none, queued 1 pulled 0 running 0; queue: r1"},
};

void two_at_once(Pool& pool) {
  pool.register_worker(kFirst, kA1);
  pool.register_worker(kSecond, kA2);
}

const std::vector<Defect> kConnectionDefects = {
    {.name = "conn-crossing",
     .convicted_by = {{"connection-matches-record",
                       "worker a is registered at a:2 but its connection goes to a:1"}},
     .pool = {.dispatchers = 0},
     .order = {"register a #1: published", "register a #2: published", "register a #1: attached"},
     .play = two_at_once},
    {.name = "nil-conn-dispatch, freed by another registration",
     .convicted_by = {{"dispatch-has-connection", "job 1 is sent to worker a over no connection"},
                      {"panic", "task 'job 1' panicked: nil pointer dereference"},
                      {"connection-matches-record", "worker a is free and has no connection"}},
     .order = {"register a #1: published", "register a #1: attached", "register a #2: published",
               "register a #1: freed", "dispatcher 1: pulled", "dispatcher 1: marked",
               "job 1: called", "register a #2: attached"},
     .play =
         [](Pool& pool) {
           pool.submit(1, kMoment);
           two_at_once(pool);
         }},
    {.name = "nil-conn-dispatch, freed by a completion",
     .convicted_by = {{"dispatch-has-connection", "job 2 is sent to worker a over no connection"},
                      {"panic", "task 'job 2' panicked: nil pointer dereference"},
                      {"connection-matches-record", "worker a is free and has no connection"}},
     .order = {"job 1: called", "register a #2: published", "job 1: finished", "job 2: called",
               "register a #2: attached"},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, 5 * kMoment);
           pool.submit(2, kMoment);
           pool.register_worker(kSecond, kA2);
         }},
    {.name = "conn-leak",
     .convicted_by = {{"no-connection-leak",
                       "connection c1 to a:1 of worker a is open and nobody's"}},
     .pool = {.dispatchers = 0},
     .play = registered_twice},
    {.name = "failed-reregister-kills-healthy, its own record",
     .convicted_by =
         {{"no-stale-worker",
           "the free queue holds a record of worker a that its newer registration has replaced"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           enlist(pool, kSecond, kRefused);
           pool.look();
         },
     .state = "a r2 dead bad host:1 via none, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "failed-reregister-kills-healthy, the queued record",
     .convicted_by = {{"queued-is-free", "worker a waits in the free queue in state 'dead'"}},
     .pool = {.dispatchers = 0},
     .order = {"register a #2: published", "register a #1: published", "register a #1: freed",
               "register a #2: refused"},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kA1);
           enlist(pool, kSecond, kRefused);
           pool.look();
         },
     .state = "a r2 dead a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r2"},
    {.name = "failed-reregister-kills-healthy, the acknowledged one",
     .convicted_by = {{"acknowledged-is-registered",
                       "worker a is told that it is registered, but its record is another's"}},
     .pool = {.dispatchers = 0},
     .order = {"register a #1: published", "register a #2: published", "register a #2: refused",
               "register a #1: freed"},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kA1);
           enlist(pool, kSecond, kRefused);
         }},
};

void two_machines(Pool& pool) {
  join(pool, kFirst, kA);
  join(pool, kSecond, kElsewhere);
}

const std::vector<Defect> kNameDefects = {
    {.name = "id-collision",
     .convicted_by =
         {{"one-process-per-id",
           "two processes are served as worker a, at 10.0.0.1:7000 and at 10.0.0.2:7000"}},
     .pool = {.dispatchers = 0},
     .play = two_machines},
    {.name = "empty-id-accepted",
     .convicted_by = {{"one-process-per-id", "a worker with an empty id is registered"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) { join(pool, "register", {.id = "", .ip = "10.0.0.9", .port = 7000}); }},
    {.name = "takeover",  // the victim is at work; its jobs come to the thief from now on
     .convicted_by =
         {{"one-process-per-id",
           "two processes are served as worker a, at 10.0.0.1:7000 and at 10.0.0.2:7000"}},
     .play =
         [](Pool& pool) {
           join(pool, kFirst, kA);
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           join(pool, kSecond, kElsewhere);
           pool.submit(2, 10 * kMoment);
           pool.let_pass(kMoment);
         }},
};

INSTANTIATE_TEST_SUITE_P(Replacement, DocumentedDefect, testing::ValuesIn(kReplacementDefects),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Connections, DocumentedDefect, testing::ValuesIn(kConnectionDefects),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Names, DocumentedDefect, testing::ValuesIn(kNameDefects), test_name);

}  // namespace
}  // namespace rollcall::pool_test
