#pragma once

#include "tests/model/pool.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace rollcall::pool_test {

/// Who must notice: an invariant of the pack or something the engine finds, and in which words (a
/// part of them, for a conviction for another reason proves nothing).
struct Conviction {
  std::string invariant;
  std::string message;
};

/// One defect of the documented manager, or of a repair of it: how it is brought about, and who
/// must notice.
///
/// A script of tasks and an order of their points. With one invariant judged, that one must
/// convict: under each of several seeds where nothing is left to chance, else within `executions`
/// of them. With nothing judged the pool must have come to the stated state where the script
/// looked.
struct Defect {
  std::string name;  // kebab-case, as in README.md; "name, which way" if there are several
  std::vector<Conviction> convicted_by;  // each by itself
  PoolOptions pool = {};
  std::vector<std::string> order = {};
  std::function<void(Pool&)> play;
  std::string state = "";  // "": not looked at
  bool chance = false;     // some schedules show it, not all
  bool races = false;      // looks for data races
  std::uint64_t steps_max = 100'000;
};

void PrintTo(const Defect& defect, std::ostream* out);

class DocumentedDefect : public testing::TestWithParam<Defect> {};

/// "DroppedFreePush", "AddressNotValidatedPort0".
[[nodiscard]] std::string test_name(const testing::TestParamInfo<Defect>& info);

// --- who plays ---

inline constexpr Duration kMoment = milliseconds(1);
inline constexpr std::string_view kFirst = "register a #1";
inline constexpr std::string_view kSecond = "register a #2";
inline constexpr std::string_view kOther = "register b #1";

// Of pools without processes: nobody is asked what is true of them.
inline const WorkerInfo kA1{.id = "a", .ip = "a", .port = 1};
inline const WorkerInfo kA2{.id = "a", .ip = "a", .port = 2};
inline const WorkerInfo kB1{.id = "b", .ip = "b", .port = 1};
inline const WorkerInfo kRefused{.id = "a", .ip = "bad host", .port = 1};

// Of pools with processes.
inline const WorkerInfo kA{.id = "a", .ip = "10.0.0.1", .port = 7000};
inline const WorkerInfo kElsewhere{.id = "a", .ip = "10.0.0.2", .port = 7000};
inline const WorkerInfo kB{.id = "b", .ip = "10.0.0.3", .port = 7000};

/// Where its process listens.
[[nodiscard]] std::string endpoint(const WorkerInfo& info);

/// Registers, in a task of its own, and lets it come to its end.
void enlist(Pool& pool, std::string_view task, const WorkerInfo& info);

/// The same, of a process that is started for it.
ProcessId join(Pool& pool, std::string_view task, const WorkerInfo& info,
               Manner manner = Manner::kWorks);

}  // namespace rollcall::pool_test
