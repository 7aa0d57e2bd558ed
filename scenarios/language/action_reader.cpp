// One reader for each action, and the table of them.
#include "scenarios/language/action_reader.hpp"

#include "scenarios/language/sections.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace rollcall {
namespace {

using What = decltype(Action::what);
using Whats = std::vector<What>;

std::vector<std::size_t> required_workers(const StrictMap& map, std::string_view key,
                                          Selectors& selectors) {
  const std::optional<YamlValue> selector = map.require(key);
  return selector ? selectors.workers(*selector) : std::vector<std::size_t>{};
}

// The address of a register's long form; nullopt: each worker's own.
std::optional<Address> read_address(const StrictMap& map, std::size_t worker_count) {
  const std::optional<YamlValue> field = map.find("address");
  if (!field) {
    return std::nullopt;
  }
  if (worker_count > 1) {
    field->problems().add(field->key_place(),
                          {"E303", fmt::format("one address for {} workers", worker_count),
                           "select one worker, or leave the address out"});
  }
  const std::optional<std::string> text = field->text();
  return text ? field->accept(parse_address(*text)) : std::nullopt;
}

Whats read_register(const YamlValue& action, Selectors& selectors) {
  std::vector<std::size_t> workers;
  std::optional<Address> address;
  if (action.is_map()) {
    const StrictMap map(action, {"worker", "address"});
    workers = required_workers(map, "worker", selectors);
    address = read_address(map, workers.size());
  } else {
    workers = selectors.workers(action);
  }
  Whats registrations;
  for (const std::size_t worker : workers) {
    const WorkerSpec& spec = selectors.spec(worker);
    registrations.emplace_back(RegisterAction{.worker = worker,
                                              .host = address ? address->host : spec.host,
                                              .port = address ? address->port : spec.port});
  }
  return registrations;
}

Whats read_set_state(const YamlValue& action, Selectors& selectors) {
  const StrictMap map(action, {"worker", "state"});
  std::string state;
  const std::vector<std::size_t> workers = required_workers(map, "worker", selectors);
  map.read_required("state", state, [](const YamlValue& value) {
    return value.word({"registering", "free", "busy", "dead"});
  });
  Whats changes;
  for (const std::size_t worker : workers) {
    changes.emplace_back(SetStateAction{.worker = worker, .state = state});
  }
  return changes;
}

Whats read_dispatch_pause(const YamlValue& action, Selectors&) {
  DispatchPauseAction pause;
  if (action.is_map()) {
    const StrictMap map(action, {"for"});
    map.read_required("for", pause.duration,
                      [](const YamlValue& value) { return value.duration(); });
  } else if (!action.is_scalar() || action.node().scalar != "forever") {
    pause.duration = action.duration();
  }
  return {pause};
}

template <WorkerAction::Verb kVerb>
Whats read_worker_action(const YamlValue& action, Selectors& selectors) {
  Whats calls;
  for (const std::size_t worker : selectors.workers(action)) {
    calls.emplace_back(WorkerAction{.verb = kVerb, .worker = worker});
  }
  return calls;
}

// A selector, or {host, and how long}.
template <HostAction::Verb kVerb>
Whats read_host_action(const YamlValue& action, Selectors& selectors) {
  std::vector<HostRef> hosts;
  std::optional<Duration> duration;
  const bool ends = kVerb == HostAction::Verb::kCrash || kVerb == HostAction::Verb::kPause;
  if (ends && action.is_map()) {
    const char* const key = kVerb == HostAction::Verb::kCrash ? "restart_after" : "for";
    const StrictMap map(action, {"host", key});
    if (const std::optional<YamlValue> selector = map.require("host")) {
      hosts = selectors.hosts(*selector);
    }
    map.read_required(key, duration, [](const YamlValue& value) { return value.duration(); });
  } else {
    hosts = selectors.hosts(action);
  }
  Whats acts;
  for (const HostRef host : hosts) {
    acts.emplace_back(HostAction{.verb = kVerb, .host = host, .duration = duration});
  }
  return acts;
}

template <LinkAction::Verb kVerb>
Whats read_link_action(const YamlValue& action, Selectors& selectors) {
  const StrictMap map(action, {"between", "one_way", "methods", "for"});
  LinkAction links{.verb = kVerb, .links = {}, .duration = std::nullopt};
  if (const std::optional<YamlValue> pair = map.require("between")) {
    links.links = selectors.between(*pair);
  }
  map.read("one_way", links.links.one_way, [](const YamlValue& value) { return value.boolean(); });
  map.read("methods", links.links.methods,
           [](const YamlValue& value) { return std::optional(value.texts()); });
  map.read("for", links.duration, [](const YamlValue& value) { return value.duration(); });
  return {links};
}

Whats read_heal(const YamlValue& action, Selectors&) {
  static_cast<void>(action.word({"all"}));
  return {HealAction{}};
}

template <MessageAction::Verb kVerb>
Whats read_message_action(const YamlValue& action, Selectors& selectors) {
  const StrictMap map(action, {"method", "worker", "count"});
  MessageAction messages{.verb = kVerb, .method = "", .worker = std::nullopt};
  map.read_required("method", messages.method,
                    [](const YamlValue& value) { return value.word(method_names()); });
  map.read("worker", messages.worker, [&](const YamlValue& v) { return selectors.worker(v); });
  map.read("count", messages.count, [](const YamlValue& value) {
    return value.integer({1, 1'000'000});
  });
  return {messages};
}

Whats read_clock_jump(const YamlValue& action, Selectors& selectors) {
  const StrictMap map(action, {"host", "by"});
  ClockJumpAction jump;
  std::vector<HostRef> hosts;
  if (const std::optional<YamlValue> selector = map.require("host")) {
    hosts = selectors.hosts(*selector);
  }
  map.read_required("by", jump.by, [](const YamlValue& value) {
    const auto range = value.duration_range(Sign::kAny);
    return range ? std::optional(range->low) : std::nullopt;
  });
  Whats jumps;
  for (const HostRef host : hosts) {
    jumps.emplace_back(ClockJumpAction{.host = host, .by = jump.by});
  }
  return jumps;
}

Whats read_submit(const YamlValue& action, Selectors&) {
  const StrictMap map(action, {"jobs", "duration", "idempotent"});
  SubmitAction submit;
  map.read_required("jobs", submit.jobs, [](const YamlValue& value) {
    return value.integer({1, 1'000'000});
  });
  map.read("duration", submit.duration,
           [](const YamlValue& value) { return value.duration_range(); });
  map.read("idempotent", submit.idempotent, [](const YamlValue& value) { return value.boolean(); });
  return {submit};
}

Whats read_cancel(const YamlValue& action, Selectors&) {
  const StrictMap map(action, {"job"});
  CancelAction cancel;
  map.read_required("job", cancel.job, [](const YamlValue& value) {
    return value.integer({1, 1'000'000});
  });
  return {cancel};
}

struct Kind {
  const char* key;
  Whats (*read)(const YamlValue& action, Selectors& selectors);
};

constexpr std::array<Kind, 18> kKinds{{
    {"register", &read_register},
    {"set_state", &read_set_state},
    {"dispatch_pause", &read_dispatch_pause},
    {"deregister", &read_worker_action<WorkerAction::Verb::kDeregister>},
    {"drain", &read_worker_action<WorkerAction::Verb::kDrain>},
    {"heartbeat", &read_worker_action<WorkerAction::Verb::kHeartbeat>},
    {"crash", &read_host_action<HostAction::Verb::kCrash>},
    {"restart", &read_host_action<HostAction::Verb::kRestart>},
    {"pause", &read_host_action<HostAction::Verb::kPause>},
    {"resume", &read_host_action<HostAction::Verb::kResume>},
    {"partition", &read_link_action<LinkAction::Verb::kPartition>},
    {"clog", &read_link_action<LinkAction::Verb::kClog>},
    {"heal", &read_heal},
    {"drop_reply", &read_message_action<MessageAction::Verb::kDropReply>},
    {"duplicate", &read_message_action<MessageAction::Verb::kDuplicate>},
    {"clock_jump", &read_clock_jump},
    {"submit", &read_submit},
    {"cancel", &read_cancel},
}};

}  // namespace

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all;
    for (const Kind& kind : kKinds) {
      all.emplace_back(kind.key);
    }
    return all;
  }();
  return keys;
}

std::vector<Action> read_action(const YamlValue& action, Selectors& selectors) {
  Whats whats;
  for (const Kind& kind : kKinds) {
    if (action.node().key == kind.key) {
      whats = kind.read(action, selectors);
    }
  }
  std::vector<Action> actions;
  for (What& what : whats) {
    actions.push_back({std::move(what), 0, action.key_place().position});
  }
  return actions;
}

}  // namespace rollcall
