#pragma once

#include "model/registry/messages.hpp"
#include "model/simulated/wire.hpp"
#include "sim/net/network.hpp"

#include <cstdint>
#include <deque>
#include <string>

namespace rollcall::hardened {

/// Those who want jobs done, on a host of their own: a task for each job, which submits it and asks
/// until it knows what came of it.
///
/// A job that may be begun more than once is submitted again where it failed, or nobody knows what
/// came of it; another is given up then. Made and used inside one execution.
class Submitters {
 public:
  struct Options {
    std::string orchestrator;  // "host:port"
    Duration call_timeout = std::chrono::seconds(1);
    Duration poll_every = std::chrono::milliseconds(500);
  };
  struct Job {
    SubmitRequest request;
    JobId id;                             // as it was submitted last
    std::uint32_t submission_count = 0;   // that the orchestrator took
    JobState state = JobState::kWaiting;  // kUnknown: given up
    bool settled = false;
  };

  Submitters(net::Network& network, Options options);

  /// An op, unless in a step.
  void submit(const SubmitRequest& request);

  /// Takes the job back that was the `number`th to be submitted, from 1, if it still waits. Nothing
  /// if there is none or the orchestrator has not taken it. An op, unless in a step.
  void cancel(std::size_t number);

  /// In order of submit(); references stay good.
  [[nodiscard]] const std::deque<Job>& jobs() const { return jobs_; }
  [[nodiscard]] std::uint32_t unsettled_count() const { return unsettled_count_; }
  [[nodiscard]] net::HostId host() const { return host_; }

 private:
  void see_through(Job& job);
  [[nodiscard]] bool try_submit(Job& job);
  [[nodiscard]] JobState await_outcome(JobId job);
  void settle(Job& job, JobState state);

  net::Network& network_;
  Wire wire_;
  Options options_;
  net::HostId host_;
  net::ConnectionId line_;
  std::deque<Job> jobs_;
  std::uint32_t unsettled_count_ = 0;
};

}  // namespace rollcall::hardened
