#include "scenarios/engine/outages.hpp"

#include "sim/sync/task.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {

void Outages::begin(Outage outage, std::optional<Duration> duration) {
  Entry& entry = entries_.emplace_back(Entry{.outage = std::move(outage)});
  if (duration) {
    sim::spawn({.name = {.text = "mend"}, .daemon = true}, [this, &entry, wait = *duration] {
      sim::sleep(wait);
      if (!entry.stays) {
        end(entry);
      }
    });
  }
}

void Outages::heal(const std::vector<bool>& core) {
  for (Entry& entry : entries_) {
    const std::vector<HostRef>& hosts = entry.outage.hosts;
    const bool inside =
        std::all_of(hosts.begin(), hosts.end(), [&](HostRef host) { return core[place(host)]; });
    if (inside) {
      end(entry);
    } else {
      entry.stays = true;
      if (!entry.over && entry.outage.mend_within) {
        entry.outage.mend_within(core);
      }
    }
  }
}

void Outages::mend(Kind kind, HostRef host) {
  for (Entry& entry : entries_) {
    if (entry.outage.kind == kind && entry.outage.hosts == std::vector<HostRef>{host}) {
      end(entry);
    }
  }
}

bool Outages::broken(HostRef host) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    const std::vector<HostRef>& hosts = entry.outage.hosts;
    return !entry.over && std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  });
}

bool Outages::calm() const {
  return std::all_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.over; });
}

void Outages::end(Entry& entry) {
  if (!std::exchange(entry.over, true) && !another_like(entry)) {
    entry.outage.mend();
  }
}

// Rules of links are many at a time, each its own.
bool Outages::another_like(const Entry& entry) const {
  const auto alike = [&](const Entry& other) {
    return !other.over && other.outage.kind == entry.outage.kind &&
           other.outage.hosts == entry.outage.hosts;
  };
  return entry.outage.kind != Kind::kLinks && std::any_of(entries_.begin(), entries_.end(), alike);
}

}  // namespace rollcall
