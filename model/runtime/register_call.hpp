#pragma once

#include "model/probe/pool_ledger.hpp"
#include "model/runtime/runtime.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/timer.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace rollcall {

/// A Register call as the worker that makes it sees it.
struct RegisterCall {
  WorkerInfo info;
  ProcessId process = ProcessId::kNone;  // who calls
  Duration patience = Duration::max();   // its deadline, for each try
  Duration answer_takes{};               // on the way back
  bool answer_lost = false;              // the effect stands
  std::uint32_t tries = 1;
};

/// Makes the call, in the running task, until an answer has come or no try is left.
///
/// `handler(info)` runs in a task of its own named `handler_name`, the later ones numbered from 2,
/// as gRPC runs it: it goes on whether or not the caller waits. What comes back, or does not, is
/// told to the ledger. The caller's points are "answered" and "gave up".
template <typename Handler>
void call_register(PoolLedger& ledger, std::string_view handler_name, const RegisterCall& call,
                   Handler handler) {
  for (std::uint32_t number = 1; number <= call.tries; ++number) {
    // Shared: either side may be the last to be done with it.
    const auto answer = std::make_shared<sim::channel<bool>>(1, "answer");
    sim::spawn({.name = {.text = handler_name, .number = number == 1 ? 0U : number}},
               [call, handler, answer] {
                 const bool success = handler(call.info);
                 if (!call.answer_lost) {
                   sim::sleep(call.answer_takes);
                   answer->send(success);
                 }
               });
    std::optional<bool> success;
    sim::select(sim::receive_from(*answer, [&](std::optional<bool> came) { success = came; }),
                sim::timeout(call.patience));
    if (success) {
      const sim::Point answered("answered");
      if (*success) {
        ledger.answer_arrived(call.process, {});
      }
      return;
    }
    const sim::Point gave_up("gave up");
    ledger.caller_gave_up(call.process);
  }
}

}  // namespace rollcall
