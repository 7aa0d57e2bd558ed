#pragma once

#include "model/registry/effects.hpp"

#include <span>

namespace rollcall::hardened {

/// One way in which a worker's record may change its state; kGone stands for having no record.
struct LegalTransition {
  WorkerState from = WorkerState::kGone;
  WorkerState to = WorkerState::kGone;
  Cause cause = Cause::kRegistered;

  friend bool operator==(const LegalTransition&, const LegalTransition&) = default;
};

/// All of them. What is not here never happens: the registry ensures it at each change.
[[nodiscard]] std::span<const LegalTransition> legal_transitions();
[[nodiscard]] bool is_legal(const LegalTransition& transition);

}  // namespace rollcall::hardened
