#include "sim/sync/channel_base.hpp"

#include <string>

namespace rollcall::sim {

void CaseQueue::push_back(ParkedCase& parked) {
  parked.previous = back_;
  parked.next = nullptr;
  (back_ == nullptr ? front_ : back_->next) = &parked;
  back_ = &parked;
}

void CaseQueue::erase(ParkedCase& parked) {
  (parked.previous == nullptr ? front_ : parked.previous->next) = parked.next;
  (parked.next == nullptr ? back_ : parked.next->previous) = parked.previous;
}

const ParkedCase* CaseQueue::find(Slot slot) const {
  const ParkedCase* parked = front_;
  while (parked != nullptr && parked->parking->slot != slot) {
    parked = parked->next;
  }
  return parked;
}

Parking::~Parking() {
  if (met != nullptr || !(world.executing() || world.ending_tasks())) {
    return;
  }
  for (ParkedCase* parked = cases; parked != nullptr; parked = parked->next_case) {
    if (ChannelBase* const channel = parked->channel; channel != nullptr) {
      channel->touch(Access::kWrite);
      (parked->sends ? channel->senders_ : channel->receivers_).erase(*parked);
    }
  }
}

void Parking::add(ParkedCase& parked) {
  parked.parking = this;
  parked.next_case = cases;
  cases = &parked;
  if (parked.channel != nullptr) {
    (parked.sends ? parked.channel->senders_ : parked.channel->receivers_).push_back(parked);
  }
}

// Who still waits here, perhaps among other channels, waits for nothing more.
ChannelBase::~ChannelBase() {
  if (!in_execution()) {
    return;  // Those who waited have ended.
  }
  for (CaseQueue* const queue : {&receivers_, &senders_}) {
    while (!queue->empty()) {
      queue->front().channel = nullptr;
      queue->erase(queue->front());
    }
  }
}

// Takes the longest parked task out of all queues that it is in. It may go on, but not before this
// step is over.
ParkedCase& ChannelBase::meet(CaseQueue& queue) {
  ParkedCase& met = queue.front();
  Parking& parking = *met.parking;
  parking.met = &met;
  for (ParkedCase* parked = parking.cases; parked != nullptr; parked = parked->next_case) {
    if (ChannelBase* const channel = parked->channel; channel != nullptr) {
      channel->touch(Access::kWrite);
      (parked->sends ? channel->senders_ : channel->receivers_).erase(*parked);
    }
  }
  world().enable(parking.slot);
  return met;
}

ParkedCase* ChannelBase::meet_receiver() {
  if (receivers_.empty()) {
    return nullptr;
  }
  ParkedCase& receiver = meet(receivers_);
  ++sent_;
  ++received_;
  const Slot slot = receiver.parking->slot;
  if (capacity_ == 0) {
    world().pass_to(slot);
    world().pass_from(slot);
  } else {
    synchronise(world().running().id, true, sent_);
    synchronise(world().task(slot).id, false, received_);
  }
  return &receiver;
}

ParkedCase* ChannelBase::meet_sender() {
  if (senders_.empty()) {
    return nullptr;
  }
  ParkedCase& sender = meet(senders_);
  ++sent_;
  ++received_;
  const Slot slot = sender.parking->slot;
  if (capacity_ == 0) {
    world().pass_to(slot);
    world().pass_from(slot);
  } else {
    // The buffer is full: the place that is emptied is the place that the sender fills.
    synchronise(world().running().id, false, received_);
    synchronise(world().task(slot).id, true, sent_);
  }
  return &sender;
}

std::string ChannelBase::awaited(const Task& waiter) const {
  const ParkedCase* own = receivers_.find(waiter.slot);
  own = own == nullptr ? senders_.find(waiter.slot) : own;
  if (own == nullptr || waiter.pending.kind != OpKind::kSelected) {
    return "";
  }
  std::string text;
  std::string separator;
  for (const ParkedCase* one = own->parking->cases; one != nullptr; one = one->next_case) {
    const OpKind kind = one->sends ? OpKind::kSend : OpKind::kReceive;
    const std::string channel =
        one->channel == nullptr ? "a nil channel" : world().object_text(one->channel->id());
    // They were added at the front.
    text = std::string(op_word(kind)) + " " + channel + separator + text;
    separator = separator.empty() ? " or " : ", ";
  }
  return text;
}

void ChannelBase::close() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kClose, .object = id()})) {
    return;
  }
  if (nil_ || !close_now()) {
    touch(Access::kRead);
    world.panic("close of " + std::string(nil_ ? "nil" : "closed") + " channel " +
                std::string(name()));
  }
}

bool ChannelBase::close_now() {
  if (closed_) {
    return false;
  }
  closed_ = true;
  touch(Access::kWrite);
  world().release(closed_clock_);
  for (CaseQueue* const queue : {&receivers_, &senders_}) {
    while (!queue->empty()) {
      ParkedCase& met = meet(*queue);
      met.closed = true;
      world().pass_to(met.parking->slot);
    }
  }
  return true;
}

void ChannelBase::see_closed() {
  touch(Access::kRead);
  world().acquire(closed_clock_);
}

void ChannelBase::panic_closed() { throw Panic("send on closed channel " + std::string(name())); }

bool ChannelBase::park(ParkedCase& parked) {
  touch(Access::kWrite);
  Parking parking(world());
  parking.add(parked);
  return world().announce(
      {.kind = parked.sends ? OpKind::kSent : OpKind::kReceived, .object = id()}, false);
}

}  // namespace rollcall::sim
