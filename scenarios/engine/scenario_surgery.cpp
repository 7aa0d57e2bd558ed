#include "scenarios/engine/edits.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace rollcall {
namespace {

// Where workers go: an index of before to one of after, or to none.
class Moves {
 public:
  Moves(std::size_t first, std::size_t last) : first_(first), last_(last) {}

  [[nodiscard]] bool drops(std::size_t worker) const { return worker >= first_ && worker < last_; }
  [[nodiscard]] bool drops(HostRef host) const { return host.worker && drops(*host.worker); }
  void move(std::size_t& worker) const { worker -= worker >= last_ ? last_ - first_ : 0; }
  void move(HostRef& host) const {
    if (host.worker) {
      move(*host.worker);
    }
  }
  /// Without those that are dropped. False: none is left.
  [[nodiscard]] bool move(std::vector<HostRef>& hosts) const {
    std::erase_if(hosts, [&](HostRef host) { return drops(host); });
    for (HostRef& host : hosts) {
      move(host);
    }
    return !hosts.empty();
  }
  [[nodiscard]] bool move(LinkSet& links) const {
    const bool left = move(links.left);
    const bool right = move(links.right);
    return left && right;
  }

 private:
  std::size_t first_;
  std::size_t last_;
};

// Moves what an action is about. False: there is nothing left that it is about.
struct MoveAction {
  const Moves& moves;
  const std::vector<WorkerSpec>& workers;

  bool operator()(RegisterAction& action) const {
    if (moves.drops(action.worker)) {
      return false;
    }
    const WorkerSpec& before = workers[action.worker];
    const bool own = action.host == before.host && action.port == before.port;
    moves.move(action.worker);
    if (own) {
      action.host = workers[action.worker].host;
      action.port = workers[action.worker].port;
    }
    return true;
  }
  bool operator()(SetStateAction& action) const { return of_worker(action.worker); }
  bool operator()(WorkerAction& action) const { return of_worker(action.worker); }
  bool operator()(HostAction& action) const { return of_host(action.host); }
  bool operator()(ClockJumpAction& action) const { return of_host(action.host); }
  bool operator()(LinkAction& action) const { return moves.move(action.links); }
  bool operator()(MessageAction& action) const {
    return !action.worker || of_worker(*action.worker);
  }
  bool operator()(DispatchPauseAction&) const { return true; }
  bool operator()(HealAction&) const { return true; }
  bool operator()(SubmitAction&) const { return true; }
  bool operator()(CancelAction&) const { return true; }

 private:
  [[nodiscard]] bool of_worker(std::size_t& worker) const {
    const bool dropped = moves.drops(worker);
    moves.move(worker);
    return !dropped;
  }
  [[nodiscard]] bool of_host(HostRef& host) const {
    const bool dropped = moves.drops(host);
    moves.move(host);
    return !dropped;
  }
};

struct MoveWeather {
  const Moves& moves;

  bool operator()(HostWeather& weather) const { return moves.move(weather.hosts); }
  bool operator()(LinkWeather& weather) const { return moves.move(weather.links); }
  bool operator()(MessageWeather&) const { return true; }
  bool operator()(ClockWeather& weather) const { return moves.move(weather.hosts); }
};

// "register w3 #1" is then "register w2 #1". False: it is of a worker that is dropped.
bool move_task(std::string& task, const Moves& moves, const std::vector<WorkerSpec>& workers) {
  const std::size_t blank = task.find(' ');
  const std::size_t mark = task.find(" #");
  if (blank == std::string::npos || mark == std::string::npos || mark <= blank) {
    return true;
  }
  const std::string id = task.substr(blank + 1, mark - blank - 1);
  const auto found = std::find_if(workers.begin(), workers.end(),
                                  [&](const WorkerSpec& worker) { return worker.id == id; });
  if (found == workers.end()) {
    return true;
  }
  auto place = static_cast<std::size_t>(found - workers.begin());
  if (moves.drops(place)) {
    return false;
  }
  moves.move(place);
  task = task.substr(0, blank + 1) + workers[place].id + task.substr(mark);
  return true;
}

// "w3 is free" is then "w2 is free". False: it speaks of a worker that is dropped.
bool move_condition(Condition& condition, const Moves& moves,
                    const std::vector<WorkerSpec>& workers) {
  constexpr std::string_view kAnd = " and ";
  std::string moved;
  std::string_view rest = condition.text;
  for (std::variant<Comparison, WorkerIs>& term : condition.terms) {
    const std::size_t end = std::min(rest.find(kAnd), rest.size());
    moved += moved.empty() ? "" : kAnd;
    if (auto* const state = std::get_if<WorkerIs>(&term)) {
      if (moves.drops(state->worker)) {
        return false;
      }
      moves.move(state->worker);
      moved += workers[state->worker].id;
      moved += state->negated ? " is not " : " is ";
      moved += state->state;
    } else {
      moved += rest.substr(0, end);
    }
    rest.remove_prefix(std::min(end + kAnd.size(), rest.size()));
  }
  condition.text = std::move(moved);
  return true;
}

void move_conditions(Scenario& scenario, const Moves& moves) {
  const std::vector<WorkerSpec>& workers = scenario.workers;
  const auto is_gone = [&](Condition& condition) {
    return !move_condition(condition, moves, workers);
  };
  std::erase_if(scenario.always, is_gone);
  std::erase_if(scenario.never, is_gone);
  std::erase_if(scenario.leads_to,
                [&](LeadsTo& claim) { return is_gone(claim.from) || is_gone(claim.to); });
  std::erase_if(scenario.sometimes, [&](Sometimes& sometimes) {
    if (!sometimes.condition) {
      return false;
    }
    const bool gone = is_gone(*sometimes.condition);
    sometimes.mark = sometimes.condition->text;
    return gone;
  });
}

}  // namespace

void for_each_action(Scenario& scenario, const std::function<void(Action&)>& look) {
  for (Step& step : scenario.steps) {
    for (Branch& branch : step.branches) {
      for (Action& action : branch.actions) {
        look(action);
      }
    }
  }
}

void erase_steps(Scenario& scenario, std::size_t first, std::size_t last) {
  std::vector<Step>& steps = scenario.steps;
  Duration time{};
  for (std::size_t index = 0; index < steps.size(); ++index) {
    Step& step = steps[index];
    if (step.after && *step.after >= first && *step.after < last) {
      step.after.reset();
      step.at = time;
    } else if (step.after && *step.after >= last) {
      *step.after -= last - first;
    } else if (!step.after && !step.when && (index < first || index >= last)) {
      time = step.at;
    }
  }
  steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(first),
              steps.begin() + static_cast<std::ptrdiff_t>(last));
}

void insert_step(Scenario& scenario, Step step) {
  std::vector<Step>& steps = scenario.steps;
  const auto place = std::find_if(steps.begin(), steps.end(), [&](const Step& other) {
    return !other.after && !other.when && other.at > step.at;
  });
  const auto index = static_cast<std::size_t>(place - steps.begin());
  for (Step& other : steps) {
    if (other.after && *other.after >= index) {
      ++*other.after;
    }
  }
  steps.insert(place, std::move(step));
}

void erase_what_is_empty(Scenario& scenario) {
  for (std::size_t index = scenario.steps.size(); index > 0; --index) {
    Step& step = scenario.steps[index - 1];
    std::erase_if(step.branches, [](const Branch& branch) { return branch.actions.empty(); });
    if (step.branches.empty()) {
      erase_steps(scenario, index - 1, index);
    }
  }
}

void erase_workers(Scenario& scenario, std::size_t first, std::size_t last) {
  const Moves moves(first, last);
  const std::vector<WorkerSpec> workers = scenario.workers;
  for (Step& step : scenario.steps) {
    const bool waits_for_dropped =
        step.when && step.when->worker && moves.drops(*step.when->worker);
    if (step.when && step.when->worker) {
      moves.move(*step.when->worker);
    }
    for (Branch& branch : step.branches) {
      std::erase_if(branch.actions, [&](Action& action) {
        return waits_for_dropped || !std::visit(MoveAction{moves, workers}, action.what);
      });
    }
  }
  erase_what_is_empty(scenario);
  std::erase_if(scenario.faults,
                [&](Weather& weather) { return !std::visit(MoveWeather{moves}, weather.what); });
  std::erase_if(scenario.order,
                [&](OrderPoint& point) { return !move_task(point.task, moves, workers); });
  move_conditions(scenario, moves);
  scenario.workers.resize(workers.size() - (last - first));  // What is left has ids from 1.
}

}  // namespace rollcall
