#pragma once

#include "scenarios/language/scenario.hpp"
#include "sim/sync/one_shot.hpp"

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace rollcall {

/// The `when:` of a scenario's steps: counts events, and lets wait for the nth.
///
/// Made and used inside an execution; outlives its tasks. An event costs a look at each trigger.
class Triggers {
 public:
  explicit Triggers(const Scenario& scenario);

  /// An event of this kind, of this worker; in the running step.
  void happened(std::string_view event, std::size_t worker);

  /// Waits until the trigger of this step has happened. False: the execution is over.
  bool await(const Step& step);

 private:
  struct Pending {
    const Step* step = nullptr;
    std::uint32_t left = 0;
    sim::OneShot* reached = nullptr;
  };

  std::vector<Pending> pending_;
  std::deque<sim::OneShot> reached_;
};

}  // namespace rollcall
