// A long random walk over all messages, right, late, twice and wrong, with the audit after each
// step; and the transitions that it met. The mix of messages is drawn anew for each of its parts:
// with one fixed mix some states are hardly ever met.
#include "model/registry/transitions.hpp"
#include "sim/base/random.hpp"
#include "tests/model/registry/driver.hpp"

#include <array>
#include <map>
#include <set>

namespace rollcall::hardened {
namespace {

constexpr int kParts = 200;
constexpr int kStepsOfAPart = 500;
constexpr std::size_t kActs = 12;

class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_(seed), driver_(config(random_)) {
    for (std::uint64_t& weight : weights_) {
      weight = random_.below(10) == 0 ? 0 : 1 + random_.below(20);
    }
    weights_[0] += 1;  // somebody registers
    weights_[8] = random_.below(3);
    weights_[9] = random_.below(3);
    pass_max_ns_ = std::uint64_t{2'000'000'000} >> random_.below(8);
    weights_[11] = random_.below(8) == 0 ? 1 : 0;
  }

  void step() {
    driver_.effects.clear();
    act(draw_act());
    for (const Effect& effect : driver_.effects) {
      remember(effect);
    }
  }

  [[nodiscard]] const Driver& driver() const { return driver_; }

 private:
  static RegistryConfig config(Xoshiro256& random) {
    RegistryConfig config;
    config.workers_max = 6;
    config.jobs_waiting_max = 5;
    config.accept_basic_workers = random.below(2) == 0;
    config.jobs_remembered_max = 20;
    config.boots_remembered_max = 3;
    config.attempts_max = 1 + static_cast<std::uint32_t>(random.below(3));
    config.job_timeout = kSecond * static_cast<std::int64_t>(1 + random.below(8));
    config.assign_timeout = kSecond * static_cast<std::int64_t>(1 + random.below(5));
    config.probe_timeout = kSecond * static_cast<std::int64_t>(1 + random.below(3));
    return config;
  }

  std::size_t draw_act() {
    std::uint64_t sum = 0;
    for (const std::uint64_t weight : weights_) {
      sum += weight;
    }
    std::uint64_t left = random_.below(sum);
    std::size_t act = 0;
    while (left >= weights_[act]) {
      left -= weights_[act];
      ++act;
    }
    return act;
  }

  void act(std::size_t act) {
    using Act = void (Walk::*)();
    constexpr std::array<Act, kActs> kAll = {
        &Walk::join,     &Walk::heartbeat,  &Walk::probe,  &Walk::assign,
        &Walk::complete, &Walk::submit,     &Walk::cancel, &Walk::pass,
        &Walk::drain,    &Walk::deregister, &Walk::old,    &Walk::close_once,
    };
    (this->*kAll[act])();
  }

  std::string any_id() { return "w" + std::to_string(random_.below(8)); }

  void join() {
    const std::string id = any_id();
    const std::uint64_t newest = boots_[id];
    const std::uint64_t boot = random_.below(8) == 0 ? newest + 1 : newest;
    const std::int64_t port = 7000 + static_cast<std::int64_t>(random_.below(20) == 0 ? 1 : 0);
    if (driver_.join(id, boot, port).status == Status::kOk) {
      boots_[id] = boot;
    }
  }
  void heartbeat() { driver_.heartbeat(any_id()); }
  void probe() {
    const std::string id = any_id();
    if (random_.below(8) == 0) {
      driver_.probed(driver_.open_probe(id), std::nullopt);
    } else {
      driver_.answer_probe(id);
    }
  }
  void assign() {
    const std::uint64_t draw = random_.below(4);
    driver_.answer(any_id(), draw == 0   ? AssignAnswer::kRefused
                             : draw == 1 ? AssignAnswer::kFailed
                                         : AssignAnswer::kAccepted);
  }
  void complete() { driver_.complete(any_id(), random_.below(4) != 0); }
  void submit() { driver_.try_submit(random_.below(2) == 0); }
  void cancel() {
    const std::vector<JobId> waiting = driver_.registry.waiting();
    if (!waiting.empty()) {
      driver_.cancel(waiting[random_.below(waiting.size())]);
    }
  }
  void pass() { driver_.pass(Duration(static_cast<std::int64_t>(random_.below(pass_max_ns_)))); }
  void drain() { driver_.drain(any_id()); }
  void deregister() { driver_.deregister(any_id()); }
  // An answer to an effect of long ago.
  void old() {
    if (!old_probes_.empty() && random_.below(2) == 0) {
      const ProbeRequest probe = old_probes_[random_.below(old_probes_.size())];
      driver_.probed(probe, ProbeReply{.id = probe.id, .boot = Boot{boots_[probe.id]}});
    } else if (!old_assigns_.empty()) {
      const AssignRequest assign = old_assigns_[random_.below(old_assigns_.size())];
      driver_.assigned(assign, AssignAnswer::kAccepted);
    }
  }
  void close_once() {
    if (random_.below(8) == 0) {
      driver_.close();
    }
  }

  void remember(const Effect& effect) {
    if (const Probe* probe = std::get_if<Probe>(&effect)) {
      old_probes_.push_back(probe->request);
    } else if (const Assign* assign = std::get_if<Assign>(&effect)) {
      old_assigns_.push_back(assign->request);
    } else if (const Outcome* outcome = std::get_if<Outcome>(&effect)) {
      EXPECT_TRUE(outcomes_.insert(outcome->job).second) << "a second outcome of a job";
    } else if (const Open* open = std::get_if<Open>(&effect)) {
      EXPECT_GT(open->epoch, last_epoch_);
      last_epoch_ = open->epoch;
      EXPECT_TRUE(open_.insert(open->epoch).second);
    } else if (const Close* close = std::get_if<Close>(&effect)) {
      EXPECT_EQ(open_.erase(close->epoch), 1U) << "closed what was not open";
    }
  }

  Xoshiro256 random_;
  Driver driver_;
  std::array<std::uint64_t, kActs> weights_{};
  std::uint64_t pass_max_ns_ = 1;
  std::map<std::string, std::uint64_t> boots_;
  std::vector<ProbeRequest> old_probes_;
  std::vector<AssignRequest> old_assigns_;
  std::set<JobId> outcomes_;
  std::set<Epoch> open_;
  Epoch last_epoch_;
};

TEST(RandomWalk, OfAHundredThousandStepsKeepsTheStructureAndMeetsEveryTransition) {
  std::vector<std::size_t> met(legal_transitions().size());
  for (int part = 0; part < kParts; ++part) {
    Walk walk(static_cast<std::uint64_t>(part));
    for (int step = 0; step < kStepsOfAPart && !testing::Test::HasFailure(); ++step) {
      walk.step();
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << "part " << part;
    for (const Transition& transition : walk.driver().transitions) {
      const LegalTransition legal{transition.from, transition.to, transition.cause};
      for (std::size_t row = 0; row < met.size(); ++row) {
        met[row] += legal_transitions()[row] == legal ? 1U : 0U;
      }
    }
  }
  for (std::size_t row = 0; row < met.size(); ++row) {
    const LegalTransition& legal = legal_transitions()[row];
    EXPECT_GT(met[row], 0U) << to_text(legal.from) << " -> " << to_text(legal.to) << ": "
                            << to_text(legal.cause);
  }
}

}  // namespace
}  // namespace rollcall::hardened
