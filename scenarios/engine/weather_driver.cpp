#include "scenarios/engine/weather_driver.hpp"

#include "sim/core/world.hpp"
#include "sim/sync/task.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

Ratio times(Ratio ratio, std::uint64_t factor) {
  return {.num = std::min(ratio.num * factor, ratio.den), .den = ratio.den};
}

}  // namespace

WeatherDriver::WeatherDriver(const Scenario& scenario, const DrawNames& draws, Subject& subject,
                             Strikes* strikes)
    : scenario_(scenario), subject_(subject), strikes_(strikes) {
  for (const Weather& weather : scenario.faults) {
    entries_.push_back({.weather = &weather, .stream = draws.of(weather), .harmed_until = {}});
  }
}

void WeatherDriver::start() {
  constexpr std::array<std::uint64_t, 3> kPaces{0, 1, 4};
  for (Entry& entry : entries_) {
    const std::uint64_t pace = scenario_.swarm ? kPaces.at(draw(entry, kPaces.size())) : 1;
    if (pace == 0) {
      continue;
    }
    if (const auto* messages = std::get_if<MessageWeather>(&entry.weather->what)) {
      MessageWeather paced = *messages;
      paced.chance = times(paced.chance, pace);
      const auto hit = [this, &entry](const MessageAction& action) { note(entry, action); };
      subject_.begin_weather(paced, entry.weather->span,
                             strikes_ == nullptr ? Subject::Hit() : Subject::Hit(hit));
    } else {
      const Rate rate = *entry.weather->rate;
      const auto count = static_cast<std::int64_t>(rate.count * pace);
      const Duration mean = std::max<Duration>(rate.per / count, Duration{1});
      sim::spawn({.name = {.text = "weather"}, .daemon = true},
                 [this, &entry, mean] { blow(entry, mean); });
    }
  }
}

void WeatherDriver::blow(Entry& entry, Duration mean) {
  const Duration most = mean > Duration::max() / 2 ? mean : 2 * mean;
  while (!over_) {
    const Duration gap = draw(entry, {Duration{}, most});
    sim::sleep(std::max(gap, entry.weather->quiet));
    if (!over_) {
      std::visit([&](const auto& what) { strike(entry, what); }, entry.weather->what);
    }
  }
}

void WeatherDriver::strike(Entry& entry, const HostWeather& weather) {
  if (const auto place = draw_unharmed(entry, weather.hosts.size())) {
    const Duration duration = draw(entry, entry.weather->span);
    entry.harmed_until[*place] = sim::now() + duration;
    perform(entry,
            HostAction{.verb = weather.verb, .host = weather.hosts[*place], .duration = duration});
  }
}

// One of the left against one of the right.
void WeatherDriver::strike(Entry& entry, const LinkWeather& weather) {
  const auto place = draw_unharmed(entry, weather.links.right.size());
  if (!place) {
    return;
  }
  const std::uint64_t left = draw(entry, weather.links.left.size());
  const std::uint64_t sided = draw(entry, weather.one_way.den);
  const std::uint64_t turned = draw(entry, 2);
  const Duration duration = draw(entry, entry.weather->span);
  entry.harmed_until[*place] = sim::now() + duration;
  LinkSet links{.left = {weather.links.left[left]},
                .right = {weather.links.right[*place]},
                .one_way = sided < weather.one_way.num,
                .methods = weather.links.methods};
  if (links.one_way && turned == 1) {
    std::swap(links.left, links.right);
  }
  perform(entry, LinkAction{.verb = weather.verb, .links = std::move(links), .duration = duration});
}

void WeatherDriver::strike(Entry& entry, const ClockWeather& weather) {
  const std::uint64_t place = draw(entry, weather.hosts.size());
  const Duration by = draw(entry, entry.weather->span);
  perform(entry, ClockJumpAction{.host = weather.hosts[place], .by = by});
}

// One of those whom no earlier strike harms; nobody if too few of them would be left.
std::optional<std::size_t> WeatherDriver::draw_unharmed(Entry& entry, std::size_t host_count) {
  entry.harmed_until.resize(host_count);
  std::vector<std::size_t> unharmed;
  for (std::size_t place = 0; place < host_count; ++place) {
    if (entry.harmed_until[place] <= sim::now()) {
      unharmed.push_back(place);
    }
  }
  if (unharmed.size() <= entry.weather->keep) {
    return std::nullopt;
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

void WeatherDriver::perform(const Entry& entry, decltype(Action::what) what) {
  note(entry, what);
  subject_.perform({std::move(what), 0, {}});
}

void WeatherDriver::note(const Entry& entry, decltype(Action::what) what) {
  if (strikes_ != nullptr) {
    strikes_->push_back({.entry = static_cast<std::size_t>(&entry - entries_.data()),
                         .time = World::current().now(),
                         .what = std::move(what)});
  }
}

}  // namespace rollcall
