#pragma once

#include "model/registry/messages.hpp"

#include <string_view>
#include <tuple>

// Every RPC of the pool: its name, what it carries there, and what back. Whoever serves or calls
// goes through these, so that a simulated network and gRPC have the same.
namespace rollcall::hardened::rpc {

template <typename RequestType, typename ReplyType>
struct Method {
  using Request = RequestType;
  using Reply = ReplyType;
};

// Served by the orchestrator.
struct Register : Method<RegisterRequest, RegisterReply> {
  static constexpr std::string_view kName = "Register";
};
struct Heartbeat : Method<HeartbeatRequest, HeartbeatReply> {
  static constexpr std::string_view kName = "Heartbeat";
};
struct Complete : Method<CompleteRequest, Status> {
  static constexpr std::string_view kName = "Complete";
};
struct Deregister : Method<LeaveRequest, Status> {
  static constexpr std::string_view kName = "Deregister";
};
struct Drain : Method<LeaveRequest, Status> {
  static constexpr std::string_view kName = "Drain";
};
struct Submit : Method<SubmitRequest, SubmitReply> {
  static constexpr std::string_view kName = "Submit";
};
struct Cancel : Method<JobId, Status> {
  static constexpr std::string_view kName = "Cancel";
};
struct Query : Method<JobId, JobState> {
  static constexpr std::string_view kName = "Query";
};
using OrchestratorMethods =
    std::tuple<Register, Heartbeat, Complete, Deregister, Drain, Submit, Cancel, Query>;

// Served by workers.
struct Probe : Method<ProbeRequest, ProbeReply> {
  static constexpr std::string_view kName = "Probe";
};
struct Assign : Method<AssignRequest, AssignAnswer> {
  static constexpr std::string_view kName = "Assign";
};

}  // namespace rollcall::hardened::rpc
