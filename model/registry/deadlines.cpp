// What happens by itself, because time has passed.
#include "model/registry/step.hpp"
#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall::hardened {

Step::Step(Pool& pool, Time now, Registry::Out out) : pool_(pool), out_(out) {
  ensure(now >= pool_.now, "time does not go back");
  pool_.now = now;
  expire();
  pump();
}

// By kind, and within a kind in the order in which it was set. A lease before all else: of a worker
// that is gone nothing more is due.
void Step::expire() {
  while (!pool_.leases.empty() && pool_.records[pool_.leases.front()].lease_until <= pool_.now) {
    evict(pool_.leases.front(), Cause::kLeaseOver);
  }
  while (is_due(pool_.running)) {
    fail_sending(pool_.running.front(), Cause::kJobOverdue, Begun::kMaybe);
  }
  while (is_due(pool_.sendings)) {
    fail_sending(pool_.sendings.front(), Cause::kSendingFailed, Begun::kMaybe);
  }
  while (is_due(pool_.probing)) {
    evict(pool_.probing.front(), Cause::kProbeFailed);
  }
}

bool Step::is_due(const RecordList& list) const {
  return !list.empty() && pool_.records[list.front()].due <= pool_.now;
}

// "For ever" is a duration, too.
Time Step::after(Duration duration) const {
  return pool_.now > Time::max() - duration ? Time::max() : pool_.now + duration;
}

Time Registry::next_deadline() const {
  const Pool& pool = *pool_;
  Time next = Time::max();
  if (!pool.leases.empty()) {
    next = pool.records[pool.leases.front()].lease_until;
  }
  for (const RecordList* list : {&pool.running, &pool.sendings, &pool.probing}) {
    if (!list->empty()) {
      next = std::min(next, pool.records[list->front()].due);
    }
  }
  return next;
}

void Registry::expire(Time now, Out out) { const Step step(*pool_, now, out); }

}  // namespace rollcall::hardened
