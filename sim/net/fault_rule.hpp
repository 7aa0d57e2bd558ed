#pragma once

#include "sim/core/choices.hpp"
#include "sim/net/types.hpp"

#include <cstdint>
#include <string_view>

namespace rollcall::net {

/// What arrives at a host.
enum class MessageKind : std::uint8_t {
  kConnect,   // opens a connection
  kAccepted,  // answers to it
  kRefused,   //
  kRequest,   // of a call
  kReply,     //
  kReset,     // the other end of a connection is gone
  // From the host itself: no rule sees these.
  kEnd,             // a call ends without an answer
  kDeadline,        // of a call
  kConnectTimeout,  //
  kTimer,           // see Network::set_timer
};

/// What a rule sees of a message.
struct Sight {
  HostId from = HostId::kNone;
  HostId to = HostId::kNone;  // kNone: nobody ever listened at that address
  MethodId method = MethodId::kAny;
  MessageKind kind = MessageKind::kRequest;
};

/// What a rule says. Of a chain of rules delays add up; the first that drops, fails or holds is the
/// last to be asked.
struct Verdict {
  enum class Act : std::uint8_t {
    kPass,
    kDrop,       // it never gets there, and nobody is told
    kDuplicate,  // requests and replies: it gets there twice
    kFail,       // the call ends with UNAVAILABLE: a request that was not sent, a lost reply
    kHold,       // until the rule is removed; then what was held comes in the order of its coming
  };

  Act act = Act::kPass;
  Duration delay{};  // sent on its way later; with kPass and kDuplicate
};

/// Draws of rules: the stream "faults".
class FaultDraws {
 public:
  FaultDraws(Choices& choices, Stream& stream) : choices_(choices), stream_(stream) {}

  [[nodiscard]] bool chance(Ratio ratio) { return choices_.chance(stream_, ratio); }
  [[nodiscard]] Duration between(Duration low, Duration high) {
    return choices_.between(stream_, low, high);
  }

 private:
  Choices& choices_;
  Stream& stream_;
};

/// One fault of the network. Asked about each message twice: as it is sent, and as it arrives, when
/// only kDrop and kHold count. A rule that acts on what is in flight as it begins, acts on arrival.
class FaultRule {
 public:
  FaultRule() = default;
  virtual ~FaultRule() = default;
  FaultRule(const FaultRule&) = delete;
  FaultRule& operator=(const FaultRule&) = delete;

  /// Of the mark that it leaves where it acts: "partition" leaves "net-partition", and
  /// "net-partition-in-flight" where that is on arrival. A literal.
  [[nodiscard]] virtual std::string_view name() const = 0;

  [[nodiscard]] virtual Verdict on_send(const Sight&, FaultDraws&) { return {}; }
  [[nodiscard]] virtual Verdict on_arrival(const Sight&, FaultDraws&) { return {}; }
};

/// Names a rule that was added.
enum class FaultHandle : std::uint32_t { kNone = 0 };

}  // namespace rollcall::net
