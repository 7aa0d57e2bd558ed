#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

/// What came back from an operation, and when.
template <class Output>
struct Response {
  Output output{};
  std::int64_t returned = 0;
};

/// One call of one client on the object under test.
///
/// Times are of any unit and origin, as long as all of a history share one clock. An operation
/// whose return and another's invocation fall on the same time counts as concurrent with it.
/// Without a response (pending at the end, timed out, its client crashed) it may have taken effect
/// at any time after its invocation, or never.
template <class Input, class Output>
struct Operation {
  std::uint64_t client = 0;
  Input input{};
  std::int64_t invoked = 0;
  std::optional<Response<Output>> response;
};

/// A history that cannot have happened; the message names the event or operation, from 1.
class HistoryError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Builds a history from events given in the order in which they happened, from a log as well as
/// from tasks of a World. The time of an event is its number, from 1.
///
/// A client has at most one open operation. Fails: HistoryError, and the history stays as it was.
template <class Input, class Output>
class HistoryBuilder {
 public:
  void invoke(std::uint64_t client, Input input) {
    if (open_.contains(client)) {
      refuse(client,
             "invokes, but its last operation is open: it needs a response, or to be given "
             "up");
    }
    operations_.push_back({.client = client,
                           .input = std::move(input),
                           .invoked = ++event_count_,
                           .response = std::nullopt});
    open_[client] = operations_.size() - 1;
  }

  void respond(std::uint64_t client, Output output) {
    const auto open = find_open(client, "returns, but has no open operation");
    operations_[open->second].response = {.output = std::move(output), .returned = ++event_count_};
    open_.erase(open);
  }

  /// Nobody will see the response; the client may go on with its next operation. Not an event.
  void give_up(std::uint64_t client) {
    open_.erase(find_open(client, "gives up, but has no open operation"));
  }

  /// In order of invocation.
  [[nodiscard]] const std::vector<Operation<Input, Output>>& operations() const {
    return operations_;
  }

 private:
  using Open = std::map<std::uint64_t, std::size_t>;  // client -> its operation

  Open::iterator find_open(std::uint64_t client, const char* what) {
    const auto open = open_.find(client);
    if (open == open_.end()) {
      refuse(client, what);
    }
    return open;
  }

  [[noreturn]] void refuse(std::uint64_t client, const char* what) const {
    throw HistoryError("event " + std::to_string(event_count_ + 1) + ": client " +
                       std::to_string(client) + " " + what);
  }

  std::vector<Operation<Input, Output>> operations_;
  Open open_;
  std::int64_t event_count_ = 0;
};

}  // namespace rollcall
