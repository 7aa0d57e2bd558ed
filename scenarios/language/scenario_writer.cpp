#include "scenarios/language/scenario_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

std::string text(DurationRange range) {
  return range.low == range.high ? to_text(range.low)
                                 : fmt::format("{}..{}", to_text(range.low), to_text(range.high));
}

std::string text(Ratio ratio) { return fmt::format("{}/{}", ratio.num, ratio.den); }

std::string text(const Rate& rate) { return fmt::format("{}/{}", rate.count, to_text(rate.per)); }

bool is_zero(Ratio ratio) { return ratio.num == 0; }

// Any text as a scalar that reads back as it is: a dollar stands for a parameter.
std::string in_quotes(std::string_view plain) {
  std::string written = "\"";
  for (const char letter : plain) {
    if (letter == '"' || letter == '\\') {
      written += '\\';
    }
    written += letter == '$' ? "$" : "";
    written += letter == '\n' ? "\\n" : letter == '\t' ? "\\t" : std::string(1, letter);
  }
  return written + '"';
}

std::string in_quotes(const std::vector<std::string>& texts) {
  std::vector<std::string> each;
  for (const std::string& one : texts) {
    each.push_back(in_quotes(one));
  }
  return fmt::format("[{}]", fmt::join(each, ", "));
}

std::string in_quotes(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  for (const Condition& condition : conditions) {
    texts.push_back(condition.text);
  }
  return in_quotes(texts);
}

// "{a: 1, b: 2}", of those fields that were given.
class Map {
 public:
  Map& add(std::string_view key, const std::string& value) {
    fields_.push_back(fmt::format("{}: {}", key, value));
    return *this;
  }
  Map& add_if(bool wanted, std::string_view key, const std::string& value) {
    return wanted ? add(key, value) : *this;
  }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] std::string text() const { return fmt::format("{{{}}}", fmt::join(fields_, ", ")); }

 private:
  std::vector<std::string> fields_;
};

std::string names(const Scenario& scenario, const std::vector<HostRef>& hosts) {
  std::vector<std::string> each;
  for (const HostRef host : hosts) {
    each.push_back(name_of(scenario, host));
  }
  return each.size() == 1 ? each.front() : fmt::format("[{}]", fmt::join(each, ", "));
}

std::string between(const Scenario& scenario, const LinkSet& links) {
  return fmt::format("[{}, {}]", names(scenario, links.left), names(scenario, links.right));
}

std::string methods(const LinkSet& links) {
  return fmt::format("[{}]", fmt::join(links.methods, ", "));
}

// The value of one action.
struct ValueOf {
  const Scenario& scenario;

  [[nodiscard]] std::string id(std::size_t worker) const { return scenario.workers[worker].id; }

  std::string operator()(const RegisterAction& action) const {
    const WorkerSpec& spec = scenario.workers[action.worker];
    if (action.host == spec.host && action.port == spec.port) {
      return spec.id;
    }
    return Map()
        .add("worker", spec.id)
        .add("address", in_quotes(fmt::format("{}:{}", action.host, action.port)))
        .text();
  }
  std::string operator()(const SetStateAction& action) const {
    return Map().add("worker", id(action.worker)).add("state", action.state).text();
  }
  std::string operator()(const DispatchPauseAction& action) const {
    return action.duration ? to_text(*action.duration) : "forever";
  }
  std::string operator()(const WorkerAction& action) const { return id(action.worker); }
  std::string operator()(const HostAction& action) const {
    const std::string& host = name_of(scenario, action.host);
    if (!action.duration) {
      return host;
    }
    const bool crash = action.verb == HostAction::Verb::kCrash;
    return Map()
        .add("host", host)
        .add(crash ? "restart_after" : "for", to_text(*action.duration))
        .text();
  }
  std::string operator()(const LinkAction& action) const {
    return Map()
        .add("between", between(scenario, action.links))
        .add_if(action.links.one_way, "one_way", "true")
        .add_if(!action.links.methods.empty(), "methods", methods(action.links))
        .add_if(action.duration.has_value(), "for", to_text(action.duration.value_or(Duration{})))
        .text();
  }
  std::string operator()(const HealAction&) const { return "all"; }
  std::string operator()(const MessageAction& action) const {
    return Map()
        .add("method", action.method)
        .add_if(action.worker.has_value(), "worker", action.worker ? id(*action.worker) : "")
        .add_if(action.count != 1, "count", std::to_string(action.count))
        .text();
  }
  std::string operator()(const ClockJumpAction& action) const {
    return Map().add("host", name_of(scenario, action.host)).add("by", to_text(action.by)).text();
  }
  std::string operator()(const SubmitAction& action) const {
    return Map()
        .add("jobs", std::to_string(action.jobs))
        .add_if(action.duration.high > Duration{}, "duration", text(action.duration))
        .add_if(!action.idempotent, "idempotent", "false")
        .text();
  }
  std::string operator()(const CancelAction& action) const {
    return Map().add("job", std::to_string(action.job)).text();
  }
};

// What only its kind of weather has.
struct WeatherOf {
  const Scenario& scenario;

  Map operator()(const HostWeather& weather) const {
    return Map().add("host", names(scenario, weather.hosts));
  }
  Map operator()(const LinkWeather& weather) const {
    return Map()
        .add("between", between(scenario, weather.links))
        .add_if(!is_zero(weather.one_way), "one_way", text(weather.one_way))
        .add_if(!weather.links.methods.empty(), "methods", methods(weather.links));
  }
  Map operator()(const MessageWeather& weather) const {
    return Map()
        .add_if(!weather.method.empty(), "method", weather.method)
        .add("chance", text(weather.chance));
  }
  Map operator()(const ClockWeather& weather) const {
    return Map().add("host", names(scenario, weather.hosts));
  }
};

std::string fault(const Scenario& scenario, const Weather& weather) {
  const bool lasts = weather.kind != "clock_jump" && weather.kind != "delay";
  const bool spans = weather.kind != "drop_reply" && weather.kind != "duplicate";
  const std::string_view span = !lasts ? "by" : weather.kind == "crash" ? "restart_after" : "for";
  Map map = std::visit(WeatherOf{scenario}, weather.what);
  map.add_if(weather.rate.has_value(), "rate", weather.rate ? text(*weather.rate) : "")
      .add_if(spans, span, text(weather.span))
      .add_if(weather.quiet > Duration{}, "quiet", to_text(weather.quiet))
      .add_if(weather.keep > 0, "keep", std::to_string(weather.keep));
  return fmt::format("{}: {}", weather.kind, map.text());
}

std::string head(const Scenario& scenario) {
  std::string written = "rollcall: 1\n";
  const std::string name = scenario.name.substr(0, scenario.name.find('@'));
  written += fmt::format("name: {}\nabout: {}\n", name, in_quotes(scenario.about));
  if (!scenario.from.empty()) {
    written += fmt::format("from: {}\n", in_quotes(scenario.from));
  }
  if (!scenario.tags.empty()) {
    written += fmt::format("tags: {}\n", in_quotes(scenario.tags));
  }
  written += fmt::format("runs: {}\n", scenario.runs);
  // Filled in already: they are kept for the name.
  Map parameters;
  for (const auto& [parameter, value] : scenario.parameters) {
    parameters.add(parameter, fmt::format("{{each: [{}]}}", in_quotes(value)));
  }
  return written + (parameters.empty() ? "" : fmt::format("params: {}\n", parameters.text()));
}

std::string manager(const ManagerOptions& options) {
  const ManagerOptions usual;
  Map map;
  const auto number = [&](std::string_view key, std::uint32_t value, std::uint32_t other) {
    map.add_if(value != other, key, std::to_string(value));
  };
  const auto time = [&](std::string_view key, Duration value, Duration other) {
    map.add_if(value != other, key, to_text(value));
  };
  number("free_capacity", options.free_capacity, usual.free_capacity);
  number("dispatchers", options.dispatchers, usual.dispatchers);
  map.add_if(options.failed_call != usual.failed_call, "failed_call", options.failed_call);
  map.add_if(options.repair != usual.repair, "repair", options.repair);
  time("heartbeat", options.heartbeat, usual.heartbeat);
  time("dead_after", options.dead_after, usual.dead_after);
  time("probe_timeout", options.probe_timeout, usual.probe_timeout);
  time("assign_timeout", options.assign_timeout, usual.assign_timeout);
  time("job_timeout", options.job_timeout, usual.job_timeout);
  number("attempts", options.attempts, usual.attempts);
  number("workers_max", options.workers_max, usual.workers_max);
  number("jobs_max", options.jobs_max, usual.jobs_max);
  return map.empty() ? "" : fmt::format("manager: {}\n", map.text());
}

std::string setup(const Scenario& scenario) {
  const NetworkSpec usual;
  std::string written = manager(scenario.manager);
  written += fmt::format("workers: {{count: {}, id: {}, address: {}}}\n", scenario.workers.size(),
                         in_quotes(scenario.worker_id), in_quotes(scenario.worker_address));
  const NetworkSpec& network = scenario.network;
  Map links;
  links
      .add_if(
          network.latency.low != usual.latency.low || network.latency.high != usual.latency.high,
          "latency", text(network.latency))
      .add_if(network.tail.has_value(), "tail",
              Map()
                  .add("chance", text(network.tail.value_or(LatencyTail{}).chance))
                  .add("up_to", to_text(network.tail.value_or(LatencyTail{}).up_to))
                  .text())
      .add_if(!is_zero(network.loss), "loss", text(network.loss))
      .add_if(!is_zero(network.duplicate), "duplicate", text(network.duplicate))
      .add_if(!is_zero(network.reorder), "reorder", text(network.reorder));
  written += links.empty() ? "" : fmt::format("network: {}\n", links.text());
  const ClockSpec& clock = scenario.clock;
  Map clocks;
  clocks
      .add_if(clock.offset.low != Duration{} || clock.offset.high != Duration{}, "offset",
              text(clock.offset))
      .add_if(clock.drift_ppm_max != 0, "drift", fmt::format("{}ppm", clock.drift_ppm_max));
  written += clocks.empty() ? "" : fmt::format("clock: {}\n", clocks.text());
  if (scenario.jobs) {
    Map jobs;
    jobs.add("count", std::to_string(scenario.jobs->count))
        .add("every", to_text(scenario.jobs->every))
        .add("duration", text(scenario.jobs->duration))
        .add_if(!scenario.jobs->idempotent, "idempotent", "false")
        .add_if(scenario.jobs->fail.num != 0, "fail", text(scenario.jobs->fail));
    written += fmt::format("jobs: {}\n", jobs.text());
  }
  return written;
}

std::string time_of(const Scenario& scenario, const Step& step) {
  if (step.when) {
    Map when;
    when.add("event", step.when->event)
        .add_if(step.when->worker.has_value(), "worker",
                step.when->worker ? scenario.workers[*step.when->worker].id : "")
        .add_if(step.when->nth != 1, "nth", std::to_string(step.when->nth));
    return fmt::format(
        "when: {}\n{}", when.text(),
        step.at > Duration{} ? fmt::format("    after: {}\n", to_text(step.at)) : "");
  }
  return step.after ? fmt::format("after: {}\n", scenario.steps[*step.after].label)
                    : fmt::format("at: {}\n", to_text(step.at));
}

std::string branches_of(const Scenario& scenario, const Step& step) {
  if (step.branches.size() == 1 && step.branches.front().actions.size() == 1) {
    return fmt::format("    {}\n", to_yaml(scenario, step.branches.front().actions.front()));
  }
  std::string written = "    race:\n";
  for (const Branch& branch : step.branches) {
    std::string_view dash = "      - ";
    const bool sequence = branch.actions.size() > 1;
    for (const Action& action : branch.actions) {
      written += fmt::format("{}{}{}\n", dash, sequence ? "- " : "", to_yaml(scenario, action));
      dash = "        ";
    }
  }
  return written;
}

std::string text(const Scenario& scenario, const Step& step, const std::string& label) {
  return "  - " + time_of(scenario, step) +
         (label.empty() ? "" : fmt::format("    label: {}\n", label)) + branches_of(scenario, step);
}

std::string steps(const Scenario& scenario) {
  std::string written = "steps:\n";
  for (const Step& step : scenario.steps) {
    written += text(scenario, step, step.label);
  }
  return written;
}

std::string world(const Scenario& scenario) {
  std::string written;
  for (const OrderPoint& point : scenario.order) {
    written += written.empty() ? "order:\n" : "";
    written += fmt::format("  - {}\n", in_quotes(point.task + ": " + point.point));
  }
  written += scenario.faults.empty() ? "" : "faults:\n";
  for (const Weather& weather : scenario.faults) {
    written += fmt::format("  - {}\n", fault(scenario, weather));
  }
  if (scenario.heal) {
    Map heal;
    heal.add("at", to_text(scenario.heal->at))
        .add_if(scenario.heal->core.has_value(), "core",
                std::to_string(scenario.heal->core.value_or(0)));
    written += fmt::format("heal: {}\n", heal.text());
  }
  return written + (scenario.swarm ? "swarm: true\n" : "");
}

std::string expect(const Scenario& scenario) {
  std::string written = "expect:\n";
  for (const Expectation& expectation : scenario.expect) {
    written += fmt::format("  {}: {}\n", expectation.manager,
                           expectation.violates.empty()
                               ? "holds"
                               : fmt::format("{{violates: {}}}", expectation.violates));
  }
  std::vector<std::string> marks;
  for (const Sometimes& sometimes : scenario.sometimes) {
    marks.push_back(sometimes.condition ? in_quotes(sometimes.mark) : sometimes.mark);
  }
  for (const auto& [key, conditions] :
       {std::pair("always", &scenario.always), std::pair("never", &scenario.never)}) {
    written += conditions->empty() ? "" : fmt::format("  {}: {}\n", key, in_quotes(*conditions));
  }
  written += scenario.leads_to.empty() ? "" : "  leads_to:\n";
  for (const LeadsTo& one : scenario.leads_to) {
    Map map;
    map.add("from", in_quotes(one.from.text))
        .add("to", in_quotes(one.to.text))
        .add_if(one.within.has_value(), "within", to_text(one.within.value_or(Duration{})));
    written += fmt::format("    - {}\n", map.text());
  }
  written += marks.empty() ? "" : fmt::format("  sometimes: [{}]\n", fmt::join(marks, ", "));
  Map eventually;
  eventually
      .add_if(scenario.eventually.within.has_value(), "within",
              to_text(scenario.eventually.within.value_or(Duration{})))
      .add_if(!scenario.eventually.that.empty(), "that",
              fmt::format("[{}]", fmt::join(scenario.eventually.that, ", ")));
  return written + (eventually.empty() ? "" : fmt::format("  eventually: {}\n", eventually.text()));
}

std::string regressions(const Scenario& scenario) {
  std::string written = scenario.regressions.empty() ? "" : "regressions:\n";
  for (const Regression& regression : scenario.regressions) {
    written += fmt::format("  - {}\n", Map()
                                           .add("decisions", in_quotes(regression.decisions))
                                           .add("manager", regression.manager)
                                           .add("violates", regression.violates)
                                           .text());
  }
  return written;
}

}  // namespace

std::string to_yaml(const Scenario& scenario, const Action& action) {
  return fmt::format("{}: {}", verb_of(action), std::visit(ValueOf{scenario}, action.what));
}

std::string to_yaml(const Scenario& scenario, const Step& step) { return text(scenario, step, ""); }

std::string to_yaml(const Scenario& scenario, const Weather& weather) {
  return fault(scenario, weather);
}

std::string to_yaml(const Scenario& scenario) {
  return head(scenario) + setup(scenario) + steps(scenario) + world(scenario) + expect(scenario) +
         regressions(scenario);
}

}  // namespace rollcall
