#pragma once

#include "model/probe/act.hpp"
#include "model/probe/ids.hpp"

#include <cstdint>
#include <string_view>

namespace rollcall {

/// What a manager with epochs tells the ledger of a new record.
struct RegistrationEvent {
  std::string_view id = {};
  std::uint64_t boot = 0;
  EpochId epoch = {};
  std::string_view address = "";  // "": what the message says that is handled, or its connection
};

/// What a manager with reserved workers tells the ledger of a record that changes its state.
struct StateChangeEvent {
  PoolState from = PoolState::kGone;  // as the manager says
  PoolState to = PoolState::kGone;
  Origin origin = Origin::kUnknown;
  std::string_view cause = "";
  JobKey job = {};  // to reserved, busy: that it has; from there: that it had
  std::uint64_t grant = 0;
  bool refused = false;  // because the worker has said that it has not begun the job
};

}  // namespace rollcall
