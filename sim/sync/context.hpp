#pragma once

#include "sim/sync/channel.hpp"

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall::sim {

class ContextNode;

enum class context_error { kNone, kCancelled, kDeadlineExceeded };

/// What Go says: "context canceled", "context deadline exceeded"; "" for none.
[[nodiscard]] std::string_view to_text(context_error error);

/// What a done channel carries: nothing, it is only ever closed.
struct Nothing {};

/// Names a value that a context carries; itself is the key, so make it one object, mostly static.
template <typename T>
struct context_key {
  using type = T;
};

/// Go's Context: says a tree of calls when to stop. A handle, to be passed by value.
///
/// A context is done once it is cancelled, its deadline has passed or its parent is done: the whole
/// subtree in one step. Shared ownership, because the last of its tasks decides how long it lives,
/// as in Go. A context that is never cancelled is let go with its last handle.
/// Source: context/context.go.
class context {
 public:
  /// Closed when it is done; nil for one that never is. For receive and select.
  [[nodiscard]] channel<Nothing>& done() const;
  /// Why it is done; kNone while it is not.
  [[nodiscard]] context_error err() const;
  /// What cancel was given as the cause, of this or of the ancestor that was cancelled; else what
  /// err() says in words. Empty while it is not done.
  [[nodiscard]] std::string cause() const;
  /// No op: it never changes.
  [[nodiscard]] std::optional<Time> deadline() const;
  /// The value of the nearest context that was given one by that key, else null. No op.
  template <typename T>
  [[nodiscard]] const T* value(const context_key<T>& key) const {
    return std::any_cast<T>(find_value(&key));
  }

 private:
  friend class ContextNode;

  explicit context(std::shared_ptr<ContextNode> node) : node_(std::move(node)) {}
  [[nodiscard]] const std::any* find_value(const void* key) const;

  std::shared_ptr<ContextNode> node_;
};

/// Cancels its context and all that came from it, in one step; again, it does nothing. Does not
/// throw, so a destructor may call it.
class cancel_func {
 public:
  void operator()(std::string cause = "") const;

 private:
  friend class ContextNode;

  explicit cancel_func(std::shared_ptr<ContextNode> node) : node_(std::move(node)) {}

  std::shared_ptr<ContextNode> node_;
};

/// The root of contexts: never done.
[[nodiscard]] context background();

/// `auto [ctx, cancel] = with_cancel(parent)`. Making one is no op, but looks at the parent.
[[nodiscard]] std::pair<context, cancel_func> with_cancel(const context& parent,
                                                          std::string_view name = "context");
[[nodiscard]] std::pair<context, cancel_func> with_deadline(const context& parent, Time deadline,
                                                            std::string_view name = "context");
[[nodiscard]] std::pair<context, cancel_func> with_timeout(const context& parent, Duration timeout,
                                                           std::string_view name = "context");

[[nodiscard]] context with_any(const context& parent, const void* key, std::any value);
template <typename T>
[[nodiscard]] context with_value(const context& parent, const context_key<T>& key, T value) {
  return with_any(parent, &key, std::any(std::move(value)));
}

}  // namespace rollcall::sim
