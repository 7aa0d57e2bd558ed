#include "reports/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

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

Json finding_of(const ExploredFindingReport& finding) {
  Json json = {{"signature", finding.signature}, {"invariant", finding.invariant},
               {"count", finding.count},         {"expected", finding.expected},
               {"decisions", nullptr},           {"replay", nullptr}};
  if (!finding.decisions.empty()) {
    json["decisions"] = finding.decisions;
    json["replay"] = finding.replay;
  }
  return json;
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
  for (const RegressionReport& played : report.regressions) {
    json["regressions"].push_back({{"decisions", played.decisions},
                                   {"violates", played.violates},
                                   {"verdict", played.verdict}});
  }
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
  json["smallest_seed"] = seed_text(report.smallest_seed);
  json["steps"] = report.steps;
  return dump(json);
}

std::string to_json(const HuntReport& report) {
  Json json = line("summary");
  json["executions"] = report.executions;
  json["steps"] = report.steps;
  json["virtual_ns"] = report.virtual_time.count();
  json["seconds"] = report.seconds;
  json["executions_per_second"] = per_second(report.executions - report.resumed, report.seconds);
  json["steps_per_second"] = per_second(report.steps - report.resumed_steps, report.seconds);
  json["findings"] = report.findings;
  json["sometimes"] = Json::object();
  for (const auto& [name, count] : report.sometimes) {
    json["sometimes"][name] = count;
  }
  json["base_seed"] = seed_text(report.base_seed);
  json["stopped_by"] = report.stopped_by;
  json["resumed"] = report.resumed;
  const auto met = std::count_if(report.sometimes.begin(), report.sometimes.end(),
                                 [](const auto& mark) { return mark.second > 0; });
  json["coverage"] = {{"states", report.states}, {"pairs", report.pairs}, {"marks", met}};
  if (!report.shard.empty()) {
    json["shard"] = report.shard;
  }
  return dump(json);
}

std::string to_json(const ExplorationReport& report) {
  Json json = line("exploration");
  json["scenario"] = report.scenario;
  json["manager"] = report.manager;
  json["strategy"] = report.strategy;
  json["variants"] = report.variants;
  json["executions"] = report.executions;
  json["blocked"] = report.blocked;
  json["cut"] = report.cut;
  json["complete"] = report.complete;
  json["cut_by"] = report.cut_by;
  json["violations"] = Json::object();
  for (const auto& [invariant, count] : report.violations) {
    json["violations"][invariant] = count;
  }
  json["expected"] = report.expected;
  json["steps"] = report.steps;
  json["seconds"] = report.seconds;
  json["depth"] = report.depth;
  json["estimate"] = nullptr;
  if (report.estimate) {
    json["estimate"] = *report.estimate;
  }
  json["fixed"] = report.fixed;
  // Those of the first finding that could be written.
  json["decisions"] = nullptr;
  json["findings"] = Json::array();
  for (const ExploredFindingReport& finding : report.findings) {
    json["findings"].push_back(finding_of(finding));
    if (json["decisions"].is_null()) {
      json["decisions"] = json["findings"].back()["decisions"];
    }
  }
  json["findings_not_kept"] = report.findings_not_kept;
  return dump(json);
}

std::string to_json(const RunReport& report) {
  Json json = line("summary");
  json["scenarios"] = report.scenarios;
  json["passed"] = report.passed;
  json["failed"] = report.failed;
  return dump(json);
}

std::string to_json(const ShrinkReport& report) {
  const auto size = [](const SizeReport& of) {
    return Json{{"steps", of.steps},
                {"workers", of.workers},
                {"jobs", of.jobs},
                {"faults", of.faults},
                {"preemptions", of.preemptions}};
  };
  Json json = line("shrink");
  json["scenario"] = report.scenario;
  json["manager"] = report.manager;
  json["invariant"] = report.invariant;
  json["seed"] = seed_text(report.seed);
  json["before"] = size(report.before);
  json["after"] = size(report.after);
  json["schedule"] = report.schedule;
  json["order_points"] = report.order_points;
  json["executions"] = report.executions;
  json["seconds"] = report.seconds;
  json["complete"] = report.complete;
  json["file"] = report.file;
  json["decisions"] = nullptr;
  if (!report.decisions.empty()) {
    json["decisions"] = report.decisions;
  }
  json["replay"] = report.replay;
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
