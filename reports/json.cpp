#include "reports/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace rollcall {
namespace {

using Json = nlohmann::ordered_json;

Json line(std::string_view kind) { return {{"schema", 1}, {"kind", kind}}; }

// Names and messages come from files: bytes that are no UTF-8 are replaced, not thrown at.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::uint64_t per_second(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds) : 0;
}

}  // namespace

std::string seed_text(std::uint64_t seed) { return fmt::format("0x{:x}", seed); }

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::string to_json(const ExecutionReport& report) {
  Json json = line("execution");
  json["scenario"] = report.scenario;
  json["manager"] = report.manager;
  json["seed"] = seed_text(report.seed);
  json["strategy"] = report.strategy;
  json["verdict"] = report.verdict;
  json["expected"] = report.expected;
  json["violation"] = nullptr;
  if (report.violation) {
    json["violation"] = {{"invariant", report.violation->invariant},
                         {"step", report.violation->step},
                         {"time_ns", report.violation->time.time_since_epoch().count()},
                         {"message", report.violation->message}};
  }
  if (!report.error.empty()) {
    json["error"] = report.error;
  }
  json["steps"] = report.steps;
  json["virtual_ns"] = report.virtual_time.count();
  json["trace_hash"] = hash_text(report.trace_hash);
  json["replay"] = report.replay;
  return dump(json);
}

std::string to_json(const FindingReport& report) {
  Json json = line("finding");
  json["scenario"] = report.scenario;
  json["manager"] = report.manager;
  json["signature"] = report.signature;
  json["invariant"] = report.invariant;
  json["count"] = report.count;
  json["first_seed"] = seed_text(report.first_seed);
  json["expected"] = report.expected;
  json["replay"] = report.replay;
  return dump(json);
}

std::string to_json(const HuntReport& report) {
  Json json = line("summary");
  json["executions"] = report.executions;
  json["steps"] = report.steps;
  json["virtual_ns"] = report.virtual_time.count();
  json["seconds"] = report.seconds;
  json["executions_per_second"] = per_second(report.executions, report.seconds);
  json["steps_per_second"] = per_second(report.steps, report.seconds);
  json["findings"] = report.findings;
  json["sometimes"] = Json::object();
  for (const auto& [name, count] : report.sometimes) {
    json["sometimes"][name] = count;
  }
  json["base_seed"] = seed_text(report.base_seed);
  json["stopped_by"] = report.stopped_by;
  return dump(json);
}

std::string to_json(const RunReport& report) {
  Json json = line("summary");
  json["scenarios"] = report.scenarios;
  json["passed"] = report.passed;
  json["failed"] = report.failed;
  return dump(json);
}

std::string to_json(std::string_view kind, std::span<const JsonField> fields) {
  Json json = line(kind);
  for (const JsonField& field : fields) {
    json[field.name] = field.value;
  }
  return dump(json);
}

}  // namespace rollcall
