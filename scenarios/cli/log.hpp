#pragma once

#include <string>

namespace rollcall {

/// Messages for people on standard error, by spdlog; results never go here.
void log_info(const std::string& message);
void log_warning(const std::string& message);
void log_error(const std::string& message);

/// Whether log_info() says anything.
void set_log_quiet(bool quiet);

}  // namespace rollcall
