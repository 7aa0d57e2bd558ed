#pragma once

#include "model/manager/rpc.hpp"
#include "model/manager/tell.hpp"
#include "model/probe/pool_history.hpp"

#include <type_traits>

// A worker's calls and what they are answered, in the words of the ledger's history.
namespace rollcall::hardened {

template <typename Rpc>
[[nodiscard]] PoolOp call_of(const typename Rpc::Request& request) {
  using Kind = PoolOp::Kind;
  PoolOp op;
  if constexpr (std::is_same_v<Rpc, rpc::Register>) {
    op.kind = Kind::kRegister;
    op.boot = static_cast<std::uint64_t>(request.boot);
  } else {
    op.epoch = epoch_id(request.epoch);
    if constexpr (std::is_same_v<Rpc, rpc::Heartbeat>) {
      op.kind = Kind::kHeartbeat;
      op.boot = static_cast<std::uint64_t>(request.boot);
    } else if constexpr (std::is_same_v<Rpc, rpc::Complete>) {
      op.kind = Kind::kComplete;
      op.boot = static_cast<std::uint64_t>(request.boot);
      op.grant = static_cast<std::uint64_t>(request.grant);
    } else {
      op.kind = std::is_same_v<Rpc, rpc::Drain> ? Kind::kDrain : Kind::kLeave;
    }
  }
  return op;
}

[[nodiscard]] inline PoolAnswer answer_of(Status status) {
  using Kind = PoolAnswer::Kind;
  switch (status) {
    case Status::kOk:
      return {.kind = Kind::kOk};
    case Status::kUnknown:
      return {.kind = Kind::kUnknown};
    case Status::kStale:
      return {.kind = Kind::kStale};
    case Status::kInvalid:
    case Status::kFull:
    case Status::kShuttingDown:
      return {.kind = Kind::kRefused};
  }
  return {.kind = Kind::kRefused};
}
[[nodiscard]] inline PoolAnswer answer_of(const HeartbeatReply& reply) {
  return answer_of(reply.status);
}
[[nodiscard]] inline PoolAnswer answer_of(const RegisterReply& reply) {
  PoolAnswer answer = answer_of(reply.status);
  answer.epoch = reply.status == Status::kOk ? epoch_id(reply.epoch) : EpochId{};
  return answer;
}

}  // namespace rollcall::hardened
