#include "model/runtime/worker_processes.hpp"

#include "sim/sync/select.hpp"
#include "sim/sync/timer.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {

bool WorkerProcesses::Call::wait() {
  bool done = false;
  if (works_) {
    sim::select(sim::receive_from(failed_), sim::timeout(duration_, [&] { done = true; }));
  } else {
    static_cast<void>(failed_.receive());
  }
  close();
  return done;
}

void WorkerProcesses::Call::close() {
  if (std::exchange(open_, false) && begun_) {
    processes_.ledger_.job_left(process_);
  }
}

ProcessId WorkerProcesses::start(std::string_view id, std::string endpoint, Manner manner) {
  const ProcessId process = ledger_.process_started(id, 0, endpoint);
  processes_.push_back({.id = process, .endpoint = std::move(endpoint), .manner = manner});
  return process;
}

void WorkerProcesses::change(ProcessId process, Manner manner) {
  for (Process& candidate : processes_) {
    if (candidate.id == process) {
      candidate.manner = manner;
    }
  }
}

void WorkerProcesses::kill(ProcessId process) {
  for (Process& candidate : processes_) {
    if (candidate.id == process && std::exchange(candidate.live, false)) {
      ledger_.process_stopped(process);
      fail_calls([&](const Call& call) { return call.process_ == process; });
    }
  }
}

void WorkerProcesses::hang_up(ConnectionId connection) {
  fail_calls([&](const Call& call) { return call.connection_ == connection; });
}

bool WorkerProcesses::speaks(std::string_view endpoint) const {
  const Process* const process = listener(endpoint);
  return process != nullptr && process->manner != Manner::kMute;
}

bool WorkerProcesses::is_mute(std::string_view endpoint) const {
  const Process* const process = listener(endpoint);
  return process != nullptr && process->manner == Manner::kMute;
}

WorkerProcesses::Call* WorkerProcesses::start_call(std::string_view endpoint,
                                                   ConnectionId connection, std::uint64_t job,
                                                   Duration duration) {
  const Process* const process = listener(endpoint);
  if (process == nullptr) {
    return nullptr;
  }
  if (process->manner != Manner::kMute) {
    ledger_.process_reached(process->id, {}, 0);
  }
  if (process->manner == Manner::kRefuses) {
    return nullptr;
  }
  Call& call = calls_.emplace_back(*this, process->id, connection);
  call.duration_ = duration;
  call.works_ = process->manner == Manner::kWorks;
  call.begun_ = process->manner != Manner::kMute;
  if (call.begun_) {
    ledger_.job_begun(process->id, {}, 0, {.number = job});
  }
  return &call;
}

const WorkerProcesses::Process* WorkerProcesses::listener(std::string_view endpoint) const {
  const auto found =
      std::find_if(processes_.rbegin(), processes_.rend(), [&](const Process& process) {
        return process.live && process.manner != Manner::kClosed && process.endpoint == endpoint;
      });
  return found == processes_.rend() ? nullptr : &*found;
}

template <typename Which>
void WorkerProcesses::fail_calls(const Which& which) {
  for (Call& call : calls_) {
    if (call.open_ && which(call)) {
      call.close();
      bool failed = true;
      call.failed_.deliver(failed);
    }
  }
}

}  // namespace rollcall
