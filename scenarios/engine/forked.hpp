#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// Pieces of work done by child processes, some at a time.
struct ForkedWork {
  std::size_t count = 0;
  std::size_t jobs = 1;                                // processes at a time
  std::function<std::string(std::size_t index)> work;  // in the child; what it gives comes back
  std::function<void(std::size_t index, const std::string& result)> done = {};  // as they come
  std::function<bool()> stop = {};  // asked every 100 ms or so: true ends the children
};

/// The results by index. nullopt: the child was ended by stop(), or died; `crashed` says whether
/// one died by itself. A child has all that this process had, and says nothing on its way out.
struct ForkedResults {
  std::vector<std::optional<std::string>> results;
  bool stopped = false;
  bool crashed = false;
};

/// Throws std::system_error if there can be no more processes or pipes.
[[nodiscard]] ForkedResults run_forked(const ForkedWork& work);

}  // namespace rollcall
