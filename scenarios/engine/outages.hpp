#pragma once

#include "scenarios/language/actions.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace rollcall {

/// The faults that last: what is broken now, by whom, and how it is mended.
///
/// Each ends by itself after its time, or with a heal. One that has been left to stay by a partial
/// heal lasts for ever. A host that is broken twice in the same way is mended with the last of
/// them. Made and used inside an execution; outlives its tasks.
class Outages {
 public:
  enum class Kind : std::uint8_t { kDown, kPaused, kLinks, kDispatch };

  struct Outage {
    Kind kind = Kind::kDown;
    std::vector<HostRef> hosts;  // that it is about
    std::function<void()> mend;  // in a step or task that is none of these hosts'
    /// Of what is between many hosts: mends what is between those of the core. Null: all or
    /// nothing.
    std::function<void(const std::vector<bool>& core)> mend_within = nullptr;
  };

  /// From now on, for a time; nullopt: until it is healed.
  void begin(Outage outage, std::optional<Duration> duration);

  /// Ends those of which all hosts are in the core, by Outages::place; the others stay for ever,
  /// but for what they are within it.
  void heal(const std::vector<bool>& core);
  /// Ends those of this kind that are about this host alone.
  void mend(Kind kind, HostRef host);

  /// Whether nothing is broken now.
  [[nodiscard]] bool calm() const;
  /// Whether something is still broken about it.
  [[nodiscard]] bool broken(HostRef host) const;

  /// The orchestrator is 0, worker w is w + 1.
  [[nodiscard]] static std::size_t place(HostRef host) {
    return host.worker ? *host.worker + 1 : 0;
  }

 private:
  struct Entry {
    Outage outage;
    bool over = false;
    bool stays = false;
  };
  void end(Entry& entry);
  [[nodiscard]] bool another_like(const Entry& entry) const;

  std::deque<Entry> entries_;
};

}  // namespace rollcall
