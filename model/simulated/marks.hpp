#pragma once

#include <array>
#include <string_view>

namespace rollcall::hardened {

/// What those outside of the manager mark (World::mark) of its answers.
inline constexpr std::string_view kRegistrationRefused = "registration-refused";
inline constexpr std::string_view kJobRefused = "job-refused";
inline constexpr std::string_view kJobCancelled = "job-cancelled";
inline constexpr std::string_view kJobUnknown = "job-unknown";
inline constexpr std::string_view kJobFailed = "job-failed";
inline constexpr std::array kMarks{kRegistrationRefused, kJobRefused, kJobCancelled, kJobUnknown,
                                   kJobFailed};

}  // namespace rollcall::hardened
