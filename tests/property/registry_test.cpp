// The registry against a plain model of it: sequences of messages, right ones and such as are late,
// wrong or repeated. After each one all that can be seen of the two is the same, the effects are
// those that the change of the model asks for, and the structure is sound. Failing sequences are
// shrunk.
#include "model/registry/registry.hpp"

#include "tests/property/registry_model.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include <array>
#include <ostream>

namespace rollcall::hardened {
namespace {

constexpr std::uint64_t kThisTerm = 3;
constexpr std::array<const char*, 4> kIds = {"a", "b", "c", "d"};
constexpr Duration kUnit = std::chrono::milliseconds(100);

enum class Kind {
  kRegister,
  kHeartbeat,
  kProbed,
  kProbeFailed,
  kAccepted,
  kRefused,
  kFailed,
  kDone,
  kJobFailed,
  kSubmit,
  kCancel,
  kPass,
  kDrain,
  kDeregister,
  kClose,
  kCount
};
constexpr std::array<const char*, 15> kWords = {
    "register",   "heartbeat", "probed", "probe failed", "accepted", "refused",    "failed", "done",
    "job failed", "submit",    "cancel", "pass",         "drain",    "deregister", "close"};

// What of a message is wrong.
enum class Wrong { kNothing, kEpoch, kTerm, kGrantBefore, kGrantAfter, kBoot, kCount };
constexpr std::array<const char*, 6> kWrongs = {
    "", ", other epoch", ", other term", ", earlier grant", ", later grant", ", other boot"};

struct Sut {
  Registry registry;
  Effects effects;
  Events events;
};

using Model = RegistryModel;

bool is_answer(Kind kind) { return kind >= Kind::kProbed && kind <= Kind::kJobFailed; }

class Message : public rc::state::Command<Model, Sut> {
 public:
  Message(Kind kind, std::size_t id, Wrong wrong, std::uint64_t number)
      : kind_(kind), id_(kIds[id]), wrong_(wrong), number_(number) {}

  // Only messages that somebody could send: of a worker that is there, or whose epoch was given.
  void checkPreconditions(const Model& before) const override {
    Model model = settled(before);
    const bool there = model.workers.contains(id_);
    const bool fenced = kind_ != Kind::kRegister && kind_ != Kind::kSubmit &&
                        kind_ != Kind::kCancel && kind_ != Kind::kPass && kind_ != Kind::kClose;
    RC_PRE(!fenced || there);
    RC_PRE(wrong_ == Wrong::kNothing || fenced);
    RC_PRE(!is_grant_wrong() || is_answer(kind_));
    RC_PRE(wrong_ != Wrong::kBoot || kind_ == Kind::kHeartbeat || kind_ == Kind::kDone ||
           kind_ == Kind::kJobFailed);
    RC_PRE(kind_ != Kind::kClose || number_ % 8 == 0);
  }

  void apply(Model& model) const override {
    model = settled(model);
    static_cast<void>(act_on(model));
    model.pump();
  }

  void run(const Model& before, Sut& sut) const override {
    Model after = settled(before);
    const Status expected = act_on(after);
    after.pump();
    sut.effects.clear();
    sut.events.clear();
    const Status status = send_to(settled(before), sut);
    RC_ASSERT(std::string(to_text(status)) == std::string(to_text(expected)));
    compare(after, sut);
    compare_effects(before, after, sut.effects);
    const std::optional<std::string> wrong = sut.registry.audit();
    RC_ASSERT(wrong.value_or("sound") == "sound");
  }

  void show(std::ostream& out) const override {
    out << kWords[static_cast<std::size_t>(kind_)] << ' ' << id_
        << kWrongs[static_cast<std::size_t>(wrong_)] << " #" << number_;
  }

 private:
  [[nodiscard]] bool is_grant_wrong() const {
    return wrong_ == Wrong::kGrantBefore || wrong_ == Wrong::kGrantAfter;
  }

  // Time passes by a message's own delay, before it is there.
  [[nodiscard]] Model settled(Model model) const {
    const auto units = static_cast<std::int64_t>(kind_ == Kind::kPass ? number_ : number_ % 3);
    model.let_pass(kUnit * units);
    model.pump();
    return model;
  }

  // Whether an answer of this kind is what the worker's state waits for.
  [[nodiscard]] bool is_open(const Model::Worker& worker) const {
    switch (kind_) {
      case Kind::kProbed:
      case Kind::kProbeFailed:
        return worker.state == WorkerState::kJoining && !worker.probed;
      case Kind::kAccepted:
      case Kind::kRefused:
      case Kind::kFailed:
        return worker.state == WorkerState::kReserved;
      case Kind::kDone:
      case Kind::kJobFailed:
        return worker.job != 0;
      default:
        return true;
    }
  }

  Status act_on(Model& model) const {
    switch (kind_) {
      case Kind::kRegister:
        return model.register_worker(id_, boot(), port());
      case Kind::kSubmit:
        return model.submit(number_ % 2 == 0);
      case Kind::kCancel:
        return model.cancel(number_);
      case Kind::kPass:
        return Status::kOk;
      case Kind::kClose:
        model.close();
        return Status::kOk;
      default:
        return act_on_worker(model);
    }
  }

  Status act_on_worker(Model& model) const {
    if (wrong_ != Wrong::kNothing || !is_open(model.workers.at(id_))) {
      return Status::kStale;
    }
    switch (kind_) {
      case Kind::kHeartbeat:
        model.heartbeat(id_);
        break;
      case Kind::kProbed:
      case Kind::kProbeFailed:
        model.probed(id_, kind_ == Kind::kProbed);
        break;
      case Kind::kDone:
      case Kind::kJobFailed:
        model.completed(id_, kind_ == Kind::kDone);
        break;
      case Kind::kDrain:
        model.drain(id_);
        break;
      case Kind::kDeregister:
        model.deregister(id_);
        break;
      default:
        model.assigned(id_, answer());
        break;
    }
    return Status::kOk;
  }

  [[nodiscard]] AssignAnswer answer() const {
    return kind_ == Kind::kAccepted  ? AssignAnswer::kAccepted
           : kind_ == Kind::kRefused ? AssignAnswer::kRefused
                                     : AssignAnswer::kFailed;
  }
  [[nodiscard]] Boot boot() const { return Boot{number_ % 4}; }
  [[nodiscard]] std::int64_t port() const { return number_ % 5 == 0 ? 7001 : 7000; }

  // The message itself, with the fence that is open in `model`, or with one thing wrong.
  Status send_to(const Model& model, Sut& sut) const {
    const Registry::Out out{.effects = sut.effects, .events = sut.events};
    switch (kind_) {
      case Kind::kRegister: {
        const RegisterRequest request{.id = id_, .boot = boot(), .ip = "10.0.0.1", .port = port()};
        const RegisterReply reply = sut.registry.register_worker(model.now, request, out);
        if (reply.status == Status::kOk) {
          RC_ASSERT(reply.epoch == sut.registry.find(id_).value().epoch);
        }
        return reply.status;
      }
      case Kind::kSubmit: {
        const SubmitRequest request{.duration = kUnit, .idempotent = number_ % 2 == 0};
        return sut.registry.submit(model.now, request, out).status;
      }
      case Kind::kCancel:
        return sut.registry.cancel(model.now, {.term = kThisTerm, .number = number_}, out);
      case Kind::kPass:
        sut.registry.expire(model.now, out);
        return Status::kOk;
      case Kind::kClose:
        sut.registry.close(model.now, out);
        return Status::kOk;
      default:
        return send_of_worker(model, sut, out);
    }
  }

  Status send_of_worker(const Model& model, Sut& sut, Registry::Out out) const {
    const Model::Worker& worker = model.workers.at(id_);
    const Epoch epoch{.term = wrong_ == Wrong::kTerm ? kThisTerm - 1 : kThisTerm,
                      .number = wrong_ == Wrong::kEpoch ? worker.epoch + 1 : worker.epoch};
    const std::uint64_t shift = wrong_ == Wrong::kGrantAfter    ? 1
                                : wrong_ == Wrong::kGrantBefore ? ~std::uint64_t{0}
                                                                : 0;
    const Grant grant{worker.grant + shift};
    const auto boot_number = static_cast<std::uint64_t>(worker.boot);
    const Boot boot{wrong_ == Wrong::kBoot ? boot_number + 1 : boot_number};
    const JobId job{.term = kThisTerm, .number = worker.job};
    switch (kind_) {
      case Kind::kHeartbeat: {
        const HeartbeatReply reply =
            sut.registry.heartbeat(model.now, {.id = id_, .boot = boot, .epoch = epoch}, out);
        RC_ASSERT(reply.draining == (reply.status == Status::kOk && worker.draining));
        return reply.status;
      }
      case Kind::kProbed: {
        const ProbeReply reply{.id = id_, .boot = worker.boot};
        return sut.registry.probed(model.now, {.id = id_, .epoch = epoch, .grant = grant}, &reply,
                                   out);
      }
      case Kind::kProbeFailed:
        return sut.registry.probed(model.now, {.id = id_, .epoch = epoch, .grant = grant}, nullptr,
                                   out);
      case Kind::kDone:
      case Kind::kJobFailed:
        return sut.registry.completed(model.now,
                                      {.id = id_,
                                       .boot = boot,
                                       .epoch = epoch,
                                       .grant = grant,
                                       .job = job,
                                       .succeeded = kind_ == Kind::kDone},
                                      out);
      case Kind::kDrain:
        return sut.registry.drain(model.now, {.id = id_, .epoch = epoch}, out);
      case Kind::kDeregister:
        return sut.registry.deregister(model.now, {.id = id_, .epoch = epoch}, out);
      default: {
        const AssignRequest request{
            .id = id_, .epoch = epoch, .grant = grant, .job = job, .duration = kUnit};
        return sut.registry.assigned(model.now, request, answer(), out);
      }
    }
  }

  static void compare(const Model& model, const Sut& sut) {
    const Registry& registry = sut.registry;
    RC_ASSERT(registry.worker_count() == model.workers.size());
    for (const auto& [id, worker] : model.workers) {
      const std::optional<WorkerView> view = registry.find(id);
      RC_ASSERT(view.has_value());
      RC_ASSERT(view->boot == worker.boot);
      RC_ASSERT(view->endpoint.port == worker.port);
      RC_ASSERT(view->epoch == (Epoch{.term = kThisTerm, .number = worker.epoch}));
      RC_ASSERT(std::string(to_text(view->state)) == std::string(to_text(worker.state)));
      RC_ASSERT(view->draining == worker.draining);
      RC_ASSERT(view->probed == worker.probed);
      RC_ASSERT(view->confirmed == worker.confirmed);
      RC_ASSERT(view->lease_until == worker.lease_until);
      RC_ASSERT(view->job.number == worker.job);
      RC_ASSERT(view->grant == Grant{worker.grant});
    }
    RC_ASSERT(registry.free_list() == model.free_list());
    std::vector<std::uint64_t> waiting;
    for (const JobId job : registry.waiting()) {
      waiting.push_back(job.number);
    }
    RC_ASSERT(waiting == model.waiting());
    RC_ASSERT(registry.waiting_count() == waiting.size());
    for (std::uint64_t number = 1; number <= model.jobs.size(); ++number) {
      const Model::Job& job = model.jobs[number - 1];
      const JobState state = job.outcome.value_or(job.sent ? JobState::kSent : JobState::kWaiting);
      RC_ASSERT(registry.state_of({.term = kThisTerm, .number = number}) == state);
    }
    RC_ASSERT(registry.next_deadline() == model.next_deadline());
    RC_ASSERT(registry.closed() == (model.closing && model.workers.empty()));
  }

  // Each connection is opened and closed with its epoch, each outcome told, each grant sent.
  static void compare_effects(const Model& before, const Model& after, const Effects& effects) {
    std::map<std::uint64_t, int> opened;
    std::map<std::uint64_t, JobState> told;
    std::uint64_t grant = before.last_grant;
    for (const Effect& effect : effects) {
      if (const Open* open = std::get_if<Open>(&effect)) {
        ++opened[open->epoch.number];
      } else if (const Close* close = std::get_if<Close>(&effect)) {
        --opened[close->epoch.number];
      } else if (const Outcome* outcome = std::get_if<Outcome>(&effect)) {
        RC_ASSERT(told.emplace(outcome->job.number, outcome->state).second);
      } else if (const Probe* probe = std::get_if<Probe>(&effect)) {
        ++grant;
        RC_ASSERT(probe->request.grant == Grant{grant});
      } else if (const Assign* assign = std::get_if<Assign>(&effect)) {
        ++grant;
        RC_ASSERT(assign->request.grant == Grant{grant});
      }
    }
    RC_ASSERT(grant == after.last_grant);
    for (const auto& [id, worker] : before.workers) {
      ++opened[worker.epoch];
    }
    for (const auto& [id, worker] : after.workers) {
      --opened[worker.epoch];
    }
    for (const auto& [epoch, count] : opened) {
      RC_ASSERT(count == 0);
    }
    for (std::uint64_t number = 1; number <= after.jobs.size(); ++number) {
      const bool open_before =
          number > before.jobs.size() || !before.jobs[number - 1].outcome.has_value();
      const std::optional<JobState>& outcome = after.jobs[number - 1].outcome;
      RC_ASSERT(told.contains(number) == (open_before && outcome.has_value()));
      if (told.contains(number)) {
        RC_ASSERT(told[number] == *outcome);
      }
    }
  }

  Kind kind_;
  std::string id_;
  Wrong wrong_;
  std::uint64_t number_;
};

rc::Gen<std::shared_ptr<const rc::state::Command<Model, Sut>>> messages(const Model&) {
  const auto kind = rc::gen::weightedElement<Kind>({{4, Kind::kRegister},
                                                    {6, Kind::kHeartbeat},
                                                    {6, Kind::kProbed},
                                                    {1, Kind::kProbeFailed},
                                                    {5, Kind::kAccepted},
                                                    {2, Kind::kRefused},
                                                    {2, Kind::kFailed},
                                                    {3, Kind::kDone},
                                                    {1, Kind::kJobFailed},
                                                    {5, Kind::kSubmit},
                                                    {1, Kind::kCancel},
                                                    {2, Kind::kPass},
                                                    {1, Kind::kDrain},
                                                    {1, Kind::kDeregister},
                                                    {1, Kind::kClose}});
  const auto wrong = rc::gen::weightedElement<Wrong>({{12, Wrong::kNothing},
                                                      {1, Wrong::kEpoch},
                                                      {1, Wrong::kTerm},
                                                      {1, Wrong::kGrantBefore},
                                                      {1, Wrong::kGrantAfter},
                                                      {1, Wrong::kBoot}});
  return rc::gen::map(rc::gen::tuple(kind, rc::gen::inRange<std::size_t>(0, kIds.size()), wrong,
                                     rc::gen::inRange<std::uint64_t>(0, 20)),
                      [](const std::tuple<Kind, std::size_t, Wrong, std::uint64_t>& drawn)
                          -> std::shared_ptr<const rc::state::Command<Model, Sut>> {
                        const auto& [drawn_kind, id, drawn_wrong, number] = drawn;
                        return std::make_shared<const Message>(drawn_kind, id, drawn_wrong, number);
                      });
}

RC_GTEST_PROP(Registry, BehavesAsThePlainModelOfIt, ()) {
  RegistryConfig config;
  config.workers_max = *rc::gen::inRange<std::uint32_t>(2, 5);
  config.jobs_waiting_max = *rc::gen::inRange<std::uint32_t>(1, 5);
  config.attempts_max = *rc::gen::inRange<std::uint32_t>(1, 4);
  config.accept_basic_workers = *rc::gen::arbitrary<bool>();
  config.lease = kUnit * *rc::gen::inRange(3, 30);
  config.probe_timeout = kUnit * *rc::gen::inRange(1, 15);
  config.assign_timeout = kUnit * *rc::gen::inRange(1, 15);
  config.job_timeout = kUnit * *rc::gen::inRange(1, 30);
  Sut sut{.registry = Registry(config, kThisTerm), .effects = {}, .events = {}};
  rc::state::check(Model(config), sut, messages);
}

}  // namespace
}  // namespace rollcall::hardened
