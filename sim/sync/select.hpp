#pragma once

#include "sim/sync/channel.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace rollcall::sim {

/// No case: the execution is over.
inline constexpr std::size_t kNoCase = static_cast<std::size_t>(-1);

/// A case of a select, whatever the type of its values.
class SelectCase {
 public:
  SelectCase() = default;
  virtual ~SelectCase() = default;
  SelectCase(SelectCase&&) = default;
  SelectCase& operator=(SelectCase&&) = delete;

  /// Called at the start of the select, in the order of its cases.
  virtual void prepare() {}
  /// How it waits, which points to where its value is or will be.
  [[nodiscard]] virtual ParkedCase parked() = 0;
  /// Does it. Requires that its channel is ready.
  virtual void perform() = 0;

  ParkedCase waiting;  // the select's own
};

/// Chooses among the cases and does the chosen one. `cases` holds null where the default stands.
/// The chosen one's place, kNoCase if the execution is over.
[[nodiscard]] std::size_t select_among(std::span<SelectCase* const> cases);

template <typename T, typename Handler>
class ReceiveCase : public SelectCase {
 public:
  ReceiveCase(channel<T>& from, Handler handler) : from_(&from), handler_(std::move(handler)) {}

  ParkedCase parked() override { return {.channel = from_, .place = &value_}; }
  void perform() override { value_ = from_->take_or_see_closed(); }
  void handle() {
    if constexpr (std::invocable<Handler&, std::optional<T>>) {
      handler_(std::move(value_));
    } else {
      handler_();
    }
  }

 private:
  channel<T>* from_;
  Handler handler_;
  std::optional<T> value_;
};

template <typename T, typename Handler>
class SendCase : public SelectCase {
 public:
  SendCase(channel<T>& to, T value, Handler handler)
      : to_(&to), value_(std::move(value)), handler_(std::move(handler)) {}

  ParkedCase parked() override { return {.channel = to_, .sends = true, .place = &value_}; }
  void perform() override { to_->deliver(value_); }
  void handle() { handler_(); }

 private:
  channel<T>* to_;
  T value_;
  Handler handler_;
};

template <typename Handler>
struct DefaultCase {
  Handler handler;
  void handle() { handler(); }
};

struct DoNothing {
  void operator()() const {}
};

/// A case that receives. The handler gets what receive() would have returned, or nothing.
template <typename T, typename Handler = DoNothing>
[[nodiscard]] ReceiveCase<T, Handler> receive_from(channel<T>& from, Handler handler = {}) {
  return {from, std::move(handler)};
}

/// A case that sends.
template <typename T, typename Handler = DoNothing>
[[nodiscard]] SendCase<T, Handler> send_to(channel<T>& to, std::type_identity_t<T> value,
                                           Handler handler = {}) {
  return {to, std::move(value), std::move(handler)};
}

/// The default case: chosen if no other is ready. At most one.
template <typename Handler = DoNothing>
[[nodiscard]] DefaultCase<Handler> otherwise(Handler handler = {}) {
  return {std::move(handler)};
}

/// Go's select: does one of the cases that are ready, which one being a draw (stream "select");
/// if none is, the default; without one, waits until a peer meets a case, the longest parked
/// first. Then calls that case's handler, and returns its place in the list.
///
///   select(receive_from(jobs, [&](std::optional<int> job) { taken = job; }),
///          send_to(results, 5),
///          timeout(10ms, [&] { late = true; }));  // of timer.hpp
///   select(receive_from(jobs), otherwise([&] { idle = true; }));
///
/// A case on a nil channel is never ready; without cases, or with only such, it waits for ever. A
/// send case on a closed channel is ready, and panics. Allocates nothing.
template <typename... Cases>
std::size_t select(Cases&&... cases) {
  [[maybe_unused]] const auto erased = []<typename Case>(Case& one) -> SelectCase* {
    if constexpr (std::derived_from<Case, SelectCase>) {
      return &one;
    } else {
      return nullptr;
    }
  };
  const std::array<SelectCase*, sizeof...(Cases)> list{erased(cases)...};
  const std::size_t chosen = select_among(list);
  [[maybe_unused]] std::size_t place = 0;
  [[maybe_unused]] const auto handle = [&](auto& one) {
    if (place++ == chosen) {
      one.handle();
    }
  };
  (handle(cases), ...);
  return chosen;
}

}  // namespace rollcall::sim
