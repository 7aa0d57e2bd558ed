#include "scenarios/engine/network_faults.hpp"

#include "scenarios/engine/next_messages.hpp"
#include "scenarios/engine/noted_rule.hpp"
#include "sim/core/world.hpp"

#include <memory>
#include <string>
#include <utility>

namespace rollcall {
namespace {

// Of some hosts those that are in the core and those that are not.
struct Parts {
  std::vector<HostRef> inside;
  std::vector<HostRef> outside;
};

Parts part(const std::vector<HostRef>& hosts, const std::vector<bool>& core) {
  Parts parts;
  for (const HostRef host : hosts) {
    (core[Outages::place(host)] ? parts.inside : parts.outside).push_back(host);
  }
  return parts;
}

}  // namespace

net::NetworkOptions network_options(const NetworkSpec& spec) {
  net::NetworkOptions options;
  options.link.latency = {.min = spec.latency.low, .max = spec.latency.high};
  if (spec.tail) {
    options.link.latency.tail = spec.tail->chance;
    options.link.latency.tail_max = spec.tail->up_to;
  }
  options.backoff = {.min = std::chrono::milliseconds(100), .max = kRetryMax};
  options.handling = Duration{};
  options.connect_timeout = kCallTimeout;
  return options;
}

// One of a million hosts with a good clock needs no stream for it.
net::HostClock draw_clock(const ClockSpec& clock, std::string_view draws) {
  if (clock.offset.low == clock.offset.high && clock.drift_ppm_max == 0) {
    return {.offset = clock.offset.low};
  }
  Choices& choices = World::current().choices();
  Stream& stream = choices.stream(draws);
  const Duration offset = choices.between(stream, clock.offset.low, clock.offset.high);
  const std::int64_t drift = choices.between(stream, -clock.drift_ppm_max, clock.drift_ppm_max);
  return {.offset = offset, .drift_ppm = static_cast<std::int32_t>(drift)};
}

void NetworkFaults::start() {
  // Rules, not links: faults stop at the heal.
  const NetworkSpec& network = scenario_.network;
  const Duration reorder_delay = 10 * network.latency.high;
  message_rules_ = {network_.add_rule(net::loss({}, network.loss)),
                    network_.add_rule(net::duplication({}, network.duplicate)),
                    network_.add_rule(net::reordering({}, network.reorder, reorder_delay))};
}

void NetworkFaults::begin_weather(const MessageWeather& weather, DurationRange span,
                                  Subject::Hit hit) {
  const net::Scope scope{.method = weather.method.empty() ? net::MethodId::kAny
                                                          : network_.method(weather.method)};
  std::unique_ptr<net::FaultRule> rule;
  switch (weather.verb) {
    case MessageWeather::Verb::kDropReply:
      rule = net::drop_reply(scope, weather.chance);
      break;
    case MessageWeather::Verb::kDuplicate:
      rule = net::duplication(scope, weather.chance);
      break;
    case MessageWeather::Verb::kDelay:
      rule = net::delay(scope, weather.chance, span.low, span.high);
      break;
  }
  if (hit) {
    rule = noted(std::move(rule), [this, hit = std::move(hit), verb = weather.verb](
                                      const net::Sight& sight) { tell(sight, verb, hit); });
  }
  message_rules_.push_back(network_.add_rule(std::move(rule)));
}

// No action doubles a reply.
void NetworkFaults::tell(const net::Sight& sight, MessageWeather::Verb verb,
                         const Subject::Hit& hit) const {
  const bool drops = verb == MessageWeather::Verb::kDropReply;
  if (drops || sight.kind == net::MessageKind::kRequest) {
    hit({.verb = drops ? MessageAction::Verb::kDropReply : MessageAction::Verb::kDuplicate,
         .method = std::string(network_.name(sight.method)),
         .worker = worker_at(drops ? sight.to : sight.from)});
  }
}

// A part of the pool heals: whoever is outside of it and well already might as well be in it.
void NetworkFaults::heal(const std::vector<bool>& core) {
  std::vector<bool> healthy = core;
  for (std::size_t worker = 0; worker < scenario_.workers.size(); ++worker) {
    const HostRef host{worker};
    healthy[Outages::place(host)] = healthy[Outages::place(host)] || !outages_.broken(host);
  }
  remove(message_rules_);
  outages_.heal(healthy);
  for (std::size_t worker = 0; worker < scenario_.workers.size(); ++worker) {
    if (!healthy[Outages::place({worker})]) {
      machines_.apart(worker);
    }
  }
  healed_ = true;
}

bool NetworkFaults::quiet() const {
  const NetworkSpec& network = scenario_.network;
  const bool steady =
      network.loss.num == 0 && network.duplicate.num == 0 && network.reorder.num == 0;
  const bool calm = scenario_.faults.empty() && steady && outages_.calm();
  return healed_ || calm;
}

void NetworkFaults::restart(HostRef host) {
  machines_.crash(host);
  outages_.mend(Outages::Kind::kDown, host);
  outages_.mend(Outages::Kind::kPaused, host);
  machines_.restart(host);
}

void NetworkFaults::perform(const HostAction& action) {
  using Kind = Outages::Kind;
  const HostRef host = action.host;
  switch (action.verb) {
    case HostAction::Verb::kCrash:
      machines_.crash(host);
      outages_.begin(
          {.kind = Kind::kDown, .hosts = {host}, .mend = [this, host] { machines_.restart(host); }},
          action.duration);
      break;
    case HostAction::Verb::kPause:
      machines_.pause(host);
      outages_.begin({.kind = Kind::kPaused,
                      .hosts = {host},
                      .mend = [this, host] { machines_.resume(host); }},
                     action.duration);
      break;
    case HostAction::Verb::kRestart:
      restart(host);
      break;
    case HostAction::Verb::kResume:
      outages_.mend(Kind::kPaused, host);
      break;
  }
}

void NetworkFaults::perform(const LinkAction& action) {
  std::vector<HostRef> hosts = action.links.left;
  hosts.insert(hosts.end(), action.links.right.begin(), action.links.right.end());
  const auto rules = std::make_shared<std::vector<net::FaultHandle>>();
  block(action, action.links.left, action.links.right, *rules);
  outages_.begin({.kind = Outages::Kind::kLinks,
                  .hosts = std::move(hosts),
                  .mend = [this, rules] { remove(std::exchange(*rules, {})); },
                  .mend_within =
                      [this, rules, action](const std::vector<bool>& core) {
                        const std::vector<net::FaultHandle> whole = std::exchange(*rules, {});
                        const Parts left = part(action.links.left, core);
                        const Parts right = part(action.links.right, core);
                        block(action, left.outside, action.links.right, *rules);
                        block(action, left.inside, right.outside, *rules);
                        remove(whole);
                      }},
                 action.duration);
}

void NetworkFaults::block(const LinkAction& action, const std::vector<HostRef>& left,
                          const std::vector<HostRef>& right, std::vector<net::FaultHandle>& rules) {
  if (left.empty() || right.empty()) {
    return;
  }
  std::vector<net::MethodId> methods;
  for (const std::string& method : action.links.methods) {
    methods.push_back(network_.method(method));
  }
  if (methods.empty()) {
    methods.push_back(net::MethodId::kAny);
  }
  for (const net::MethodId method : methods) {
    const net::Scope scope{.from = host_set(left),
                           .to = host_set(right),
                           .both_ways = !action.links.one_way,
                           .method = method};
    const bool clogs = action.verb == LinkAction::Verb::kClog;
    rules.push_back(network_.add_rule(clogs ? net::clog(scope) : net::partition(scope)));
  }
}

void NetworkFaults::remove(const std::vector<net::FaultHandle>& rules) {
  for (const net::FaultHandle rule : rules) {
    network_.remove_rule(rule);
  }
}

void NetworkFaults::perform(const HealAction&) {
  outages_.heal(std::vector<bool>(scenario_.workers.size() + 1, true));
}

void NetworkFaults::perform(const MessageAction& action) {
  const net::HostSet hosts =
      action.worker ? net::HostSet{machines_.host_id({action.worker})} : net::HostSet::all();
  network_.add_rule(next_messages({.method = network_.method(action.method),
                                   .hosts = hosts,
                                   .verb = action.verb,
                                   .count = action.count}));
}

void NetworkFaults::perform(const ClockJumpAction& action) {
  network_.jump_clock(machines_.host_id(action.host), action.by);
}

// As long as the last of them says. The orchestrator may have been started anew meanwhile.
void NetworkFaults::perform(const DispatchPauseAction& action) {
  machines_.pause_dispatchers();
  outages_.begin({.kind = Outages::Kind::kDispatch,
                  .hosts = {HostRef{}},
                  .mend = [this] { machines_.resume_dispatchers(); }},
                 action.duration);
}

std::optional<std::size_t> NetworkFaults::worker_at(net::HostId host) const {
  for (std::size_t worker = 0; worker < scenario_.workers.size(); ++worker) {
    if (machines_.host_id({worker}) == host) {
      return worker;
    }
  }
  return std::nullopt;
}

net::HostSet NetworkFaults::host_set(const std::vector<HostRef>& hosts) const {
  net::HostSet set;
  for (const HostRef host : hosts) {
    set.insert(machines_.host_id(host));
  }
  return set;
}

}  // namespace rollcall
