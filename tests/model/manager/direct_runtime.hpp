#pragma once

#include "model/registry/effects.hpp"
#include "model/runtime/pool_runtime.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rollcall::hardened::manager_test {

/// A probe that keeps what a test asks for.
struct Hearer {
  const sim::mutex* guard = nullptr;
  std::vector<std::string> lines;  // opened, closed, sent and ended, in order
  std::map<std::string, WorkerState> states;
  std::map<JobId, std::vector<JobState>> outcomes;

  void guarded_by(const sim::mutex& mutex) { guard = &mutex; }
  void closing() { lines.emplace_back("closing"); }
  void happened(const Event& event) {
    if (const auto* transition = std::get_if<Transition>(&event)) {
      states[transition->id] = transition->to;
    }
  }
  void done(const Effect& effect) {
    std::visit([&](const auto& wanted) { note(wanted); }, effect);
  }
  void note(const Open& open) { lines.push_back("open " + open.id); }
  void note(const Close& close) { lines.push_back("close " + close.id); }
  void note(const Probe& probe) { lines.push_back("probe " + probe.request.id); }
  void note(const Assign& assign) { lines.push_back("assign " + assign.request.id); }
  void note(const Outcome& outcome) { outcomes[outcome.job].push_back(outcome.state); }

  // What no test asks for.
  void configured(const RegistryConfig&) {}
  void clock(Time, Time) {}
  template <typename Request>
  void handles(const Request&) {}
  template <typename Request>
  void handles_answer(const Request&) {}
  template <typename Request, typename Reply>
  void replied(const Request&, const Reply&) {}
};

/// A PoolRuntime without a network: what a worker answers is a function of the test's, asked in the
/// step in which the call is started, and answered `latency` later.
class DirectRuntime {
 public:
  using Mutex = sim::mutex;
  using CondVar = sim::cond_var;
  using Point = sim::Point;
  using Connection = std::uint32_t;

  Duration latency = std::chrono::milliseconds(1);
  /// Null replies: no answer.
  std::function<std::optional<ProbeReply>(const ProbeRequest&)> on_probe =
      [](const ProbeRequest& request) { return ProbeReply{.id = request.id, .boot = Boot{1}}; };
  std::function<AssignAnswer(const AssignRequest&)> on_assign = [](const AssignRequest&) {
    return AssignAnswer::kAccepted;
  };

  [[nodiscard]] Time now() const { return sim::now(); }
  template <typename Body>
  void spawn_daemon(TaskName name, Body&& body) {
    sim::spawn({.name = name, .daemon = true}, std::forward<Body>(body));
  }
  std::uint64_t next_term() { return ++term_; }
  Connection dial(const Endpoint&) {
    open_.insert(++connections_);
    return connections_;
  }
  void hang_up(Connection connection) { EXPECT_EQ(open_.erase(connection), 1U); }
  [[nodiscard]] std::size_t open_count() const { return open_.size(); }
  template <typename Handler>
  void start_probe(Connection, const ProbeRequest& request, Duration, Handler handler) {
    answer([reply = on_probe(request), handler] { handler(reply ? &*reply : nullptr); });
  }
  template <typename Handler>
  void start_assign(Connection, const AssignRequest& request, Duration, Handler handler) {
    answer([reply = on_assign(request), handler] { handler(reply); });
  }
  Hearer& probe() { return hearer_; }

 private:
  template <typename Answer>
  void answer(Answer&& give) {
    sim::spawn({.name = {.text = "answer"}, .daemon = true},
               [give = std::forward<Answer>(give), delay = latency] {
                 sim::sleep(delay);
                 give();
               });
  }

  Hearer hearer_;
  std::uint64_t term_ = 0;
  std::uint32_t connections_ = 0;  // dialled so far
  std::set<Connection> open_;
};
static_assert(PoolRuntime<DirectRuntime>);

}  // namespace rollcall::hardened::manager_test
