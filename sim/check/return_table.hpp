#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace rollcall {

/// A set of slots, 64 to a word. All sets over one ReturnTable have the same number of words.
using SlotSet = std::vector<std::uint64_t>;

[[nodiscard]] inline bool has_slot(const SlotSet& set, std::size_t slot) {
  return (set[slot / 64] >> (slot % 64) & 1U) != 0;
}
inline void add_slot(SlotSet& set, std::size_t slot) {
  set[slot / 64] |= std::uint64_t{1} << (slot % 64);
}
inline void remove_slot(SlotSet& set, std::size_t slot) {
  set[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
}

/// An operation as the table needs it. Events are numbered from 0 over the whole history.
struct OpenSpan {
  std::size_t operation = 0;
  std::size_t invoked = 0;              // event
  std::optional<std::size_t> returned;  // event; nothing: outcome unknown
  bool read_only = false;
};

/// What was open at each return of a prefix of a history: the shape over which the search for an
/// order runs.
///
/// A slot stands for an operation while it is open and is used again after its return, so that a
/// set of open operations takes as many bits as clients, not as operations. Operations of unknown
/// outcome are never closed: each has its own slot, in words of their own.
struct ReturnTable {
  struct Known {
    std::size_t operation = 0;
    std::size_t event = 0;  // of its return
    std::size_t slot = 0;
    std::size_t twins = 0;  // equal numbers: interchangeable operations
    bool read_only = false;
    std::vector<std::size_t> open;  // into known: open at this return, ascending, itself first
    std::size_t unknown_count = 0;  // the first of unknown: invoked before this return
    SlotSet read_only_slots;        // known_words words: the slots that reads hold at this return
  };
  struct Unknown {
    std::size_t operation = 0;
    std::size_t slot = 0;
    std::optional<std::size_t> twin;  // into unknown: an interchangeable one invoked before it
  };

  std::vector<Known> known;      // in order of return
  std::vector<Unknown> unknown;  // in order of invocation
  std::size_t known_words = 0;   // words of the slots of known
  std::size_t words = 0;         // and with those of unknown

  /// The table of the events before `event_count`: operations invoked later are left out, those
  /// that return later are unknown. `equal(a, b)` tells whether two operations have the same input
  /// and, if their outcomes are known, output. O(n (clients + unknown)).
  ReturnTable(std::span<const OpenSpan> spans, std::size_t event_count,
              const std::function<bool(std::size_t, std::size_t)>& equal);
};

}  // namespace rollcall
