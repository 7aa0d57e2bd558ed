#include "model/simulated/submitters.hpp"

#include "model/simulated/marks.hpp"
#include "sim/sync/task.hpp"

#include <utility>

namespace rollcall::hardened {
namespace {

void mark(JobState state) {
  const std::string_view name = state == JobState::kCancelled ? kJobCancelled
                                : state == JobState::kUnknown ? kJobUnknown
                                : state == JobState::kFailed  ? kJobFailed
                                                              : "";
  if (!name.empty()) {
    World::current().mark(name, true);
  }
}

}  // namespace

Submitters::Submitters(net::Network& network, Options options)
    : network_(network),
      wire_(network),
      options_(std::move(options)),
      host_(network.add_host("submitters")),
      line_(network.open(host_, options_.orchestrator)) {}

void Submitters::submit(const SubmitRequest& request) {
  Job& job = jobs_.emplace_back(Job{.request = request, .id = {}});
  ++unsettled_count_;
  const SpawnOptions task{.name = {.text = "submitter", .number = jobs_.size()}, .daemon = true};
  network_.spawn_on(host_, task, [this, &job] { see_through(job); });
}

void Submitters::cancel(std::size_t number) {
  if (number == 0 || number > jobs_.size() || jobs_[number - 1].submission_count == 0) {
    return;
  }
  const SpawnOptions task{.name = {.text = "canceller", .number = number}, .daemon = true};
  network_.spawn_on(host_, task, [this, id = jobs_[number - 1].id] {
    static_cast<void>(network_.call(line_, wire_.method<rpc::Cancel>(),
                                    Wire::request<rpc::Cancel>(id), options_.call_timeout));
  });
}

void Submitters::see_through(Job& job) {
  while (!job.settled) {
    if (!try_submit(job)) {
      sim::sleep(options_.poll_every);
      continue;
    }
    const JobState state = await_outcome(job.id);
    const bool again =
        job.request.idempotent && (state == JobState::kFailed || state == JobState::kUnknown);
    if (!again) {
      settle(job, state);
    }
  }
}

// Whether the orchestrator has it now. Gives it up if it may have it, and must not have it twice.
bool Submitters::try_submit(Job& job) {
  const net::Outcome outcome =
      network_.call(line_, wire_.method<rpc::Submit>(), Wire::request<rpc::Submit>(job.request),
                    options_.call_timeout);
  const SubmitReply* const reply = Wire::answer<rpc::Submit>(outcome);
  if (reply != nullptr && reply->status == Status::kOk) {
    job.id = reply->job;
    ++job.submission_count;
    return true;
  }
  if (reply != nullptr) {
    World::current().mark(kJobRefused, true);
  }
  if (outcome.unknown() && !job.request.idempotent) {
    settle(job, JobState::kUnknown);
  }
  return false;
}

JobState Submitters::await_outcome(JobId job) {
  for (;;) {
    const net::Outcome outcome = network_.call(
        line_, wire_.method<rpc::Query>(), Wire::request<rpc::Query>(job), options_.call_timeout);
    const JobState* const state = Wire::answer<rpc::Query>(outcome);
    if (state != nullptr && *state != JobState::kWaiting && *state != JobState::kSent) {
      mark(*state);
      return *state;
    }
    sim::sleep(options_.poll_every);
  }
}

void Submitters::settle(Job& job, JobState state) {
  job.state = state;
  job.settled = true;
  --unsettled_count_;
}

}  // namespace rollcall::hardened
