#include "scenarios/engine/noted_rule.hpp"

#include <utility>

namespace rollcall {
namespace {

class NotedRule final : public net::FaultRule {
 public:
  NotedRule(std::unique_ptr<net::FaultRule> rule, std::function<void(const net::Sight&)> note)
      : rule_(std::move(rule)), note_(std::move(note)) {}

  [[nodiscard]] std::string_view name() const override { return rule_->name(); }

  [[nodiscard]] net::Verdict on_send(const net::Sight& sight, net::FaultDraws& draws) override {
    using Act = net::Verdict::Act;
    const net::Verdict verdict = rule_->on_send(sight, draws);
    if (verdict.act == Act::kDrop || verdict.act == Act::kDuplicate) {
      note_(sight);
    }
    return verdict;
  }
  [[nodiscard]] net::Verdict on_arrival(const net::Sight& sight, net::FaultDraws& draws) override {
    return rule_->on_arrival(sight, draws);
  }

 private:
  std::unique_ptr<net::FaultRule> rule_;
  std::function<void(const net::Sight&)> note_;
};

}  // namespace

std::unique_ptr<net::FaultRule> noted(std::unique_ptr<net::FaultRule> rule,
                                      std::function<void(const net::Sight&)> note) {
  return std::make_unique<NotedRule>(std::move(rule), std::move(note));
}

}  // namespace rollcall
