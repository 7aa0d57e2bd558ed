// Defects of the states: strings that anybody sets, in any order, on whatever record the id has.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

const std::vector<Defect> kDeathDefects = {
    {.name = "dead-still-queued",
     .convicted_by =
         {{"no-dispatch-to-dead",
           "job 1 is sent to worker a, which is marked dead and has not registered since"},
          {"queued-is-free", "worker a waits in the free queue in state 'dead'"}},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.set_state("set a dead", "a", "dead");
           pool.let_pass(kMoment);
           pool.look();
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 dead a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1 | "
              "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue:"},
    {.name = "dead-resurrected",
     .convicted_by = {{"no-resurrection",
                       "worker a was marked dead, has not registered since and becomes free"}},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, 10 * kMoment);
           pool.let_pass(kMoment);
           pool.set_state("set a dead", "a", "dead");
           pool.let_pass(kMoment);
           pool.look();
           pool.let_pass(20 * kMoment);
           pool.look();
         },
     .state = "a r1 dead a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue: | "
              "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "dead-lost-while-registering",
     .convicted_by = {{"no-resurrection",
                       "worker a was marked dead, has not registered since and becomes free"}},
     .pool = {.dispatchers = 0},
     .order = {"register a #1: attached", "set a dead: set", "register a #1: freed"},
     .play =
         [](Pool& pool) {
           pool.set_state("set a dead", "a", "dead");
           enlist(pool, kFirst, kA1);
           pool.look();
         },
     .state = "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "busy-overwrites-dead",
     .convicted_by =
         {{"no-dispatch-to-dead",
           "job 1 is sent to worker a, which is marked dead and has not registered since"}},
     .order = {"dispatcher 1: pulled", "set a dead: set", "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, 10 * kMoment);
           pool.set_state("set a dead", "a", "dead");
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 busy a:1 via c1 to a:1, queued 0 pulled 0 running 1; queue:"},
};

const std::vector<Defect> kStateDefects = {
    {.name = "late-busy-mark",
     .convicted_by = {{"queued-is-free", "worker a waits in the free queue in state 'busy'"}},
     .pool = {.marks_after_sending = true},
     .order = {"job 1: finished", "dispatcher 1: marked"},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.submit(1, kMoment);
           pool.let_pass(10 * kMoment);
           pool.look();
         },
     .state = "a r1 busy a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "untyped-state",
     .convicted_by = {{"legal-transitions", "worker a goes from 'free' to 'Free'"},
                      {"queued-is-free", "worker a waits in the free queue in state 'Free'"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.set_state("set a Free", "a", "Free");
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 Free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "no-transition-guard, dead to busy",
     .convicted_by = {{"legal-transitions", "worker a goes from 'dead' to 'busy'"},
                      {"connection-matches-record", "worker a is busy and has no connection"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           pool.register_worker(kFirst, kRefused);
           pool.let_pass(kMoment);
           pool.set_state("set a busy", "a", "busy");  // never had a connection
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 busy bad host:1 via none, queued 0 pulled 0 running 0; queue:"},
    {.name = "no-transition-guard, free to registering",
     .convicted_by = {{"legal-transitions", "worker a goes from 'free' to 'registering'"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.set_state("set a registering", "a", "registering");
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 registering a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "no-transition-guard, free to nothing",
     .convicted_by = {{"legal-transitions", "worker a goes from 'free' to ''"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.set_state("set a ''", "a", "");
           pool.let_pass(kMoment);
         }},
    {.name = "unknown-id-silent",
     .convicted_by = {{"no-silent-failure",
                       "worker ghost is to be free; nothing happens and nobody is told"}},
     .pool = {.dispatchers = 0},
     .play =
         [](Pool& pool) {
           enlist(pool, kFirst, kA1);
           pool.set_state("set ghost free", "ghost", "free");
           pool.let_pass(kMoment);
           pool.look();
         },
     .state = "a r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1"},
    {.name = "dispatcher-data-race",
     .convicted_by = {{"data-race", "and nothing orders the two"}},
     .play =
         [](Pool& pool) {
           pool.submit(1, kMoment);
           pool.register_worker(kFirst, kA1);
           pool.register_worker(kSecond, kA1);
         },
     .chance = true,
     .races = true},
};

INSTANTIATE_TEST_SUITE_P(Death, DocumentedDefect, testing::ValuesIn(kDeathDefects), test_name);
INSTANTIATE_TEST_SUITE_P(States, DocumentedDefect, testing::ValuesIn(kStateDefects), test_name);

}  // namespace
}  // namespace rollcall::pool_test
