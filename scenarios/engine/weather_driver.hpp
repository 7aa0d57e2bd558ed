#pragma once

#include "scenarios/engine/draw_names.hpp"
#include "scenarios/engine/strikes.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/language/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rollcall {

/// Random weather: does by itself, at drawn times and to drawn hosts, what a script's actions do.
///
/// Each entry of `faults:` has a stream of draws (see DrawNames), so that one entry leaves the
/// others' strikes alone; one that has a rate is a task of its own. The time between two strikes is
/// uniform from nothing to twice the mean, and not less than `quiet`. A strike that would leave
/// fewer than `keep` hosts alone does not happen. In a swarm each seed turns an entry off, on, or
/// up: a third each, the last four times as often. Made and used inside an execution; outlives its
/// tasks.
class WeatherDriver {
 public:
  /// What strikes is added to `strikes`, unless null.
  WeatherDriver(const Scenario& scenario, const DrawNames& draws, Subject& subject,
                Strikes* strikes);

  void start();
  /// Nothing strikes any more; what has struck lasts as long as it was drawn to.
  void stop() { over_ = true; }

 private:
  struct Entry {
    const Weather* weather = nullptr;
    std::string_view stream;         // its name
    std::vector<Time> harmed_until;  // by place in the entry's hosts
  };

  void blow(Entry& entry, Duration mean);
  void strike(Entry& entry, const HostWeather& weather);
  void strike(Entry& entry, const LinkWeather& weather);
  void strike(Entry& entry, const ClockWeather& weather);
  void strike(Entry&, const MessageWeather&) {}  // has no rate
  [[nodiscard]] std::optional<std::size_t> draw_unharmed(Entry& entry, std::size_t host_count);
  [[nodiscard]] std::uint64_t draw(const Entry& entry, std::uint64_t count);
  [[nodiscard]] Duration draw(const Entry& entry, DurationRange range);
  void perform(const Entry& entry, decltype(Action::what) what);
  void note(const Entry& entry, decltype(Action::what) what);

  const Scenario& scenario_;
  Subject& subject_;
  Strikes* strikes_;
  std::vector<Entry> entries_;
  bool over_ = false;
};

}  // namespace rollcall
