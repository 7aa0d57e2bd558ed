// The whole text of a failure, as a user sees it.
#include "tests/sim/gtest/support.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <utility>

namespace rollcall {
namespace {

/// A name that needs no quotes, for as long as a test expects it, wherever the test was built.
class PlainName {
 public:
  PlainName() : own_(std::exchange(program_invocation_name, plain_.data())) {}
  ~PlainName() { program_invocation_name = own_; }
  PlainName(const PlainName&) = delete;
  PlainName& operator=(const PlainName&) = delete;

 private:
  std::string plain_ = "./a_test";
  char* own_;
};

/// How the replay line starts and ends here.
std::string replay(const std::string& token, const std::string& test) {
  return fmt::format("replay: ROLLCALL_REPLAY={} ./a_test --gtest_filter={}", token, test);
}

TEST(FailureMessage, OfAnExpectation) {
  const PlainName name;
  EXPECT_EQ(failure_of([] { check_schedules({.seed = 1}, [] { add_twice(); }); }),
            R"(Failed
expectation: Expected equality of these values:
  sum
    Which is: 1
  2
an addition is lost

after step 14 (main: load count), execution 1 of 1000; strategy random, seed 0x472c9158d3c90678

schedule: 14 steps, 7 switches
step  task      does
   1  main      start, add to ended, spawn
   4  adder #1  start
   5  main      spawn
   6  adder #2  start, load count
   8  adder #1  load count
   9  adder #2  store count, add to ended
  11  adder #1  store count, add to ended
  13  main      see zero in ended, load count

)" + replay("random:0x472c9158d3c90678", "FailureMessage.OfAnExpectation"));
}

TEST(FailureMessage, OfALeak) {
  const PlainName name;
  const std::string failure = failure_of([] {
    check_schedules({.seed = 1}, [] {
      sim::spawn("forgotten", [] {
        sim::wait_group never("never");
        never.add(1);
        never.wait();
      });
    });
  });
  EXPECT_EQ(failure, R"(Failed
task-leak: forgotten waits to see zero in never

after step 4, execution 1 of 1000; strategy random, seed 0x472c9158d3c90678

schedule: 4 steps, 1 switch
step  task       does
   1  main       start, spawn
   3  forgotten  start, add to never

)" + replay("random:0x472c9158d3c90678", "FailureMessage.OfALeak"));
}

}  // namespace
}  // namespace rollcall
