#pragma once

#include "scenarios/engine/outages.hpp"
#include "scenarios/engine/subject.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/net/faults.hpp"
#include "sim/net/network.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rollcall {

/// The machines of a pool, and the processes on them, as what strikes them sees them.
class Machines {
 public:
  virtual ~Machines() = default;

  virtual void crash(HostRef host) = 0;
  virtual void restart(HostRef host) = 0;
  virtual void pause(HostRef host) = 0;
  virtual void resume(HostRef host) = 0;
  /// The worker stays broken: nothing is expected of it any more.
  virtual void apart(std::size_t worker) = 0;
  virtual void pause_dispatchers() = 0;
  virtual void resume_dispatchers() = 0;
  [[nodiscard]] virtual net::HostId host_id(HostRef host) const = 0;
};

/// What a script and its weather do to the network and the machines in it, whatever pool they run.
///
/// All outlive it. Made and used inside an execution; outlives its tasks.
class NetworkFaults {
 public:
  NetworkFaults(const Scenario& scenario, net::Network& network, Machines& machines)
      : scenario_(scenario), network_(network), machines_(machines) {}

  /// The network as the scenario has it from the beginning: its odds stop at the heal, too.
  void start();
  /// See Subject::begin_weather.
  void begin_weather(const MessageWeather& weather, DurationRange span, Subject::Hit hit);
  /// See Subject::heal.
  void heal(const std::vector<bool>& core);
  /// Whether nothing is broken any more, nor will be.
  [[nodiscard]] bool quiet() const;

  /// Its process is gone, if there is one, and starts; what kept the host down is over.
  void restart(HostRef host);
  void perform(const HostAction& action);
  void perform(const LinkAction& action);
  void perform(const HealAction&);
  void perform(const MessageAction& action);
  void perform(const ClockJumpAction& action);
  void perform(const DispatchPauseAction& action);

 private:
  void block(const LinkAction& action, const std::vector<HostRef>& left,
             const std::vector<HostRef>& right, std::vector<net::FaultHandle>& rules);
  void remove(const std::vector<net::FaultHandle>& rules);
  [[nodiscard]] net::HostSet host_set(const std::vector<HostRef>& hosts) const;
  [[nodiscard]] std::optional<std::size_t> worker_at(net::HostId host) const;
  void tell(const net::Sight& sight, MessageWeather::Verb verb, const Subject::Hit& hit) const;

  const Scenario& scenario_;
  net::Network& network_;
  Machines& machines_;
  Outages outages_;
  std::vector<net::FaultHandle> message_rules_;
  bool healed_ = false;
};

/// An action that is one of these.
template <typename Action>
concept NetworkFault = requires(NetworkFaults& faults, const Action& action) {
  faults.perform(action);
};

/// What every simulated pool is built in: a channel's own 20 s outlast every fault of a scenario.
inline constexpr Duration kRetryMax = std::chrono::seconds(2);
inline constexpr Duration kCallTimeout = std::chrono::seconds(1);
[[nodiscard]] net::NetworkOptions network_options(const NetworkSpec& spec);

/// Of one host, by the scenario's `clock:`, drawn from the stream of that name.
[[nodiscard]] net::HostClock draw_clock(const ClockSpec& clock, std::string_view draws);

}  // namespace rollcall
