#pragma once

#include "sim/net/fault_rule.hpp"

#include <functional>
#include <memory>

namespace rollcall {

/// A rule that tells of each message that it drops or doubles as it is sent.
[[nodiscard]] std::unique_ptr<net::FaultRule> noted(std::unique_ptr<net::FaultRule> rule,
                                                    std::function<void(const net::Sight&)> note);

}  // namespace rollcall
