#pragma once

#include "model/documented/worker_manager.hpp"
#include "model/runtime/runtime.hpp"

namespace rollcall::documented {

/// What a panic in a handler comes to.
enum class OnPanic : std::uint8_t { kDies, kRecovers };

/// The reference's gRPC handler (`server.go`). Its context is not looked at: a caller that has gone
/// changes nothing.
///
/// With OnPanic::kRecovers, which most deployments add, a panic is an error to the caller and no
/// more; what the manager had locked stays locked.
template <Runtime R>
class Server {
 public:
  Server(WorkerManager<R>& manager, OnPanic on_panic) : manager_(manager), on_panic_(on_panic) {}

  /// `Register`. False: an error.
  bool register_worker(const WorkerInfo& info) {
    if (on_panic_ == OnPanic::kDies) {
      return manager_.register_worker(info);
    }
    try {
      return manager_.register_worker(info);
    } catch (const typename R::Panic&) {
      return false;
    }
  }

 private:
  WorkerManager<R>& manager_;
  OnPanic on_panic_;
};

}  // namespace rollcall::documented
