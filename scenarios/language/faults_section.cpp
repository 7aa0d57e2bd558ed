// `faults:`, `heal:`, `network:` and `clock:`: what the world around the pool is like.
#include "scenarios/language/sections.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollcall {
namespace {

using What = decltype(Weather::what);

std::vector<HostRef> required_hosts(const StrictMap& map, Selectors& selectors) {
  const std::optional<YamlValue> selector = map.require("host");
  return selector ? selectors.hosts(*selector) : std::vector<HostRef>{};
}

template <HostAction::Verb kVerb>
What read_host_weather(const StrictMap& map, Selectors& selectors) {
  return HostWeather{.verb = kVerb, .hosts = required_hosts(map, selectors)};
}

template <LinkAction::Verb kVerb>
What read_link_weather(const StrictMap& map, Selectors& selectors) {
  LinkWeather weather{.verb = kVerb, .links = {}, .one_way = {}};
  if (const std::optional<YamlValue> pair = map.require("between")) {
    weather.links = selectors.between(*pair);
  }
  map.read("one_way", weather.one_way, [](const YamlValue& field) { return field.ratio(); });
  map.read("methods", weather.links.methods,
           [](const YamlValue& field) { return std::optional(field.texts()); });
  return weather;
}

template <MessageWeather::Verb kVerb>
What read_message_weather(const StrictMap& map, Selectors&) {
  MessageWeather weather{.verb = kVerb, .method = "", .chance = {}};
  map.read("method", weather.method,
           [](const YamlValue& field) { return field.word(method_names()); });
  map.read_required("chance", weather.chance, [](const YamlValue& field) { return field.ratio(); });
  return weather;
}

What read_clock_weather(const StrictMap& map, Selectors& selectors) {
  return ClockWeather{.hosts = required_hosts(map, selectors)};
}

struct Kind {
  std::string key;
  std::vector<std::string> keys;  // of its map, besides those of all kinds
  bool strikes;                   // at a rate
  std::string span;               // the key of Weather::span; "" if it has none
  What (*read)(const StrictMap& map, Selectors& selectors);
};

const std::vector<Kind>& kinds() {
  using Host = HostAction::Verb;
  using Link = LinkAction::Verb;
  using Message = MessageWeather::Verb;
  const std::vector<std::string> link{"between", "one_way", "methods"};
  const std::vector<std::string> message{"method", "chance"};
  static const std::vector<Kind> all{
      {"crash", {"host"}, true, "restart_after", &read_host_weather<Host::kCrash>},
      {"pause", {"host"}, true, "for", &read_host_weather<Host::kPause>},
      {"partition", link, true, "for", &read_link_weather<Link::kPartition>},
      {"clog", link, true, "for", &read_link_weather<Link::kClog>},
      {"drop_reply", message, false, "", &read_message_weather<Message::kDropReply>},
      {"duplicate", message, false, "", &read_message_weather<Message::kDuplicate>},
      {"delay", message, false, "by", &read_message_weather<Message::kDelay>},
      {"clock_jump", {"host"}, true, "by", &read_clock_weather},
  };
  return all;
}

Weather read_kind(const Kind& kind, const YamlValue& value, Selectors& selectors) {
  std::vector<std::string> keys = kind.keys;
  if (kind.strikes) {
    keys.insert(keys.end(), {"rate", "quiet", "keep"});
  }
  if (!kind.span.empty()) {
    keys.push_back(kind.span);
  }
  const StrictMap map(value, std::move(keys));
  Weather weather{.what = kind.read(map, selectors),
                  .kind = kind.key,
                  .rate = std::nullopt,
                  .span = {},
                  .position = value.key_place().position};
  if (kind.strikes) {
    map.read_required("rate", weather.rate, [](const YamlValue& field) { return field.rate(); });
    map.read("quiet", weather.quiet, [](const YamlValue& field) { return field.duration(); });
    map.read("keep", weather.keep, [](const YamlValue& field) {
      return field.integer({0, 100'000});
    });
  }
  if (!kind.span.empty()) {
    const Sign sign =
        std::holds_alternative<ClockWeather>(weather.what) ? Sign::kAny : Sign::kNotNegative;
    map.read_required(kind.span, weather.span,
                      [&](const YamlValue& field) { return field.duration_range(sign); });
  }
  return weather;
}

std::optional<Weather> read_fault(const YamlValue& entry, Selectors& selectors) {
  const StrictMap faults(entry, fault_names());
  if (entry.is_map() && entry.node().children.size() != 1) {
    entry.report({"E330", "an entry is one kind of fault", "write a list of entries"});
    return std::nullopt;
  }
  for (const Kind& kind : kinds()) {
    if (const std::optional<YamlValue> value = faults.find(kind.key)) {
      return read_kind(kind, *value, selectors);
    }
  }
  return std::nullopt;
}

// Reports one that ends before the usual latency does.
LatencyTail read_tail(const YamlValue& value, const DurationRange& latency) {
  const StrictMap map(value, {"chance", "up_to"});
  LatencyTail tail;
  map.read_required("chance", tail.chance, [](const YamlValue& field) { return field.ratio(); });
  const std::optional<YamlValue> end = map.require("up_to");
  const std::optional<Duration> up_to = end ? end->duration() : std::nullopt;
  if (up_to && *up_to < latency.high) {
    end->report(
        {"E208",
         fmt::format("the tail ends before the usual latency does, at {}", to_text(latency.high)),
         "write a longer duration"});
  }
  tail.up_to = up_to.value_or(Duration{});
  return tail;
}

}  // namespace

const std::vector<std::string>& fault_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Kind& kind : kinds()) {
      all.push_back(kind.key);
    }
    return all;
  }();
  return names;
}

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"Register", "Heartbeat", "Complete", "Deregister",
                                              "Drain",    "Submit",    "Cancel",   "Query",
                                              "Probe",    "Assign"};
  return names;
}

std::vector<Weather> read_faults(const YamlValue& value, Selectors& selectors) {
  std::vector<Weather> faults;
  for (const YamlValue& entry : value.items()) {
    if (std::optional<Weather> weather = read_fault(entry, selectors)) {
      faults.push_back(std::move(*weather));
    }
  }
  return faults;
}

HealSpec read_heal_section(const YamlValue& value) {
  const StrictMap map(value, {"at", "core"});
  HealSpec heal;
  heal.position = value.key_place().position;
  map.read_required("at", heal.at, [](const YamlValue& field) { return field.duration(); });
  map.read("core", heal.core, [](const YamlValue& field) { return field.integer({1, 100'000}); });
  return heal;
}

NetworkSpec read_network(const YamlValue& value) {
  const StrictMap map(value, {"latency", "tail", "loss", "duplicate", "reorder"});
  const auto ratio = [](const YamlValue& field) { return field.ratio(); };
  NetworkSpec network;
  map.read("latency", network.latency,
           [](const YamlValue& field) { return field.duration_range(); });
  map.read("tail", network.tail, [&](const YamlValue& field) {
    return std::optional(read_tail(field, network.latency));
  });
  map.read("loss", network.loss, ratio);
  map.read("duplicate", network.duplicate, ratio);
  map.read("reorder", network.reorder, ratio);
  return network;
}

ClockSpec read_clock(const YamlValue& value) {
  const StrictMap map(value, {"offset", "drift"});
  ClockSpec clock;
  map.read("offset", clock.offset,
           [](const YamlValue& field) { return field.duration_range(Sign::kAny); });
  map.read("drift", clock.drift_ppm_max, [](const YamlValue& field) -> std::optional<std::int64_t> {
    const std::optional<std::string> text = field.text();
    return text ? field.accept(parse_drift(*text)) : std::nullopt;
  });
  return clock;
}

}  // namespace rollcall
