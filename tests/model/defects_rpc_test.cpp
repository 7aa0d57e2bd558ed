// Defects of the calls: who called, whether he still waits, and what the address means.
#include "tests/model/defects.hpp"

namespace rollcall::pool_test {
namespace {

using std::chrono::seconds;

const std::vector<Defect> kCallDefects = {
    {.name = "context-ignored",
     .convicted_by = {{"refused-is-not-registered",
                       "job 1 is sent to worker a by a registration that its caller has given up"}},
     .order = {"register a #1: published", "caller: gave up", "register a #1: attached"},
     .play =
         [](Pool& pool) {
           const ProcessId process = pool.processes().start(kA.id, endpoint(kA), Manner::kWorks);
           pool.call_register("caller", kFirst,
                              {.info = kA, .process = process, .patience = seconds(1)});
           pool.let_pass(seconds(2));
           pool.submit(1, kMoment);
           pool.let_pass(kMoment);
         }},
    {.name = "lost-ack-retry-duplicates",
     .convicted_by =
         {{"no-duplicate-free-worker",
           "worker a can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running"}},
     .play =
         [](Pool& pool) {
           const ProcessId process = pool.processes().start(kA.id, endpoint(kA), Manner::kWorks);
           pool.call_register("caller", "register a",
                              {.info = kA,
                               .process = process,
                               .patience = seconds(1),
                               .answer_lost = true,
                               .tries = 3});
           pool.let_pass(seconds(5));
           pool.look();
         },
     .state = "a r3 free 10.0.0.1:7000 via c3 to 10.0.0.1:7000, queued 3 pulled 0 running 0; "
              "queue: r1 r2 r3"},
    {.name = "job-before-ack",
     .convicted_by = {{"no-job-before-acknowledgement",
                       "job 1 is sent to worker a, whose Register has not returned to it"}},
     .order = {"register a #1: freed", "job 1: called", "caller: answered"},
     .play =
         [](Pool& pool) {
           const ProcessId process = pool.processes().start(kA.id, endpoint(kA), Manner::kWorks);
           pool.submit(1, kMoment);
           pool.call_register("caller", kFirst, {.info = kA, .process = process});
           pool.let_pass(seconds(1));
         }},
};

// Dials `[2001:db8::7:5000]:443`, another machine, where another worker happens to listen: the job
// is done there, and nobody sees an error.
void job_for_an_ipv6_worker(Pool& pool) {
  pool.processes().start("other", "[2001:db8::7:5000]:443", Manner::kWorks);
  const WorkerInfo info{.id = "a", .ip = "2001:db8::7", .port = 5000};
  const ProcessId process = pool.processes().start("a", "[2001:db8::7]:5000", Manner::kWorks);
  pool.call_register("caller", kFirst, {.info = info, .process = process});
  pool.let_pass(kMoment);
  pool.submit(1, kMoment);
  pool.let_pass(5 * kMoment);
  pool.look();
}

Defect invalid_address(std::string what, std::string ip, std::int32_t port, std::string message) {
  return {.name = "address-not-validated, " + std::move(what),
          .convicted_by = {{"address-is-valid", std::move(message)}},
          .pool = {.dispatchers = 0, .limits = {.orchestrator = "10.0.0.100:7000"}},
          .play = [info = WorkerInfo{.id = "a", .ip = std::move(ip), .port = port}](Pool& pool) {
            enlist(pool, kFirst, info);
          }};
}

const std::vector<Defect> kAddressDefects = {
    {.name = "ipv6-target",
     .convicted_by = {{"dispatch-goes-to-registered-address",
                       "job 1 for worker a goes to 2001:db8::7:5000, but it is registered at "
                       "[2001:db8::7]:5000"},
                      {"connection-matches-record",
                       "worker a is registered at [2001:db8::7]:5000 but its connection goes to "
                       "2001:db8::7:5000"}},
     .play = job_for_an_ipv6_worker,
     .state = "a r1 free [2001:db8::7]:5000 via c1 to 2001:db8::7:5000, queued 1 pulled 0 "
              "running 0; queue: r1"},
    invalid_address("port 0", "10.0.0.1", 0,
                    "worker a becomes free at '10.0.0.1:0', which is no ip and port"),
    invalid_address("port -1", "10.0.0.1", -1,
                    "worker a becomes free at '10.0.0.1:-1', which is no ip and port"),
    invalid_address("port 70000", "10.0.0.1", 70000,
                    "worker a becomes free at '10.0.0.1:70000', which is no ip and port"),
    invalid_address("empty ip", "", 7000,
                    "worker a becomes free at ':7000', which is no ip and port"),
    invalid_address("no ip", "worker-1.local", 7000,
                    "worker a becomes free at 'worker-1.local:7000', which is no ip and port"),
    invalid_address("the orchestrator's", "10.0.0.100", 7000,
                    "worker a becomes free at 10.0.0.100:7000, where the orchestrator is"),
};

INSTANTIATE_TEST_SUITE_P(Calls, DocumentedDefect, testing::ValuesIn(kCallDefects), test_name);
INSTANTIATE_TEST_SUITE_P(Addresses, DocumentedDefect, testing::ValuesIn(kAddressDefects),
                         test_name);

}  // namespace
}  // namespace rollcall::pool_test
