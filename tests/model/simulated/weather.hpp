#pragma once

#include "sim/net/faults.hpp"
#include "tests/model/simulated/pool_world.hpp"

#include <cstdint>
#include <vector>

namespace rollcall::hardened::pool_world {

/// Random faults over a pool, and their end. Draws: the stream "weather".
class Weather {
 public:
  explicit Weather(PoolWorld& pool)
      : pool_(pool), draws_(World::current().choices().stream("weather")) {}

  /// For about that long: jobs of both kinds, and something that goes wrong every now and then.
  void rage(Duration duration) {
    const Time end = sim::now() + duration;
    while (sim::now() < end) {
      sim::sleep(milliseconds(below(600)));
      if (below(2) == 0) {
        submit();
      }
      strike();
    }
  }

  void heal() {
    for (const net::FaultHandle rule : rules_) {
      pool_.network.remove_rule(rule);
    }
    rules_.clear();
    for (std::uint32_t number = 0; number < pool_.fleet.count(); ++number) {
      const WorkerNumber worker{number};
      if (pool_.network.paused(pool_.fleet.host(worker))) {
        pool_.fleet.resume(worker);
      }
      pool_.fleet.restart(worker);
    }
    if (pool_.network.paused(pool_.orchestrator.host())) {
      pool_.network.resume(pool_.orchestrator.host());
    }
    if (!pool_.network.up(pool_.orchestrator.host())) {
      pool_.orchestrator.restart();
    }
    pool_.ledger.faults_stopped();
  }

  void submit() {
    pool_.submitters.submit({.duration = milliseconds(below(800)), .idempotent = below(2) == 0});
  }

 private:
  std::int64_t below(std::uint64_t count) {
    return static_cast<std::int64_t>(World::current().choices().pick(draws_, count));
  }

  void strike() {
    const WorkerNumber worker{static_cast<std::uint32_t>(below(pool_.fleet.count()))};
    const net::HostId host = pool_.fleet.host(worker);
    switch (below(10)) {
      case 0:
      case 1:
        pool_.fleet.running(worker) ? pool_.fleet.crash(worker) : pool_.fleet.restart(worker);
        break;
      case 2:
      case 3:
        pool_.network.paused(host) ? pool_.fleet.resume(worker) : pause(worker);
        break;
      case 4:
        add(net::partition(
            {.from = net::HostSet{host}, .to = net::HostSet::all(), .both_ways = below(2) == 0}));
        break;
      case 5:
        add(net::partition({.from = net::HostSet::all(), .to = net::HostSet{host}}));
        break;
      case 6:
        add(net::drop_reply({}, {.num = 1, .den = 5}));
        break;
      case 7:
        add(net::clog({.from = net::HostSet::all(),
                       .to = net::HostSet{host},
                       .method = pool_.network.method(rpc::Assign::kName)}));
        break;
      case 8:
        strike_orchestrator();
        break;
      default:
        remove_one();
        break;
    }
  }

  void pause(WorkerNumber worker) {
    if (pool_.fleet.running(worker)) {
      pool_.fleet.pause(worker);
    }
  }

  void strike_orchestrator() {
    const net::HostId host = pool_.orchestrator.host();
    if (!pool_.network.up(host)) {
      pool_.orchestrator.restart();
    } else if (pool_.network.paused(host)) {
      pool_.network.resume(host);
    } else if (below(2) == 0) {
      pool_.network.pause(host);
    } else {
      pool_.orchestrator.crash();
    }
  }

  void add(std::unique_ptr<net::FaultRule> rule) {
    rules_.push_back(pool_.network.add_rule(std::move(rule)));
    if (rules_.size() > 3) {
      remove_one();
    }
  }

  void remove_one() {
    if (!rules_.empty()) {
      pool_.network.remove_rule(rules_.front());
      rules_.erase(rules_.begin());
    }
  }

  PoolWorld& pool_;
  Stream& draws_;
  std::vector<net::FaultHandle> rules_;
};

}  // namespace rollcall::hardened::pool_world
