#include "scenarios/engine/edits.hpp"

#include <algorithm>
#include <type_traits>

namespace rollcall {
namespace {

// Small numbers first.
std::vector<std::uint32_t> smaller(std::uint32_t count) {
  std::vector<std::uint32_t> counts;
  for (std::uint32_t less = 1; less < count; less *= 2) {
    counts.push_back(less);
  }
  if (count > 1 && (counts.empty() || counts.back() != count - 1)) {
    counts.push_back(count - 1);
  }
  return counts;
}

// A field of the manager's set-up that has its default.
template <typename Field>
void add_usual(Edits& edits, const ManagerOptions& options, Field ManagerOptions::*field) {
  const ManagerOptions usual;
  if (options.*field != usual.*field) {
    edits.push_back(
        [field](Scenario& changed) { changed.manager.*field = ManagerOptions().*field; });
  }
}

// The nth action of the scenario is changed.
template <typename Change>
Edit on_action(std::size_t nth, Change change) {
  return [nth, change](Scenario& scenario) {
    std::size_t count = 0;
    for_each_action(scenario, [&](Action& action) {
      if (count++ == nth) {
        change(action);
      }
    });
  };
}

template <typename Kind, typename Change>
Edit on(std::size_t nth, Change change) {
  return on_action(nth, [change](Action& action) { change(std::get<Kind>(action.what)); });
}

void add_narrow(Edits& edits, std::size_t nth, bool left, std::size_t count) {
  for (std::size_t host = 0; count > 1 && host < count; ++host) {
    edits.push_back(on<LinkAction>(nth, [=](LinkAction& action) {
      std::vector<HostRef>& hosts = left ? action.links.left : action.links.right;
      hosts = {hosts[host]};
    }));
  }
}

void add_plain(Edits& edits, const Scenario& scenario, std::size_t nth, const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    const WorkerSpec own = scenario.workers[call->worker];
    edits.push_back(on<RegisterAction>(nth, [own](RegisterAction& changed) {
      changed.host = own.host;
      changed.port = own.port;
    }));
  } else if (const auto* links = std::get_if<LinkAction>(&action.what)) {
    add_narrow(edits, nth, true, links->links.left.size());
    add_narrow(edits, nth, false, links->links.right.size());
    edits.push_back(on<LinkAction>(nth, [](LinkAction& changed) { changed.duration.reset(); }));
    edits.push_back(
        on<LinkAction>(nth, [](LinkAction& changed) { changed.links.methods.clear(); }));
    edits.push_back(
        on<LinkAction>(nth, [](LinkAction& changed) { changed.links.one_way = false; }));
  } else if (std::holds_alternative<HostAction>(action.what)) {
    edits.push_back(on<HostAction>(nth, [](HostAction& changed) { changed.duration.reset(); }));
  } else if (std::holds_alternative<DispatchPauseAction>(action.what)) {
    edits.push_back(on<DispatchPauseAction>(
        nth, [](DispatchPauseAction& changed) { changed.duration.reset(); }));
  } else if (std::holds_alternative<MessageAction>(action.what)) {
    edits.push_back(on<MessageAction>(nth, [](MessageAction& changed) { changed.worker.reset(); }));
    edits.push_back(on<MessageAction>(nth, [](MessageAction& changed) { changed.count = 1; }));
  } else if (std::holds_alternative<SubmitAction>(action.what)) {
    edits.push_back(
        on<SubmitAction>(nth, [](SubmitAction& changed) { changed.idempotent = true; }));
  }
}

}  // namespace

Edits calm_world(const Scenario& /*scenario*/, const Evidence& /*evidence*/) {
  return {[](Scenario& changed) {
            changed.network = {};
            changed.clock = {};
          },
          [](Scenario& changed) { changed.network = {}; },
          [](Scenario& changed) { changed.clock = {}; },
          [](Scenario& changed) { changed.network.loss = {}; },
          [](Scenario& changed) { changed.network.duplicate = {}; },
          [](Scenario& changed) { changed.network.reorder = {}; },
          [](Scenario& changed) { changed.network.latency = NetworkSpec().latency; },
          [](Scenario& changed) { changed.clock.offset = {}; },
          [](Scenario& changed) { changed.clock.drift_ppm_max = 0; },
          [](Scenario& changed) { changed.swarm = false; },
          [](Scenario& changed) { changed.heal.reset(); },
          [](Scenario& changed) {
            if (changed.heal) {
              changed.heal->core.reset();
            }
          },
          [](Scenario& changed) { changed.eventually = {}; },
          [](Scenario& changed) { changed.eventually.within.reset(); },
          [](Scenario& changed) { changed.eventually.that.clear(); }};
}

Edits fewer_jobs(const Scenario& scenario, const Evidence& /*evidence*/) {
  Edits edits;
  if (scenario.jobs) {
    edits.push_back([](Scenario& changed) { changed.jobs.reset(); });
    for (const std::uint32_t count : smaller(scenario.jobs->count)) {
      edits.push_back([count](Scenario& changed) { changed.jobs->count = count; });
    }
    edits.push_back([](Scenario& changed) { changed.jobs->idempotent = true; });
  }
  std::size_t nth = 0;
  Scenario scratch = scenario;
  for_each_action(scratch, [&](const Action& action) {
    if (const auto* submit = std::get_if<SubmitAction>(&action.what)) {
      for (const std::uint32_t count : smaller(submit->jobs)) {
        edits.push_back(on<SubmitAction>(nth, [count](SubmitAction& a) { a.jobs = count; }));
      }
    }
    ++nth;
  });
  return edits;
}

Edits usual_manager(const Scenario& scenario, const Evidence& /*evidence*/) {
  const ManagerOptions& options = scenario.manager;
  Edits edits{[](Scenario& changed) { changed.manager = {}; }};
  add_usual(edits, options, &ManagerOptions::free_capacity);
  add_usual(edits, options, &ManagerOptions::dispatchers);
  add_usual(edits, options, &ManagerOptions::failed_call);
  add_usual(edits, options, &ManagerOptions::heartbeat);
  add_usual(edits, options, &ManagerOptions::dead_after);
  add_usual(edits, options, &ManagerOptions::probe_timeout);
  add_usual(edits, options, &ManagerOptions::assign_timeout);
  add_usual(edits, options, &ManagerOptions::job_timeout);
  add_usual(edits, options, &ManagerOptions::attempts);
  add_usual(edits, options, &ManagerOptions::workers_max);
  add_usual(edits, options, &ManagerOptions::jobs_max);
  return edits;
}

Edits plain_actions(const Scenario& scenario, const Evidence& /*evidence*/) {
  Edits edits;
  std::size_t nth = 0;
  Scenario scratch = scenario;
  for_each_action(scratch,
                  [&](const Action& action) { add_plain(edits, scenario, nth++, action); });
  return edits;
}

}  // namespace rollcall
