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

// Those of the program come first, then those of each library.
std::vector<Range> read_only_ranges() {
  std::vector<Range> ranges;
  const auto add = [](dl_phdr_info* info, std::size_t, void* found) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const ElfW(Phdr)& segment = info->dlpi_phdr[i];
      if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) == 0) {
        const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
        static_cast<std::vector<Range>*>(found)->push_back(
            {.begin = begin, .end = begin + segment.p_memsz});
      }
    }
    return 0;
  };
  dl_iterate_phdr(add, &ranges);
  return ranges;
}

}  // namespace

bool is_literal(const char* text) {
  static const std::vector<Range> ranges = read_only_ranges();
  const auto place = reinterpret_cast<std::uintptr_t>(text);
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return place >= range.begin && place < range.end; });
}

}  // namespace rollcall
