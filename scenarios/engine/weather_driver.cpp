#include "scenarios/engine/weather_driver.hpp"

#include "sim/core/world.hpp"
#include "sim/sync/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

std::string_view kind_of(const Weather& weather) {
  if (const auto* host = std::get_if<HostWeather>(&weather.what)) {
    return verb_of({HostAction{.verb = host->verb, .host = {}, .duration = {}}, 0, {}});
  }
  if (const auto* link = std::get_if<LinkWeather>(&weather.what)) {
    return verb_of({LinkAction{.verb = link->verb, .links = {}, .duration = {}}, 0, {}});
  }
  return std::holds_alternative<ClockWeather>(weather.what) ? "clock_jump" : "message";
}

std::size_t host_count(const Weather& weather) {
  if (const auto* host = std::get_if<HostWeather>(&weather.what)) {
    return host->hosts.size();
  }
  if (const auto* link = std::get_if<LinkWeather>(&weather.what)) {
    return link->links.right.size();
  }
  const auto* clock = std::get_if<ClockWeather>(&weather.what);
  return clock == nullptr ? 0 : clock->hosts.size();
}

// nullopt: it does not strike at times.
std::optional<Rate> rate_of(const Weather& weather) {
  if (const auto* host = std::get_if<HostWeather>(&weather.what)) {
    return host->rate;
  }
  if (const auto* link = std::get_if<LinkWeather>(&weather.what)) {
    return link->rate;
  }
  const auto* clock = std::get_if<ClockWeather>(&weather.what);
  return clock == nullptr ? std::nullopt : std::optional(clock->rate);
}

}  // namespace

WeatherDriver::WeatherDriver(const Scenario& scenario, Subject& subject)
    : scenario_(scenario), subject_(subject) {
  std::map<std::string_view, std::uint32_t> counts;
  for (const Weather& weather : scenario.faults) {
    if (rate_of(weather)) {
      const std::string_view kind = kind_of(weather);
      entries_.push_back({.weather = &weather,
                          .stream = fmt::format("faults/{}#{}", kind, ++counts[kind]),
                          .pace = 1,
                          .harmed_until = std::vector<Time>(host_count(weather))});
    }
  }
}

void WeatherDriver::start() {
  constexpr std::uint64_t kPaces[] = {0, 1, 4};
  for (Entry& entry : entries_) {
    entry.pace = scenario_.swarm ? kPaces[draw(entry, 3)] : 1;
    if (entry.pace > 0) {
      sim::spawn({.name = {.text = "weather"}, .daemon = true}, [this, &entry] { blow(entry); });
    }
  }
}

void WeatherDriver::blow(Entry& entry) {
  const Rate rate = *rate_of(*entry.weather);
  const auto pace = static_cast<std::int64_t>(rate.count * entry.pace);
  const Duration mean = std::max<Duration>(rate.per / pace, Duration{1});
  while (!over_) {
    const Duration gap = draw(entry, {Duration{}, mean > Duration::max() / 2 ? mean : 2 * mean});
    sim::sleep(std::max(gap, entry.weather->quiet));
    if (!over_) {
      strike(entry);
    }
  }
}

void WeatherDriver::strike(Entry& entry) {
  std::visit([&](const auto& what) { strike(entry, what); }, entry.weather->what);
}

void WeatherDriver::strike(Entry& entry, const HostWeather& weather) {
  const std::size_t place = draw_unharmed(entry, weather.hosts.size());
  if (place != kNobody) {
    const Duration duration = draw(entry, weather.duration);
    entry.harmed_until[place] = sim::now() + duration;
    perform(HostAction{.verb = weather.verb, .host = weather.hosts[place], .duration = duration});
  }
}

// One of the left against one of the right.
void WeatherDriver::strike(Entry& entry, const LinkWeather& weather) {
  const std::size_t place = draw_unharmed(entry, weather.links.right.size());
  if (place == kNobody) {
    return;
  }
  const std::uint64_t left = draw(entry, weather.links.left.size());
  const std::uint64_t sided = draw(entry, weather.one_way.den);
  const std::uint64_t turned = draw(entry, 2);
  const Duration duration = draw(entry, weather.duration);
  entry.harmed_until[place] = sim::now() + duration;
  LinkSet links{.left = {weather.links.left[left]},
                .right = {weather.links.right[place]},
                .one_way = sided < weather.one_way.num,
                .methods = weather.links.methods};
  if (links.one_way && turned == 1) {
    std::swap(links.left, links.right);
  }
  perform(LinkAction{.verb = weather.verb, .links = std::move(links), .duration = duration});
}

void WeatherDriver::strike(Entry& entry, const ClockWeather& weather) {
  const std::uint64_t place = draw(entry, weather.hosts.size());
  const Duration by = draw(entry, weather.by);
  perform(ClockJumpAction{.host = weather.hosts[place], .by = by});
}

// One of those whom no earlier strike harms; kNobody if too few of them would be left.
std::size_t WeatherDriver::draw_unharmed(Entry& entry, std::size_t host_count) {
  std::vector<std::size_t> unharmed;
  for (std::size_t place = 0; place < host_count; ++place) {
    if (entry.harmed_until[place] <= sim::now()) {
      unharmed.push_back(place);
    }
  }
  if (unharmed.size() <= entry.weather->keep) {
    return kNobody;
  }
  return unharmed[draw(entry, unharmed.size())];
}

std::uint64_t WeatherDriver::draw(const Entry& entry, std::uint64_t count) {
  Choices& choices = World::current().choices();
  return choices.pick(choices.stream(entry.stream), count);
}

Duration WeatherDriver::draw(const Entry& entry, DurationRange range) {
  Choices& choices = World::current().choices();
  return choices.between(choices.stream(entry.stream), range.low, range.high);
}

void WeatherDriver::perform(decltype(Action::what) what) {
  subject_.perform({std::move(what), 0, {}});
}

}  // namespace rollcall
