// `faults:`, `heal:`, `network:` and `clock:`: what the world around the pool is like.
#include "scenarios/language/sections.hpp"

#include <utility>

namespace rollcall {
namespace {

using What = decltype(Weather::what);

std::vector<HostRef> required_hosts(const StrictMap& map, Selectors& selectors) {
  const std::optional<YamlValue> selector = map.require("host");
  return selector ? selectors.hosts(*selector) : std::vector<HostRef>{};
}

struct Strikes {
  Rate rate;
  DurationRange span;
};

// How often, and what `key` says of each time.
Strikes read_strikes(const StrictMap& map, std::string_view key, Sign sign = Sign::kNotNegative) {
  Strikes strikes;
  map.read_required("rate", strikes.rate, [](const YamlValue& field) { return field.rate(); });
  map.read_required(key, strikes.span,
                    [&](const YamlValue& field) { return field.duration_range(sign); });
  return strikes;
}

template <HostAction::Verb kVerb>
What read_host_weather(const StrictMap& map, Selectors& selectors) {
  std::vector<HostRef> hosts = required_hosts(map, selectors);
  const Strikes strikes =
      read_strikes(map, kVerb == HostAction::Verb::kCrash ? "restart_after" : "for");
  return HostWeather{
      .verb = kVerb, .hosts = std::move(hosts), .rate = strikes.rate, .duration = strikes.span};
}

template <LinkAction::Verb kVerb>
What read_link_weather(const StrictMap& map, Selectors& selectors) {
  LinkWeather weather{.verb = kVerb, .links = {}, .one_way = {}, .rate = {}, .duration = {}};
  if (const std::optional<YamlValue> pair = map.require("between")) {
    weather.links = selectors.between(*pair);
  }
  map.read("one_way", weather.one_way, [](const YamlValue& field) { return field.ratio(); });
  map.read("methods", weather.links.methods,
           [](const YamlValue& field) { return std::optional(field.texts()); });
  const Strikes strikes = read_strikes(map, "for");
  weather.rate = strikes.rate;
  weather.duration = strikes.span;
  return weather;
}

template <MessageWeather::Verb kVerb>
What read_message_weather(const StrictMap& map, Selectors&) {
  MessageWeather weather{.verb = kVerb, .method = "", .chance = {}, .by = {}};
  map.read("method", weather.method,
           [](const YamlValue& field) { return field.word(method_names()); });
  map.read_required("chance", weather.chance, [](const YamlValue& field) { return field.ratio(); });
  if (kVerb == MessageWeather::Verb::kDelay) {
    map.read_required("by", weather.by,
                      [](const YamlValue& field) { return field.duration_range(); });
  }
  return weather;
}

What read_clock_weather(const StrictMap& map, Selectors& selectors) {
  std::vector<HostRef> hosts = required_hosts(map, selectors);
  const Strikes strikes = read_strikes(map, "by", Sign::kAny);
  return ClockWeather{.hosts = std::move(hosts), .rate = strikes.rate, .by = strikes.span};
}

struct Kind {
  std::string key;
  std::vector<std::string> keys;  // of its map, besides those of all kinds
  What (*read)(const StrictMap& map, Selectors& selectors);
};

const std::vector<Kind>& kinds() {
  using Host = HostAction::Verb;
  using Link = LinkAction::Verb;
  using Message = MessageWeather::Verb;
  const std::vector<std::string> link_keys{"between", "one_way", "methods", "rate", "for"};
  static const std::vector<Kind> all{
      {"crash", {"host", "rate", "restart_after"}, &read_host_weather<Host::kCrash>},
      {"pause", {"host", "rate", "for"}, &read_host_weather<Host::kPause>},
      {"partition", link_keys, &read_link_weather<Link::kPartition>},
      {"clog", link_keys, &read_link_weather<Link::kClog>},
      {"drop_reply", {"method", "chance"}, &read_message_weather<Message::kDropReply>},
      {"duplicate", {"method", "chance"}, &read_message_weather<Message::kDuplicate>},
      {"delay", {"method", "chance", "by"}, &read_message_weather<Message::kDelay>},
      {"clock_jump", {"host", "rate", "by"}, &read_clock_weather},
  };
  return all;
}

std::optional<Weather> read_fault(const YamlValue& entry, Selectors& selectors) {
  const StrictMap faults(entry, fault_names());
  if (entry.is_map() && entry.node().children.size() != 1) {
    entry.report({"E330", "an entry is one kind of fault", "write a list of entries"});
    return std::nullopt;
  }
  for (const Kind& kind : kinds()) {
    if (const std::optional<YamlValue> value = faults.find(kind.key)) {
      std::vector<std::string> keys = kind.keys;
      keys.insert(keys.end(), {"quiet", "keep"});
      const StrictMap map(*value, std::move(keys));
      Weather weather{kind.read(map, selectors), {}, 0, value->key_place().position};
      map.read("quiet", weather.quiet, [](const YamlValue& field) { return field.duration(); });
      map.read("keep", weather.keep, [](const YamlValue& field) {
        return field.integer({0, 100'000});
      });
      return weather;
    }
  }
  return std::nullopt;
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
  const StrictMap map(value, {"latency", "loss", "duplicate", "reorder"});
  const auto ratio = [](const YamlValue& field) { return field.ratio(); };
  NetworkSpec network;
  map.read("latency", network.latency,
           [](const YamlValue& field) { return field.duration_range(); });
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
