// The command, with pools that misbehave: the linker puts this in the place of make_subject().
//
// In a scenario that is called "fickle-500" nothing is done any more after so many executions:
// that is state which outlives an execution. In one whose name begins with "crash" an action that
// begins while another is under way dies of SIGSEGV: in some interleavings of two, and not in
// others.
#include "scenarios/engine/subject.hpp"

#include <csignal>
#include <cstdlib>
#include <utility>

namespace rollcall {

std::unique_ptr<Subject> real_subject(std::string_view manager, const Scenario& scenario,
                                      const DrawNames& draws,
                                      PoolLedger& ledger) asm("__real_" ROLLCALL_MAKE_SUBJECT);
std::unique_ptr<Subject> crashing_subject(std::string_view manager, const Scenario& scenario,
                                          const DrawNames& draws,
                                          PoolLedger& ledger) asm("__wrap_" ROLLCALL_MAKE_SUBJECT);

namespace {

constexpr std::string_view kFickle = "fickle-";

int executions = 0;

class CrashingSubject final : public Subject {
 public:
  CrashingSubject(const Scenario& scenario, PoolLedger& ledger, std::unique_ptr<Subject> subject)
      : Subject(scenario, ledger),
        subject_(std::move(subject)),
        fickle_(scenario.name.starts_with(kFickle)),
        executions_max_(fickle_ ? std::atoi(scenario.name.c_str() + kFickle.size()) : 0) {
    ++executions;
  }

  void start() override { subject_->start(); }
  void perform(const Action& action) override {
    if (fickle_) {
      if (executions <= executions_max_) {
        subject_->perform(action);
      }
      return;
    }
    if (under_way_ > 0) {
      std::raise(SIGSEGV);
    }
    ++under_way_;
    subject_->perform(action);
    --under_way_;
  }
  void submit(const Job& job) override { subject_->submit(job); }
  void begin_weather(const MessageWeather& weather, DurationRange span, Hit hit) override {
    subject_->begin_weather(weather, span, std::move(hit));
  }
  void heal(const std::vector<bool>& core) override { subject_->heal(core); }
  void settle() override { subject_->settle(); }
  void shut_down() override { subject_->shut_down(); }

 private:
  std::unique_ptr<Subject> subject_;
  bool fickle_;
  int executions_max_;
  int under_way_ = 0;
};

}  // namespace

std::unique_ptr<Subject> crashing_subject(std::string_view manager, const Scenario& scenario,
                                          const DrawNames& draws, PoolLedger& ledger) {
  std::unique_ptr<Subject> subject = real_subject(manager, scenario, draws, ledger);
  if (!scenario.name.starts_with("crash") && !scenario.name.starts_with(kFickle)) {
    return subject;
  }
  return std::make_unique<CrashingSubject>(scenario, ledger, std::move(subject));
}

}  // namespace rollcall
