#include "scenarios/engine/hardened_subject.hpp"

#include "model/probe/limits.hpp"
#include "scenarios/engine/next_messages.hpp"
#include "sim/net/faults.hpp"
#include "sim/sync/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace rollcall {
namespace {

constexpr Duration kRetryMax = std::chrono::seconds(2);
constexpr Duration kCallTimeout = std::chrono::seconds(1);

net::NetworkOptions network_options(const NetworkSpec& spec) {
  net::NetworkOptions options;
  options.link.latency = {.min = spec.latency.low, .max = spec.latency.high};
  options.backoff = {.min = std::chrono::milliseconds(100), .max = kRetryMax};
  options.handling = Duration{};
  options.connect_timeout =
      kCallTimeout;  // A channel's own 20 s outlast every fault of a scenario.
  return options;
}

hardened::RegistryConfig registry_config(const ManagerOptions& options) {
  hardened::RegistryConfig config;
  config.workers_max = options.workers_max;
  config.jobs_waiting_max = options.jobs_max;
  config.attempts_max = options.attempts;
  config.heartbeat_every = options.heartbeat;
  config.lease = options.dead_after;
  config.probe_timeout = options.probe_timeout;
  config.assign_timeout = options.assign_timeout;
  config.job_timeout = options.job_timeout;
  return config;
}

hardened::Endpoint endpoint(const std::string& host, std::int32_t port) {
  return {.ip = host, .port = static_cast<std::uint16_t>(port)};
}

hardened::WorkerNumber number_of(std::size_t worker) {
  return hardened::WorkerNumber{static_cast<std::uint32_t>(worker)};
}

}  // namespace

HardenedSubject::HardenedSubject(const Scenario& scenario, PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      ledger_(ledger),
      network_(network_options(scenario.network)),
      orchestrator_(network_, ledger,
                    {.registry = registry_config(scenario.manager), .clock = draw_clock()}),
      fleet_(network_, ledger,
             {.orchestrator = orchestrator_.address(),
              .retry_max = kRetryMax,
              .job_failures = scenario.jobs ? scenario.jobs->fail : Ratio{}}),
      submitters_(network_, {.orchestrator = orchestrator_.address()}) {
  for (const WorkerSpec& worker : scenario.workers) {
    fleet_.add(worker.id, endpoint(worker.host, worker.port), draw_clock());
  }
}

void HardenedSubject::start() {
  // Rules, not links: faults stop at the heal.
  const NetworkSpec& network = scenario_.network;
  const Duration reorder_delay = 10 * network.latency.high;
  message_rules_ = {network_.add_rule(net::loss({}, network.loss)),
                    network_.add_rule(net::duplication({}, network.duplicate)),
                    network_.add_rule(net::reordering({}, network.reorder, reorder_delay))};
  orchestrator_.start();
}

void HardenedSubject::perform(const Action& action) {
  std::visit([this](const auto& what) { perform(what); }, action.what);
}

void HardenedSubject::submit(const Job& job) {
  submitters_.submit(
      {.duration = job.duration, .idempotent = !scenario_.jobs || scenario_.jobs->idempotent});
}

// A part of the pool heals: whoever is outside of it and well already might as well be in it.
void HardenedSubject::heal(const std::vector<bool>& core) {
  std::vector<bool> healthy = core;
  for (std::size_t worker = 0; worker < scenario_.workers.size(); ++worker) {
    const HostRef host{worker};
    healthy[Outages::place(host)] = healthy[Outages::place(host)] || !outages_.broken(host);
  }
  for (const net::FaultHandle rule : message_rules_) {
    network_.remove_rule(rule);
  }
  outages_.heal(healthy);
  for (std::size_t worker = 0; worker < scenario_.workers.size(); ++worker) {
    if (!healthy[Outages::place({worker})]) {
      fleet_.apart(number_of(worker));
    }
  }
  healed_ = true;
}

// What is judged at rest holds only where nothing is broken any more. The shutdown is part of every
// execution: it must come to its end, too.
void HardenedSubject::settle() {
  if (quiet()) {
    ledger_.faults_stopped();
  }
  PoolLimits limits = ledger_.limits();
  limits.retry_max = kRetryMax;
  limits.call_timeout = kCallTimeout;
  sim::sleep(scenario_.eventually.within.value_or(quiet_time(limits)));
  if (quiet()) {
    ledger_.at_rest();
  }
  orchestrator_.shutdown(scenario_.manager.dead_after);
  const Duration patience = scenario_.manager.dead_after + quiet_time(limits);
  for (const Time end = sim::now() + patience; !orchestrator_.shut_down() && sim::now() < end;) {
    sim::sleep(scenario_.manager.heartbeat);
  }
}

bool HardenedSubject::quiet() const {
  const NetworkSpec& network = scenario_.network;
  const bool steady =
      network.loss.num == 0 && network.duplicate.num == 0 && network.reorder.num == 0;
  const bool calm = scenario_.faults.empty() && steady && outages_.calm();
  return healed_ || calm;
}

void HardenedSubject::perform(const RegisterAction& action) {
  const WorkerSpec& own = scenario_.workers[action.worker];
  if (action.host == own.host && action.port == own.port) {
    fleet_.start(number_of(action.worker));
  } else {
    fleet_.start(fleet_.add(own.id, endpoint(action.host, action.port), draw_clock()));
  }
}

void HardenedSubject::perform(const WorkerAction& action) {
  using Leave = hardened::WorkerAgent::Leave;
  const bool drains = action.verb == WorkerAction::Verb::kDrain;
  fleet_.leave(number_of(action.worker), drains ? Leave::kDrain : Leave::kAtOnce);
}

void HardenedSubject::perform(const HostAction& action) {
  using Kind = Outages::Kind;
  const HostRef host = action.host;
  switch (action.verb) {
    case HostAction::Verb::kCrash:
      crash(host);
      outages_.begin(
          {.kind = Kind::kDown, .hosts = {host}, .mend = [this, host] { restart(host); }},
          action.duration);
      break;
    case HostAction::Verb::kPause:
      pause(host);
      outages_.begin(
          {.kind = Kind::kPaused, .hosts = {host}, .mend = [this, host] { resume(host); }},
          action.duration);
      break;
    case HostAction::Verb::kRestart:
      crash(host);
      outages_.mend(Kind::kDown, host);
      outages_.mend(Kind::kPaused, host);
      restart(host);
      break;
    case HostAction::Verb::kResume:
      outages_.mend(Kind::kPaused, host);
      break;
  }
}

void HardenedSubject::perform(const LinkAction& action) {
  const LinkSet& links = action.links;
  std::vector<net::FaultHandle> rules;
  std::vector<net::MethodId> methods;
  for (const std::string& method : links.methods) {
    methods.push_back(network_.method(method));
  }
  if (methods.empty()) {
    methods.push_back(net::MethodId::kAny);
  }
  for (const net::MethodId method : methods) {
    const net::Scope scope{.from = host_set(links.left),
                           .to = host_set(links.right),
                           .both_ways = !links.one_way,
                           .method = method};
    const bool clogs = action.verb == LinkAction::Verb::kClog;
    rules.push_back(network_.add_rule(clogs ? net::clog(scope) : net::partition(scope)));
  }
  std::vector<HostRef> hosts = links.left;
  hosts.insert(hosts.end(), links.right.begin(), links.right.end());
  outages_.begin({.kind = Outages::Kind::kLinks,
                  .hosts = std::move(hosts),
                  .mend =
                      [this, rules] {
                        for (const net::FaultHandle rule : rules) {
                          network_.remove_rule(rule);
                        }
                      }},
                 action.duration);
}

void HardenedSubject::perform(const HealAction&) {
  outages_.heal(std::vector<bool>(scenario_.workers.size() + 1, true));
}

void HardenedSubject::perform(const MessageAction& action) {
  const net::HostSet hosts =
      action.worker ? net::HostSet{host_id({action.worker})} : net::HostSet::all();
  network_.add_rule(next_messages({.method = network_.method(action.method),
                                   .hosts = hosts,
                                   .verb = action.verb,
                                   .count = action.count}));
}

void HardenedSubject::perform(const ClockJumpAction& action) {
  network_.jump_clock(host_id(action.host), action.by);
}

void HardenedSubject::perform(const SubmitAction& action) {
  Choices& choices = World::current().choices();
  for (std::uint32_t job = 0; job < action.jobs; ++job) {
    const Duration duration = choices.between(choices.stream("workload/submit"),
                                              action.duration.low, action.duration.high);
    submitters_.submit({.duration = duration, .idempotent = action.idempotent});
  }
}

void HardenedSubject::perform(const CancelAction& action) { submitters_.cancel(action.job); }

void HardenedSubject::crash(HostRef host) {
  if (host.worker) {
    fleet_.crash(number_of(*host.worker));
  } else {
    orchestrator_.crash();
  }
}

void HardenedSubject::restart(HostRef host) {
  if (host.worker) {
    fleet_.restart(number_of(*host.worker));
  } else {
    orchestrator_.restart();
  }
}

void HardenedSubject::pause(HostRef host) {
  if (host.worker) {
    fleet_.pause(number_of(*host.worker));
  } else {
    orchestrator_.pause();
  }
}

void HardenedSubject::resume(HostRef host) {
  if (host.worker) {
    fleet_.resume(number_of(*host.worker));
  } else {
    orchestrator_.resume();
  }
}

void HardenedSubject::begin_weather(const MessageWeather& weather, DurationRange span) {
  const net::Scope scope{.method = weather.method.empty() ? net::MethodId::kAny
                                                          : network_.method(weather.method)};
  switch (weather.verb) {
    case MessageWeather::Verb::kDropReply:
      message_rules_.push_back(network_.add_rule(net::drop_reply(scope, weather.chance)));
      break;
    case MessageWeather::Verb::kDuplicate:
      message_rules_.push_back(network_.add_rule(net::duplication(scope, weather.chance)));
      break;
    case MessageWeather::Verb::kDelay:
      message_rules_.push_back(
          network_.add_rule(net::delay(scope, weather.chance, span.low, span.high)));
      break;
  }
}

net::HostId HardenedSubject::host_id(HostRef host) const {
  return host.worker ? fleet_.host(number_of(*host.worker)) : orchestrator_.host();
}

net::HostSet HardenedSubject::host_set(const std::vector<HostRef>& hosts) const {
  net::HostSet set;
  for (const HostRef host : hosts) {
    set.insert(host_id(host));
  }
  return set;
}

net::HostClock HardenedSubject::draw_clock() {
  const ClockSpec& clock = scenario_.clock;
  Choices& choices = World::current().choices();
  Stream& stream = choices.stream("clock");
  const Duration offset = choices.between(stream, clock.offset.low, clock.offset.high);
  const std::int64_t drift = choices.between(stream, -clock.drift_ppm_max, clock.drift_ppm_max);
  return {.offset = offset, .drift_ppm = static_cast<std::int32_t>(drift)};
}

}  // namespace rollcall
