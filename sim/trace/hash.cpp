#include "sim/trace/hash.hpp"

#define XXH_INLINE_ALL  // The library's own switch: no shared object, inlined hashing.
#include <xxhash.h>

namespace rollcall {

std::uint64_t TraceHash::digest() const {
  return XXH3_64bits_withSeed(block_.data(), used_ * sizeof(std::uint64_t), digest_);
}

}  // namespace rollcall
