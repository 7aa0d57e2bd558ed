#include "scenarios/cli/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace rollcall {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("rollcall",
                                                 std::make_shared<spdlog::sinks::stderr_sink_st>());
    made->set_pattern("rollcall: %v");
    return made;
  }();
  return *instance;
}

}  // namespace

void log_info(const std::string& message) { logger().info("{}", message); }

void log_warning(const std::string& message) { logger().warn("warning: {}", message); }

void log_error(const std::string& message) { logger().error("error: {}", message); }

void set_log_quiet(bool quiet) {
  logger().set_level(quiet ? spdlog::level::warn : spdlog::level::info);
}

}  // namespace rollcall
