#pragma once

#include "scenarios/language/actions.hpp"
#include "sim/net/faults.hpp"

#include <cstdint>
#include <memory>

namespace rollcall {

/// What happens to the next calls of a method: their replies are lost, or their requests come
/// twice.
struct NextMessages {
  net::MethodId method = net::MethodId::kAny;
  net::HostSet hosts = net::HostSet::all();  // whose calls
  MessageAction::Verb verb{};
  std::uint32_t count = 1;
};
[[nodiscard]] std::unique_ptr<net::FaultRule> next_messages(NextMessages next);

}  // namespace rollcall
