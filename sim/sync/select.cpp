#include "sim/sync/select.hpp"

namespace rollcall::sim {
namespace {

[[nodiscard]] bool ready(const ParkedCase& waiting) {
  return waiting.channel != nullptr &&
         (waiting.sends ? waiting.channel->can_send() : waiting.channel->can_receive());
}

// For whoever reads the recording; without a channel it is the default.
void note_taken(World& world, const ParkedCase& taken) {
  if (world.recording() != nullptr) {
    const OpKind kind = taken.sends ? OpKind::kSend : OpKind::kReceive;
    world.note_taken(taken.channel == nullptr ? Op{}
                                              : Op{.kind = kind, .object = taken.channel->id()});
  }
}

// What a select is before its step: which cases there are.
struct Survey {
  std::size_t default_place = kNoCase;
  ObjectId first = ObjectId::kNone;  // channel that is not nil
};

Survey survey(std::span<SelectCase* const> cases) {
  Survey found;
  for (std::size_t place = 0; place < cases.size(); ++place) {
    SelectCase* const one = cases[place];
    if (one == nullptr) {
      ensure(found.default_place == kNoCase, "a select has one default case");
      found.default_place = place;
      continue;
    }
    one->prepare();
    one->waiting = one->parked();
    one->waiting.channel->require_here();
    if (one->waiting.channel->nil()) {
      one->waiting.channel = nullptr;
    } else if (found.first == ObjectId::kNone) {
      found.first = one->waiting.channel->id();
    }
  }
  return found;
}

// Touches every channel, as it looks at all of them. One of those that are ready, kNoCase if none.
std::size_t draw_ready(std::span<SelectCase* const> cases, World& world) {
  std::size_t ready_count = 0;
  for (SelectCase* const one : cases) {
    if (one != nullptr && one->waiting.channel != nullptr) {
      one->waiting.channel->require_here();
      world.touch({.object = one->waiting.channel->id()});
      ready_count += ready(one->waiting) ? 1U : 0U;
    }
  }
  if (ready_count == 0) {
    return kNoCase;
  }
  std::uint64_t rank = world.choices().pick(world.choices().stream("select"), ready_count);
  std::size_t place = 0;
  while (cases[place] == nullptr || !ready(cases[place]->waiting) || rank-- != 0) {
    ++place;
  }
  return place;
}

std::size_t park(std::span<SelectCase* const> cases, ObjectId first, World& world) {
  Parking parking(world);
  for (SelectCase* const one : cases) {
    parking.add(one->waiting);
  }
  if (!world.announce({.kind = OpKind::kSelected, .object = first}, false) ||
      parking.met == nullptr) {
    return kNoCase;
  }
  std::size_t place = 0;
  while (&cases[place]->waiting != parking.met) {
    ++place;
  }
  note_taken(world, *parking.met);
  if (parking.met->closed && parking.met->sends) {
    parking.met->channel->panic_closed();
  }
  return place;
}

}  // namespace

std::size_t select_among(std::span<SelectCase* const> cases) {
  World& world = World::current();
  const auto [default_place, first] = survey(cases);
  const bool blocked = first == ObjectId::kNone && default_place == kNoCase;
  if (!world.announce({.kind = OpKind::kSelect, .object = first}, !blocked)) {
    return kNoCase;
  }
  if (const std::size_t chosen = draw_ready(cases, world); chosen != kNoCase) {
    note_taken(world, cases[chosen]->waiting);
    cases[chosen]->perform();
    return chosen;
  }
  if (default_place != kNoCase) {
    note_taken(world, {});
    return default_place;
  }
  return park(cases, first, world);
}

}  // namespace rollcall::sim
