#pragma once

#include "tests/model/pool.hpp"

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::pool_test {

using documented::FailedCall;

/// A script of tasks, an order of their points, and the state that it must lead to.
struct Schedule {
  const char* defect;
  PoolOptions pool_options;
  std::vector<std::string> order;
  std::function<std::string(Pool&)> play;  // returns the state where the defect shows
  const char* state;
  const char* convicted_by;  // "": no invariant yet
};

inline void PrintTo(const Schedule& value, std::ostream* out) { *out << value.defect; }

inline const WorkerInfo kA1{.id = "a", .ip = "a", .port = 1};
inline const WorkerInfo kA2{.id = "a", .ip = "a", .port = 2};
inline const WorkerInfo kB1{.id = "b", .ip = "b", .port = 1};
inline const WorkerInfo kRefused{.id = "a", .ip = "bad host", .port = 1};
inline constexpr std::string_view kFirst = "register a #1";
inline constexpr std::string_view kSecond = "register a #2";
inline constexpr std::string_view kOther = "register b #1";
inline constexpr Duration kMoment = milliseconds(1);

// One after the other, each to its end.
inline void enlist(Pool& pool, std::string_view task, const WorkerInfo& info) {
  pool.register_worker(task, info);
  pool.let_pass(kMoment);
}

}  // namespace rollcall::pool_test
