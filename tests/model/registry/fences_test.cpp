// A message acts only if it carries the fence now open: every message that does not, in every state
// a worker can be in, is refused, told, and leaves the state word for word as it was.
#include "tests/model/registry/driver.hpp"

#include <functional>

namespace rollcall::hardened {
namespace {

struct Situation {
  std::string name;
  std::function<void(Driver&)> script;  // brings w about; its second start, so that 1 is older
};

struct Message {
  std::string name;
  std::function<Status(Driver&)> send;
};

const std::vector<Situation>& situations() {
  static const std::vector<Situation> kSituations = {
      {"joining", [](Driver& driver) { driver.join("w", 2); }},
      {"joining, confirmed",
       [](Driver& driver) {
         driver.join("w", 2);
         driver.heartbeat("w");
       }},
      {"joining, probed",
       [](Driver& driver) {
         driver.join("w", 2);
         driver.answer_probe("w");
       }},
      {"free", [](Driver& driver) { driver.make_free("w", 2); }},
      {"reserved",
       [](Driver& driver) {
         driver.make_free("w", 2);
         driver.submit();
       }},
      {"busy",
       [](Driver& driver) {
         driver.make_free("w", 2);
         driver.submit();
         driver.answer("w", AssignAnswer::kAccepted);
       }},
      {"busy, draining",
       [](Driver& driver) {
         driver.make_free("w", 2);
         driver.submit();
         driver.answer("w", AssignAnswer::kAccepted);
         driver.drain("w");
       }},
      {"joining again",
       [](Driver& driver) {
         driver.make_free("w", 2);
         driver.submit();
         driver.answer("w", AssignAnswer::kRefused);
       }},
  };
  return kSituations;
}

// All that a message names; each is wrong in turn.
struct Fence {
  std::string id;
  Boot boot = Boot::kNone;
  Epoch epoch;
  Grant grant = Grant::kNone;
  JobId job;
};

Fence open_fence(const Driver& driver) {
  const WorkerView worker = driver.view("w");
  return {.id = "w",
          .boot = worker.boot,
          .epoch = worker.epoch,
          .grant = worker.grant,
          .job = worker.job};
}

template <typename Number>
Number moved(Number number, std::int64_t by) {
  return static_cast<Number>(static_cast<std::int64_t>(number) + by);
}

std::vector<Message> messages(const Fence& fence, const std::string& name, bool with_grant) {
  const ProbeRequest probe{.id = fence.id, .epoch = fence.epoch, .grant = fence.grant};
  const AssignRequest sending{.id = fence.id,
                              .epoch = fence.epoch,
                              .grant = fence.grant,
                              .job = fence.job,
                              .duration = kSecond};
  const CompleteRequest result{.id = fence.id,
                               .boot = fence.boot,
                               .epoch = fence.epoch,
                               .grant = fence.grant,
                               .job = fence.job,
                               .succeeded = true};
  const HeartbeatRequest heartbeat{.id = fence.id, .boot = fence.boot, .epoch = fence.epoch};
  std::vector<Message> all = {
      {"probe answered, " + name,
       [probe](Driver& driver) {
         return driver.probed(probe, ProbeReply{.id = "w", .boot = Boot{2}});
       }},
      {"probe failed, " + name,
       [probe](Driver& driver) { return driver.probed(probe, std::nullopt); }},
      {"accepted, " + name,
       [sending](Driver& driver) { return driver.assigned(sending, AssignAnswer::kAccepted); }},
      {"refused, " + name,
       [sending](Driver& driver) { return driver.assigned(sending, AssignAnswer::kRefused); }},
      {"failed, " + name,
       [sending](Driver& driver) { return driver.assigned(sending, AssignAnswer::kFailed); }},
      {"completed, " + name, [result](Driver& driver) { return driver.completed(result); }},
  };
  if (!with_grant) {
    all.push_back({"heartbeat, " + name,
                   [heartbeat](Driver& driver) { return driver.heartbeat(heartbeat).status; }});
    all.push_back({"deregister, " + name,
                   [fence](Driver& driver) { return driver.deregister(fence.id, fence.epoch); }});
    all.push_back({"drain, " + name,
                   [fence](Driver& driver) { return driver.drain(fence.id, fence.epoch); }});
  }
  return all;
}

void append(std::vector<Message>& to, std::vector<Message> more) {
  to.insert(to.end(), more.begin(), more.end());
}

// With one thing wrong: the id, the epoch, the grant.
std::vector<Message> with_wrong_fence(const Fence& open) {
  std::vector<Message> all;
  for (const std::string& id : {std::string("v"), std::string()}) {
    Fence fence = open;
    fence.id = id;
    append(all, messages(fence, "of '" + id + "'", false));
  }
  for (const std::int64_t by : {-1, 1}) {
    Fence fence = open;
    fence.epoch.number = moved(open.epoch.number, by);
    append(all, messages(fence, "another epoch", false));
    fence = open;
    fence.epoch.term = moved(open.epoch.term, by);
    append(all, messages(fence, "another term", false));
    fence = open;
    fence.grant = moved(open.grant, by);
    append(all, messages(fence, "another grant", true));
  }
  return all;
}

// Of answers the boot is in the reply, so these are the worker's own messages.
std::vector<Message> with_wrong_boot(const Fence& open) {
  std::vector<Message> all;
  for (const std::int64_t by : {-2, -1, 1}) {
    const Boot boot = moved(open.boot, by);
    all.push_back({"heartbeat of another boot", [open, boot](Driver& driver) {
                     return driver.heartbeat({.id = "w", .boot = boot, .epoch = open.epoch}).status;
                   }});
    all.push_back({"result of another boot", [open, boot](Driver& driver) {
                     return driver.completed({.id = "w",
                                              .boot = boot,
                                              .epoch = open.epoch,
                                              .grant = open.grant,
                                              .job = open.job,
                                              .succeeded = true});
                   }});
  }
  all.push_back(
      {"registration of an older boot", [](Driver& driver) { return driver.join("w", 1).status; }});
  all.push_back({"registration of the same boot elsewhere",
                 [](Driver& driver) { return driver.join("w", 2, 7001).status; }});
  return all;
}

// Right in all but that nothing of their kind is open.
std::vector<Message> not_open(const Fence& open, WorkerState state, bool probed) {
  std::vector<Message> right = messages(open, "nothing of its kind open", true);
  if (state == WorkerState::kJoining && !probed) {
    right.erase(right.begin(), right.begin() + 2);
  } else if (state == WorkerState::kReserved) {
    right.erase(right.begin() + 2, right.end());
  } else if (state == WorkerState::kBusy) {
    right.pop_back();
  }
  return right;
}

// The state, after a message that is to be refused.
void expect_refused(Driver& driver, const Message& message, const std::string& situation) {
  const std::string before = driver.registry.dump();
  const Status status = message.send(driver);
  EXPECT_TRUE(status == Status::kStale || status == Status::kUnknown)
      << situation << ": " << message.name << ": " << to_text(status);
  EXPECT_EQ(driver.registry.dump(), before) << situation << ": " << message.name;
  EXPECT_TRUE(driver.effects.empty()) << situation << ": " << message.name;
  EXPECT_EQ(driver.events.size(), 1U) << situation << ": " << message.name;
  EXPECT_EQ(driver.fenced(), 1U) << situation << ": " << message.name;
}

TEST(Fences, RefuseEveryMessageThatDoesNotCarryTheOpenOneAndChangeNothing) {
  std::size_t count = 0;
  for (const Situation& situation : situations()) {
    Driver driver;
    driver.make_busy("other");  // their epochs and grants are next to w's
    situation.script(driver);
    driver.make_free("bystander");
    const Fence open = open_fence(driver);
    const WorkerView worker = driver.view("w");
    for (const auto& all : {with_wrong_fence(open), with_wrong_boot(open),
                            not_open(open, worker.state, worker.probed)}) {
      for (const Message& message : all) {
        expect_refused(driver, message, situation.name);
        ++count;
      }
    }
  }
  EXPECT_GT(count, 500U);
}

TEST(Fences, RefuseWhatNamesAnotherJobThanTheGrantIsFor) {
  Driver driver;
  driver.make_busy("w");
  CompleteRequest result = driver.open_result("w");
  ++result.job.number;
  const std::string before = driver.registry.dump();
  EXPECT_EQ(driver.completed(result), Status::kStale);
  result = driver.open_result("w");
  ++result.job.term;
  EXPECT_EQ(driver.completed(result), Status::kStale);
  EXPECT_EQ(driver.registry.dump(), before);
}

TEST(Fences, TellAWorkerThatIsGoneToRegisterAgain) {
  Driver driver;
  driver.make_busy("w");
  const Fence open = open_fence(driver);
  driver.deregister("w");
  for (const Message& message : messages(open, "gone", false)) {
    const std::string before = driver.registry.dump();
    EXPECT_EQ(message.send(driver), Status::kUnknown) << message.name;
    EXPECT_EQ(driver.registry.dump(), before) << message.name;
  }
}

// The delayed answer of an earlier probe round of the same epoch must not free a worker that is
// asked anew: it may still run what the new round is to make void.
TEST(Fences, RefuseTheAnswerOfAnEarlierProbeRoundOfTheSameEpoch) {
  Driver driver;
  driver.join("w");
  const ProbeRequest first = driver.open_probe("w");
  driver.heartbeat("w");
  driver.answer_probe("w");
  driver.submit();
  driver.answer("w", AssignAnswer::kFailed);
  EXPECT_EQ(driver.probed(first, ProbeReply{.id = "w", .boot = Boot{1}}), Status::kStale);
  EXPECT_EQ(driver.state("w"), WorkerState::kJoining);
  EXPECT_EQ(driver.answer_probe("w"), Status::kOk);
  EXPECT_EQ(driver.state("w"), WorkerState::kReserved) << "the job went out again";
}

// What time alone would do happens all the same: the refusal changes nothing on top of it.
TEST(Fences, LetTimePassForARefusedMessage) {
  Driver alone;
  Driver refused;
  for (Driver* driver : {&alone, &refused}) {
    driver->make_busy("w");
    driver->make_free("v");
    driver->now += driver->config.lease - kSecond;
    driver->heartbeat("v");
    driver->now += kSecond;
  }
  alone.pass({});
  const Epoch stale{.term = 1, .number = 1};
  EXPECT_EQ(refused.heartbeat({.id = "v", .boot = Boot{1}, .epoch = stale}).status, Status::kStale);
  EXPECT_EQ(refused.registry.dump(), alone.registry.dump());
  EXPECT_EQ(refused.state("w"), WorkerState::kGone);
  EXPECT_EQ(refused.state("v"), WorkerState::kReserved) << "w's job went to it";
}

}  // namespace
}  // namespace rollcall::hardened
