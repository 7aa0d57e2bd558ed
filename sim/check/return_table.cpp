#include "sim/check/return_table.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall {
namespace {

struct Edge {
  std::size_t event = 0;
  std::size_t index = 0;  // into known or unknown
  enum class Kind : std::uint8_t { kInvoke, kReturn, kInvokeUnknown } kind = Kind::kInvoke;
};

// The lowest free slots first, so that few are needed.
class SlotPool {
 public:
  std::size_t take() {
    const auto free = std::find(taken_.begin(), taken_.end(), false);
    const auto slot = static_cast<std::size_t>(free - taken_.begin());
    if (free == taken_.end()) {
      taken_.push_back(true);
    } else {
      *free = true;
    }
    return slot;
  }
  void give_back(std::size_t slot) { taken_[slot] = false; }
  [[nodiscard]] std::size_t words() const { return (taken_.size() + 63) / 64; }

 private:
  std::vector<bool> taken_;
};

// Fills known and unknown, sorted; gives the edges in order.
std::vector<Edge> place(ReturnTable& table, std::span<const OpenSpan> spans,
                        std::size_t event_count) {
  std::vector<OpenSpan> returned;
  std::vector<OpenSpan> unknown;
  for (const OpenSpan& span : spans) {
    if (span.returned && *span.returned < event_count) {
      returned.push_back(span);
    } else if (span.invoked < event_count) {
      unknown.push_back(span);
    }
  }
  std::ranges::sort(returned, {}, [](const OpenSpan& span) { return *span.returned; });
  std::ranges::sort(unknown, {}, &OpenSpan::invoked);
  std::vector<Edge> edges;
  for (const OpenSpan& span : returned) {
    edges.push_back({span.invoked, table.known.size(), Edge::Kind::kInvoke});
    edges.push_back({*span.returned, table.known.size(), Edge::Kind::kReturn});
    ReturnTable::Known& known = table.known.emplace_back();
    known.operation = span.operation;
    known.event = *span.returned;
    known.read_only = span.read_only;
  }
  for (const OpenSpan& span : unknown) {
    edges.push_back({span.invoked, table.unknown.size(), Edge::Kind::kInvokeUnknown});
    table.unknown.push_back({.operation = span.operation, .slot = 0, .twin = std::nullopt});
  }
  std::ranges::sort(edges, {}, &Edge::event);
  return edges;
}

}  // namespace

ReturnTable::ReturnTable(std::span<const OpenSpan> spans, std::size_t event_count,
                         const std::function<bool(std::size_t, std::size_t)>& equal) {
  const std::vector<Edge> edges = place(*this, spans, event_count);
  SlotPool slots;
  std::vector<std::size_t> open;  // into known, ascending
  std::size_t unknown_count = 0;
  for (const Edge& edge : edges) {
    switch (edge.kind) {
      case Edge::Kind::kInvoke: {
        Known& opened = known[edge.index];
        const auto twin = std::ranges::find_if(open, [&](std::size_t other) {
          return equal(known[other].operation, opened.operation);
        });
        opened.twins = twin == open.end() ? edge.index : known[*twin].twins;
        opened.slot = slots.take();
        open.insert(std::ranges::lower_bound(open, edge.index), edge.index);
        break;
      }
      case Edge::Kind::kReturn: {
        ensure(open.front() == edge.index, "the open operation that returns first returns now");
        Known& closed = known[edge.index];
        closed.open = open;
        closed.unknown_count = unknown_count;
        slots.give_back(closed.slot);
        open.erase(open.begin());
        break;
      }
      case Edge::Kind::kInvokeUnknown: {
        for (std::size_t other = unknown_count; other > 0 && !unknown[edge.index].twin; --other) {
          if (equal(unknown[other - 1].operation, unknown[edge.index].operation)) {
            unknown[edge.index].twin = other - 1;
          }
        }
        ++unknown_count;
        break;
      }
    }
  }
  known_words = slots.words();
  words = known_words + (unknown.size() + 63) / 64;
  for (std::size_t index = 0; index < unknown.size(); ++index) {
    unknown[index].slot = known_words * 64 + index;
  }
  for (Known& point : known) {
    point.read_only_slots.assign(known_words, 0);
    for (const std::size_t other : point.open) {
      if (known[other].read_only) {
        add_slot(point.read_only_slots, known[other].slot);
      }
    }
  }
}

}  // namespace rollcall
