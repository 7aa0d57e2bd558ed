#pragma once

#include <array>
#include <string_view>

namespace rollcall::net {

/// What the network marks (World::mark) where something befalls a message, a call or a host: a
/// search that has not met one has not been there. Those of rules are "net-" and the rule's name.
inline constexpr std::array<std::string_view, 24> kMarks{
    "net-address-reused",
    "net-call-reset",
    "net-caller-crashes-during-call",
    "net-clock-jump",
    "net-clog",
    "net-clog-in-flight",
    "net-connect-timeout",
    "net-connection-refused",
    "net-deadline-before-sending",
    "net-deadline-in-doubt",
    "net-delay",
    "net-drop-reply",
    "net-duplication",
    "net-fail-request",
    "net-fails-fast",
    "net-loss",
    "net-partition",
    "net-partition-in-flight",
    "net-reconnected",
    "net-reordering",
    "net-reply-too-late",
    "net-request-refused",
    "net-waits-at-paused-host",
    "net-waits-at-slow-host",
};

}  // namespace rollcall::net
