#include "sim/base/letters.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <limits>

namespace rollcall {

Letters::Text Letters::keep(std::string_view text) {
  if (blocks_.empty() || text.size() > blocks_.size() * kBlock - used_) {
    used_ = blocks_.size() * kBlock;
    const std::size_t count = std::max<std::size_t>(1, (text.size() + kBlock - 1) / kBlock);
    char* const memory = static_cast<char*>(memory_.allocate(count * kBlock, alignof(char)));
    for (std::size_t block = 0; block < count; ++block) {
      blocks_.push_back(memory + block * kBlock);
    }
  }
  // A place of 32 bits; the last block may be full, and an empty text stands in it, too.
  const std::size_t at = std::min(used_, blocks_.size() * kBlock - 1);
  ensure(blocks_.size() * kBlock <= std::numeric_limits<std::uint32_t>::max(),
         "texts take less than 4 GiB");
  std::copy(text.begin(), text.end(), blocks_[at / kBlock] + at % kBlock);
  used_ += text.size();
  return {.at = static_cast<std::uint32_t>(at), .size = static_cast<std::uint32_t>(text.size())};
}

void Letters::clear() {
  if (blocks_.size() > 1) {  // They do not follow each other.
    blocks_.clear();
    memory_.release();
  }
  used_ = 0;
}

}  // namespace rollcall
