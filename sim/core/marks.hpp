#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace rollcall {

/// What the code under test wants to be seen at least once, over many executions: how often each
/// was. A mark that was declared and never seen has the count 0: the search has not been there.
///
/// Owned by who plays the executions. Order: by name.
class Marks {
 public:
  /// `name` is copied at its first use only.
  void note(std::string_view name, bool seen) {
    const auto found = counts_.find(name);
    if (found == counts_.end()) {
      counts_.emplace(name, seen ? 1 : 0);
    } else if (seen) {
      ++found->second;
    }
  }

  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& counts() const {
    return counts_;
  }

 private:
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

}  // namespace rollcall
