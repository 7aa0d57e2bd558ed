#pragma once

#include <boost/container/deque.hpp>

namespace rollcall {

/// A deque that allocates 16 elements at a time: references stay good while it grows at its end.
/// That of the standard library fills blocks of 512 bytes, and wastes what does not divide them.
template <typename Element>
using Blocks =
    boost::container::deque<Element, void,
                            boost::container::deque_options_t<boost::container::block_size<16U>>>;

}  // namespace rollcall
