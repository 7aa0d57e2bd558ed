#include "scenarios/engine/next_messages.hpp"

#include <utility>

namespace rollcall {
namespace {

class Rule final : public net::FaultRule {
 public:
  explicit Rule(NextMessages next) : next_(std::move(next)) {}

  [[nodiscard]] std::string_view name() const override {
    return drops() ? "drop-reply" : "duplication";
  }

  [[nodiscard]] net::Verdict on_send(const net::Sight& sight, net::FaultDraws&) override {
    const auto kind = drops() ? net::MessageKind::kReply : net::MessageKind::kRequest;
    const net::HostId caller = drops() ? sight.to : sight.from;
    if (next_.count == 0 || sight.kind != kind || sight.method != next_.method ||
        !next_.hosts.contains(caller)) {
      return {};
    }
    --next_.count;
    return {.act = drops() ? net::Verdict::Act::kDrop : net::Verdict::Act::kDuplicate};
  }

 private:
  [[nodiscard]] bool drops() const { return next_.verb == MessageAction::Verb::kDropReply; }

  NextMessages next_;
};

}  // namespace

std::unique_ptr<net::FaultRule> next_messages(NextMessages next) {
  return std::make_unique<Rule>(std::move(next));
}

}  // namespace rollcall
