#pragma once

// What the tests of the bridge share: catching what a search adds to the running test, and setting
// the environment it asks.

#include "sim/gtest/check_schedules.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace rollcall {

/// What `search` reports to GoogleTest: failures, skips, successes.
inline std::vector<testing::TestPartResult> parts_of(const std::function<void()>& search) {
  testing::TestPartResultArray parts;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &parts);
    search();
  }
  std::vector<testing::TestPartResult> found;
  for (int i = 0; i < parts.size(); ++i) {
    found.push_back(parts.GetTestPartResult(i));
  }
  return found;
}

/// The message of the one failure `search` reports; else how many there were.
inline std::string failure_of(const std::function<void()>& search) {
  const auto parts = parts_of(search);
  if (parts.size() != 1 || !parts.front().failed()) {
    return std::to_string(parts.size()) + " parts";
  }
  return parts.front().message();
}

/// An environment variable for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

/// Two tasks add to a counter in two ops instead of one: under some schedules one of them loses the
/// other's addition.
inline void add_twice() {
  sim::atomic<int> count(0, "count");
  sim::wait_group ended("ended");
  ended.add(2);
  for (int i = 0; i < 2; ++i) {
    sim::spawn("adder", [&] {
      const int seen = count.load();
      count.store(seen + 1);
      ended.done();
    });
  }
  ended.wait();
  const int sum = count.load();
  EXPECT_EQ(sum, 2) << "an addition is lost";
}

}  // namespace rollcall
