#include "scenarios/language/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace rollcall {
namespace {

constexpr std::int64_t kWorkerCountMax = 100'000;
constexpr std::size_t kTemplateSizeMax = 64;  // bounds what 100,000 workers hold
constexpr std::string_view kNumber = "{n}";

// "w{n}" and 3 give "w3".
std::string expand(std::string_view text, std::uint32_t number) {
  std::string expanded;
  for (std::size_t at = text.find(kNumber); at != std::string_view::npos; at = text.find(kNumber)) {
    expanded += fmt::format("{}{}", text.substr(0, at), number);
    text.remove_prefix(at + kNumber.size());
  }
  return expanded + std::string(text);
}

// Ids stand in selectors, in names of tasks and in reports: no blanks, no ':', '#', '*' or '['.
bool is_worker_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](char letter) {
    return ('a' <= letter && letter <= 'z') || ('A' <= letter && letter <= 'Z') ||
           ('0' <= letter && letter <= '9') || letter == '-' || letter == '_' || letter == '.';
  });
}

std::optional<std::string> read_template(const YamlValue& value) {
  std::optional<std::string> text = value.text();
  if (text && text->size() > kTemplateSizeMax) {
    value.report({"E211", fmt::format("{} is too long", quote_word(*text)),
                  fmt::format("write at most {} bytes", kTemplateSizeMax)});
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_id_template(const YamlValue& value, std::uint32_t count) {
  std::optional<std::string> text = read_template(value);
  if (!text) {
    return std::nullopt;
  }
  if (!is_worker_id(expand(*text, 1)) || *text == "orchestrator") {
    value.report({"E211", fmt::format("{} cannot be a worker's id", quote_word(*text)),
                  "write letters, digits, '-', '_', '.' and {n}"});
    return std::nullopt;
  }
  // Equal ids need equal lengths, so equal numbers of digits in n, so equal n: {n} is enough.
  if (count > 1 && text->find(kNumber) == std::string::npos) {
    value.report({"E212", fmt::format("{} workers would share the id {}", count, quote_word(*text)),
                  "put {n} into the id, as in \"w{n}\""});
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_address_template(const YamlValue& value, std::uint32_t count) {
  std::optional<std::string> text = read_template(value);
  // Ports that {n} makes grow with n: the last worker's is the one that may not fit.
  if (!text || !value.accept(parse_address(expand(*text, count)))) {
    return std::nullopt;
  }
  return text;
}

std::optional<Duration> read_positive(const YamlValue& value) {
  const std::optional<Duration> duration = value.duration();
  if (duration && *duration == Duration{}) {
    value.report({"E207", "this duration must be more than nothing", ""});
    return std::nullopt;
  }
  return duration;
}

}  // namespace

ManagerOptions read_manager(const YamlValue& value) {
  const StrictMap map(value, {"free_capacity", "dispatchers", "failed_call", "repair", "heartbeat",
                              "dead_after", "probe_timeout", "assign_timeout", "job_timeout",
                              "attempts", "workers_max", "jobs_max"});
  ManagerOptions options;
  const auto up_to = [](std::int64_t low, std::int64_t high) {
    return [=](const YamlValue& field) { return field.integer({low, high}); };
  };
  const auto time = [](const YamlValue& field) { return read_positive(field); };
  map.read("free_capacity", options.free_capacity, up_to(0, 1'000'000));
  map.read("dispatchers", options.dispatchers, up_to(0, 64));
  map.read("failed_call", options.failed_call, [](const YamlValue& field) {
    return field.word({"nothing", "dead", "free"});
  });
  map.read("repair", options.repair,
           [](const YamlValue& field) { return field.word(repair_names()); });
  map.read("heartbeat", options.heartbeat, time);
  map.read("dead_after", options.dead_after, time);
  map.read("probe_timeout", options.probe_timeout, time);
  map.read("assign_timeout", options.assign_timeout, time);
  map.read("job_timeout", options.job_timeout, time);
  map.read("attempts", options.attempts, up_to(1, 1000));
  map.read("workers_max", options.workers_max, up_to(1, 10'000'000));
  map.read("jobs_max", options.jobs_max, up_to(1, 10'000'000));
  return options;
}

bool read_workers(const YamlValue& value, Scenario& scenario) {
  const StrictMap map(value, {"count", "id", "address"});
  std::optional<std::uint32_t> count;
  map.read_required("count", count, [](const YamlValue& field) {
    return field.integer({1, kWorkerCountMax});
  });
  const std::uint32_t known_count = count.value_or(1);
  std::optional<std::string> id = "w{n}";
  std::optional<std::string> address = "10.0.0.{n}:7000";
  if (const std::optional<YamlValue> field = map.find("id")) {
    id = read_id_template(*field, known_count);
  }
  if (const std::optional<YamlValue> field = map.find("address")) {
    address = read_address_template(*field, known_count);
  }
  if (!count || !id || !address) {
    return false;
  }
  scenario.workers.reserve(*count);
  for (std::uint32_t number = 1; number <= *count; ++number) {
    Address place = std::get<Address>(parse_address(expand(*address, number)));
    scenario.workers.push_back({expand(*id, number), std::move(place.host), place.port});
  }
  scenario.worker_id = std::move(*id);
  scenario.worker_address = std::move(*address);
  return true;
}

JobsSpec read_jobs(const YamlValue& value) {
  const StrictMap map(value, {"count", "every", "duration", "idempotent", "fail"});
  JobsSpec jobs;
  map.read_required("count", jobs.count, [](const YamlValue& field) {
    return field.integer({1, kWorkerCountMax * 10});
  });
  map.read_required("every", jobs.every, [](const YamlValue& field) { return field.duration(); });
  map.read_required("duration", jobs.duration,
                    [](const YamlValue& field) { return field.duration_range(); });
  map.read("idempotent", jobs.idempotent, [](const YamlValue& field) { return field.boolean(); });
  map.read("fail", jobs.fail, [](const YamlValue& field) { return field.ratio(); });
  return jobs;
}

}  // namespace rollcall
