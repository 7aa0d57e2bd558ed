#pragma once

#include "model/manager/rpc.hpp"
#include "sim/net/network.hpp"

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace rollcall::hardened {

/// The pool's RPCs in a simulated network: payloads are the messages themselves.
class Wire {
 public:
  explicit Wire(net::Network& network)
      : orchestrator_(names(network, rpc::OrchestratorMethods{})),
        probe_(network.method(rpc::Probe::kName)),
        assign_(network.method(rpc::Assign::kName)) {}

  template <typename Rpc>
  [[nodiscard]] net::MethodId method() const {
    if constexpr (std::is_same_v<Rpc, rpc::Probe>) {
      return probe_;
    } else if constexpr (std::is_same_v<Rpc, rpc::Assign>) {
      return assign_;
    } else {
      return orchestrator_[place<Rpc>(rpc::OrchestratorMethods{})];
    }
  }

  template <typename Rpc>
  [[nodiscard]] static net::Payload request(const typename Rpc::Request& request) {
    return net::make_payload<typename Rpc::Request>(request);
  }
  template <typename Rpc>
  [[nodiscard]] static net::Payload reply(const typename Rpc::Reply& reply) {
    return net::make_payload<typename Rpc::Reply>(reply);
  }
  /// Null: no answer came.
  template <typename Rpc>
  [[nodiscard]] static const typename Rpc::Reply* answer(const net::Outcome& outcome) {
    return outcome.code == net::StatusCode::kOk ? &net::get<typename Rpc::Reply>(outcome.reply)
                                                : nullptr;
  }

  /// Calls visit(Rpc{}) for the method of the orchestrator that this is; false if it is none.
  template <typename Visit>
  bool visit(net::MethodId method, const Visit& visit_method) const {
    bool found = false;
    std::apply(
        [&](auto... rpcs) { ((found = found || try_visit(method, rpcs, visit_method)), ...); },
        rpc::OrchestratorMethods{});
    return found;
  }

 private:
  static constexpr std::size_t kCount = std::tuple_size_v<rpc::OrchestratorMethods>;

  template <typename... Rpcs>
  static std::array<net::MethodId, kCount> names(net::Network& network, std::tuple<Rpcs...>) {
    return {network.method(Rpcs::kName)...};
  }

  template <typename Rpc, typename... Rpcs>
  static constexpr std::size_t place(std::tuple<Rpcs...>) {
    std::size_t at = 0;
    static_cast<void>(((std::is_same_v<Rpc, Rpcs> || (++at, false)) || ...));
    return at;
  }

  template <typename Rpc, typename Visit>
  bool try_visit(net::MethodId wanted, Rpc rpc, const Visit& visit_method) const {
    if (wanted != method<Rpc>()) {
      return false;
    }
    visit_method(rpc);
    return true;
  }

  std::array<net::MethodId, kCount> orchestrator_;  // in the order of the tuple
  net::MethodId probe_;
  net::MethodId assign_;
};

}  // namespace rollcall::hardened
