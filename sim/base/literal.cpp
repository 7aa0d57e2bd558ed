#include "sim/base/literal.hpp"

#include <link.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace rollcall {
namespace {

struct Range {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

// Those of the program come first, then those of each library. Segments that follow each other, as
// the read-only ones of a program do, are one range: mostly the first comparison decides.
std::vector<Range> read_only_ranges() {
  std::vector<Range> ranges;
  const auto add = [](dl_phdr_info* info, std::size_t, void* found) {
    auto& all = *static_cast<std::vector<Range>*>(found);
    bool follows = false;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const ElfW(Phdr)& segment = info->dlpi_phdr[i];
      if (segment.p_type != PT_LOAD) {
        continue;
      }
      const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
      const std::uintptr_t end = begin + segment.p_memsz;
      const bool read_only = (segment.p_flags & PF_W) == 0;
      if (read_only && follows) {
        all.back().end = end;
      } else if (read_only) {
        all.push_back({.begin = begin, .end = end});
      }
      follows = read_only;
    }
    return 0;
  };
  dl_iterate_phdr(add, &ranges);
  return ranges;
}

}  // namespace

bool is_literal(const char* text) {
  static const std::vector<Range> ranges = read_only_ranges();
  static const Range program = ranges.empty() ? Range{} : ranges.front();
  const auto place = reinterpret_cast<std::uintptr_t>(text);
  if (place >= program.begin && place < program.end) {
    return true;
  }
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return place >= range.begin && place < range.end; });
}

}  // namespace rollcall
