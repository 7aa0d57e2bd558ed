#include "scenarios/language/actions.hpp"

#include <array>

namespace rollcall {
namespace {

template <typename Verb, std::size_t kCount>
std::string_view word(const std::array<std::string_view, kCount>& words, Verb verb) {
  return words.at(static_cast<std::size_t>(verb));
}

constexpr std::array<std::string_view, 3> kWorkerVerbs{"deregister", "drain", "heartbeat"};
constexpr std::array<std::string_view, 4> kHostVerbs{"crash", "restart", "pause", "resume"};
constexpr std::array<std::string_view, 2> kLinkVerbs{"partition", "clog"};
constexpr std::array<std::string_view, 2> kMessageVerbs{"drop_reply", "duplicate"};

struct VerbOf {
  std::string_view operator()(const RegisterAction&) const { return "register"; }
  std::string_view operator()(const SetStateAction&) const { return "set_state"; }
  std::string_view operator()(const DispatchPauseAction&) const { return "dispatch_pause"; }
  std::string_view operator()(const WorkerAction& a) const { return word(kWorkerVerbs, a.verb); }
  std::string_view operator()(const HostAction& a) const { return word(kHostVerbs, a.verb); }
  std::string_view operator()(const LinkAction& a) const { return word(kLinkVerbs, a.verb); }
  std::string_view operator()(const HealAction&) const { return "heal"; }
  std::string_view operator()(const MessageAction& a) const { return word(kMessageVerbs, a.verb); }
  std::string_view operator()(const ClockJumpAction&) const { return "clock_jump"; }
  std::string_view operator()(const SubmitAction&) const { return "submit"; }
  std::string_view operator()(const CancelAction&) const { return "cancel"; }
};

struct TargetOf {
  using Target = std::optional<HostRef>;

  Target operator()(const RegisterAction& a) const { return HostRef{a.worker}; }
  Target operator()(const SetStateAction& a) const { return HostRef{a.worker}; }
  Target operator()(const WorkerAction& a) const { return HostRef{a.worker}; }
  Target operator()(const HostAction& a) const { return a.host; }
  Target operator()(const ClockJumpAction& a) const { return a.host; }
  Target operator()(const DispatchPauseAction&) const { return std::nullopt; }
  Target operator()(const LinkAction&) const { return std::nullopt; }
  Target operator()(const HealAction&) const { return std::nullopt; }
  Target operator()(const MessageAction&) const { return std::nullopt; }
  Target operator()(const SubmitAction&) const { return std::nullopt; }
  Target operator()(const CancelAction&) const { return std::nullopt; }
};

}  // namespace

std::string_view verb_of(const Action& action) { return std::visit(VerbOf{}, action.what); }

std::optional<HostRef> target_of(const Action& action) {
  return std::visit(TargetOf{}, action.what);
}

}  // namespace rollcall
