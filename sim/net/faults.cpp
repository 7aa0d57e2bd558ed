#include "sim/net/faults.hpp"

#include <utility>

namespace rollcall::net {
namespace {

using Act = Verdict::Act;

[[nodiscard]] bool of_a_call(const Sight& sight) {
  return sight.kind == MessageKind::kRequest || sight.kind == MessageKind::kReply;
}

class Partition final : public FaultRule {
 public:
  explicit Partition(Scope scope) : scope_(std::move(scope)) {}
  [[nodiscard]] std::string_view name() const override { return "partition"; }
  [[nodiscard]] Verdict on_send(const Sight& sight, FaultDraws&) override { return judge(sight); }
  [[nodiscard]] Verdict on_arrival(const Sight& sight, FaultDraws&) override {
    return judge(sight);
  }

 private:
  [[nodiscard]] Verdict judge(const Sight& sight) const {
    return {.act = scope_.covers(sight) ? Act::kDrop : Act::kPass};
  }

  Scope scope_;
};

class Clog final : public FaultRule {
 public:
  explicit Clog(Scope scope) : scope_(std::move(scope)) {}
  [[nodiscard]] std::string_view name() const override { return "clog"; }
  [[nodiscard]] Verdict on_arrival(const Sight& sight, FaultDraws&) override {
    return {.act = scope_.covers(sight) ? Act::kHold : Act::kPass};
  }

 private:
  Scope scope_;
};

// Says one thing, with some chance, of what is sent.
class Chance final : public FaultRule {
 public:
  Chance(std::string_view name, Scope scope, Ratio chance, Act act,
         bool (*concerns)(const Sight& sight))
      : name_(name), scope_(std::move(scope)), chance_(chance), act_(act), concerns_(concerns) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Verdict on_send(const Sight& sight, FaultDraws& draws) override {
    const bool covered = concerns_(sight) && scope_.covers(sight);
    return {.act = covered && draws.chance(chance_) ? act_ : Act::kPass};
  }

 private:
  std::string_view name_;
  Scope scope_;
  Ratio chance_;
  Act act_;
  bool (*concerns_)(const Sight& sight);
};

class Delay final : public FaultRule {
 public:
  Delay(std::string_view name, Scope scope, Ratio chance, Duration low, Duration high)
      : name_(name), scope_(std::move(scope)), chance_(chance), low_(low), high_(high) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Verdict on_send(const Sight& sight, FaultDraws& draws) override {
    if (!scope_.covers(sight) || !draws.chance(chance_)) {
      return {};
    }
    return {.delay = draws.between(low_, high_)};
  }

 private:
  std::string_view name_;
  Scope scope_;
  Ratio chance_;
  Duration low_;
  Duration high_;
};

}  // namespace

void HostSet::insert(HostId host) {
  if (index_of(host) >= members_.size()) {
    members_.resize(index_of(host) + 1);
  }
  members_[index_of(host)] = true;
}

bool Scope::covers(const Sight& sight) const {
  if (method != MethodId::kAny && !(of_a_call(sight) && sight.method == method)) {
    return false;
  }
  return (from.contains(sight.from) && to.contains(sight.to)) ||
         (both_ways && from.contains(sight.to) && to.contains(sight.from));
}

std::unique_ptr<FaultRule> partition(Scope scope) {
  return std::make_unique<Partition>(std::move(scope));
}

std::unique_ptr<FaultRule> clog(Scope scope) { return std::make_unique<Clog>(std::move(scope)); }

std::unique_ptr<FaultRule> loss(Scope scope, Ratio chance) {
  return std::make_unique<Chance>("loss", std::move(scope), chance, Act::kDrop,
                                  [](const Sight&) { return true; });
}

std::unique_ptr<FaultRule> duplication(Scope scope, Ratio chance) {
  return std::make_unique<Chance>("duplication", std::move(scope), chance, Act::kDuplicate,
                                  of_a_call);
}

std::unique_ptr<FaultRule> reordering(Scope scope, Ratio chance, Duration delay_max) {
  return std::make_unique<Delay>("reordering", std::move(scope), chance, Duration{1}, delay_max);
}

std::unique_ptr<FaultRule> delay(Scope scope, Ratio chance, Duration low, Duration high) {
  return std::make_unique<Delay>("delay", std::move(scope), chance, low, high);
}

std::unique_ptr<FaultRule> drop_reply(Scope scope, Ratio chance) {
  return std::make_unique<Chance>(
      "drop-reply", std::move(scope), chance, Act::kDrop,
      [](const Sight& sight) { return sight.kind == MessageKind::kReply; });
}

std::unique_ptr<FaultRule> fail_request(Scope scope, Ratio chance) {
  return std::make_unique<Chance>(
      "fail-request", std::move(scope), chance, Act::kFail,
      [](const Sight& sight) { return sight.kind == MessageKind::kRequest; });
}

}  // namespace rollcall::net
