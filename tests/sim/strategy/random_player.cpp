// What the words of random programs do.
#include "sim/net/network.hpp"
#include "sim/sync/claims.hpp"
#include "sim/sync/context.hpp"
#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/strategy/random_objects.hpp"
#include "tests/sim/strategy/random_program.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace rollcall::exploration_test {
namespace {

using namespace std::chrono_literals;

std::string shown(const std::optional<int>& value) { return value ? std::to_string(*value) : "-"; }

Duration milliseconds(std::int8_t count) { return std::chrono::milliseconds(count); }

class Player {
 public:
  Player(std::shared_ptr<Shared> shared, std::size_t task)
      : shared_(std::move(shared)), at_(task) {}

  void operator()() {
    for (const Instruction& instruction : shared_->program.tasks[at_].instructions) {
      if (!instruction.caught) {
        play(instruction);
        continue;
      }
      try {
        play(instruction);
      } catch (const Panic&) {
        see("caught");
      }
    }
    shared_->ends[at_]->happen();
  }

 private:
  void see(const std::string& what) { shared_->seen[at_] += what + " "; }
  void see(const char* what) { see(std::string(what)); }
  void see(bool what) { see(what ? "yes" : "no"); }
  Shared& of() { return *shared_; }

  void play(const Instruction& one) {
    const Word word = one.word;
    if (word <= Word::kReadUnlock) {
      play_lock(one);
    } else if (word <= Word::kOnce) {
      play_sync(one);
    } else if (word <= Word::kSelect) {
      play_channel(one);
    } else if (word <= Word::kStopFunc) {
      play_timed(one);
    } else if (word <= Word::kWrite) {
      play_memory(one);
    } else {
      play_rest(one);
    }
  }

  void play_lock(const Instruction& one) {
    sim::mutex& mutex = of().mutexes[one.object % 2];
    switch (one.word) {
      case Word::kLock:
        return mutex.lock();
      case Word::kTryLock:
        return see(mutex.try_lock());
      case Word::kTryLockFor:
        return see(mutex.try_lock_for(milliseconds(one.amount)));
      case Word::kUnlock:
        return mutex.unlock();
      case Word::kWriteLock:
        return of().rw.lock();
      case Word::kTryWriteLock:
        return see(of().rw.try_lock());
      case Word::kWriteUnlock:
        return of().rw.unlock();
      case Word::kReadLock:
        return of().rw.lock_shared();
      case Word::kTryReadLock:
        return see(of().rw.try_lock_shared());
      default:
        return of().rw.unlock_shared();
    }
  }

  void play_sync(const Instruction& one) {
    const auto permits = static_cast<std::uint64_t>(1 + one.amount / 2);
    switch (one.word) {
      case Word::kAcquire:
        return of().permits.acquire(permits);
      case Word::kTryAcquire:
        return see(of().permits.try_acquire(permits));
      case Word::kRelease:
        return of().permits.release(permits);
      case Word::kAdd:
        return of().group.add(one.amount == 0 ? -1 : one.amount);
      case Word::kDone:
        return of().group.done();
      case Word::kWait:
        return of().group.wait();
      case Word::kNotifyOne:
        return of().condition.notify_one();
      case Word::kNotifyAll:
        return of().condition.notify_all();
      case Word::kOnce:
        return of().once.call([&] {
          of().cells[0].store(static_cast<int>(at_));
          see("first");
        });
      default:
        return play_await(one);
    }
  }

  void play_await(const Instruction& one) {
    if (one.word == Word::kAwaitUnlocked) {
      std::unique_lock lock(of().mutexes[0], std::defer_lock);
      return of().condition.wait(lock);
    }
    std::unique_lock lock(of().mutexes[0]);
    if (one.word == Word::kAwait) {
      of().condition.wait(lock);
    } else {
      see(of().condition.wait_for(lock, milliseconds(one.amount)));
    }
  }

  void play_channel(const Instruction& one) {
    sim::channel<int>& channel = of().channel(one.object);
    switch (one.word) {
      case Word::kSend:
        return channel.send(static_cast<int>(10 * at_) + one.amount);
      case Word::kTrySend:
        return see(channel.try_send(static_cast<int>(10 * at_) + one.amount));
      case Word::kReceive:
        return see(shown(channel.receive()));
      case Word::kTryReceive:
        return see(shown(channel.try_receive()));
      case Word::kClose:
        return channel.close();
      case Word::kLength:
        return see(std::to_string(channel.len()));
      default:
        return play_select(one);
    }
  }

  // A select of any cases at all, put together as select() itself does.
  void play_select(const Instruction& one) {
    const auto receives = [&](std::optional<int> value) { see(shown(value)); };
    using Receive = decltype(sim::receive_from(of().rendezvous, receives));
    using Send = decltype(sim::send_to(of().rendezvous, 1));
    using Done = decltype(sim::receive_from(of().outer->first.done()));
    using Timeout = sim::TimeoutCase<sim::DoNothing>;
    std::vector<std::unique_ptr<sim::SelectCase>> owned;
    std::vector<sim::SelectCase*> cases;
    for (const RandomCase& each : one.cases) {
      sim::channel<int>& channel = of().channel(each.channel);
      switch (each.kind) {
        case RandomCase::Kind::kReceive:
          owned.push_back(std::make_unique<Receive>(sim::receive_from(channel, receives)));
          break;
        case RandomCase::Kind::kSend:
          owned.push_back(std::make_unique<Send>(sim::send_to(channel, static_cast<int>(at_))));
          break;
        case RandomCase::Kind::kTimeout:
          owned.push_back(std::make_unique<Timeout>(1ms, sim::DoNothing{}));
          break;
        case RandomCase::Kind::kDone:
          owned.push_back(std::make_unique<Done>(sim::receive_from(of().inner->first.done())));
          break;
        case RandomCase::Kind::kDefault:
          owned.push_back(nullptr);
          break;
      }
      cases.push_back(owned.back().get());
    }
    const std::size_t place = sim::select_among(cases);
    see("case" + std::to_string(place));
    if (place < cases.size()) {
      if (auto* received = dynamic_cast<Receive*>(cases[place])) {
        received->handle();
      }
    }
  }

  void play_timed(const Instruction& one) {
    switch (one.word) {
      case Word::kCancel:
        return of().context(one.object).second("by " + std::to_string(at_));
      case Word::kError:
        return see(of().context(one.object).first.cause());
      case Word::kMakeChild: {
        const auto [child, cancel] = sim::with_cancel(of().context(one.object).first, "child");
        see(child.cause());
        return cancel("child");
      }
      case Word::kAwaitDone:
        return see(of().context(one.object).first.done().receive() ? "?" : "done");
      case Word::kStopTimer:
        return see(of().timer->stop());
      case Word::kResetTimer:
        return see(of().timer->reset(milliseconds(one.amount)));
      case Word::kReceiveTick:
        return see(of().timer->ticks().receive() ? "tick" : "?");
      case Word::kTryReceiveTick:
        return see(of().timer->ticks().try_receive().has_value());
      case Word::kAfterFunc:
        return start_func(one);
      default:
        if (of().func_started.load() != 0 && of().func != nullptr) {
          see(of().func->stop());
        }
        return;
    }
  }

  // The first to come here starts it.
  void start_func(const Instruction& one) {
    if (of().func_started.exchange(1) == 0) {
      std::function<void()> call = Player(shared_, *place_of(RandomTask::Start::kTimer));
      of().func = std::make_unique<Shared::Func>(milliseconds(one.amount), call, "callback");
    }
  }

  [[nodiscard]] std::optional<std::size_t> place_of(RandomTask::Start start) {
    const std::vector<RandomTask>& tasks = of().program.tasks;
    const auto found = std::find_if(tasks.begin(), tasks.end(),
                                    [&](const RandomTask& task) { return task.start == start; });
    return found == tasks.end() ? std::nullopt : std::optional(found - tasks.begin());
  }

  void play_memory(const Instruction& one) {
    sim::atomic<int>& cell = of().cells[one.object % 2];
    switch (one.word) {
      case Word::kSpawn:
        if (of().child_started.exchange(1) == 0) {
          sim::spawn("child", Player(shared_, *place_of(RandomTask::Start::kSpawned)));
        }
        return;
      case Word::kJoin:
        static_cast<void>(of().ends[*place_of(RandomTask::Start::kSpawned)]->await());
        return see("joined");
      case Word::kKeepPromise:
        return of().promise.set_value(static_cast<int>(at_));
      case Word::kGetFuture:
        return of().future.wait();
      case Word::kLoad:
        return see(std::to_string(cell.load()));
      case Word::kStore:
        return cell.store(static_cast<int>(at_) + 1);
      case Word::kAddTo:
        return see(std::to_string(cell.fetch_add(1)));
      case Word::kCompareExchange: {
        int expected = one.amount;
        return see(cell.compare_exchange(expected, static_cast<int>(at_) + 1));
      }
      case Word::kRead:
        return see(std::to_string(of().plain.read()));
      default:
        return of().plain.write(static_cast<int>(at_) + 1);
    }
  }

  void play_rest(const Instruction& one) {
    switch (one.word) {
      case Word::kSleep:
        return sim::sleep(milliseconds(one.amount));
      case Word::kYield:
        return sim::yield();
      case Word::kNow:
        return see(rollcall::to_text(sim::now()));
      case Word::kAwaitIdle:
        return World::current().await_idle();
      case Word::kDraw: {
        Choices& choices = World::current().choices();
        return see(std::to_string(choices.pick(choices.stream("draw"), 2)));
      }
      case Word::kPanic:
        throw Panic("panic");
      case Word::kPanicIfSet:
        if (of().cells[one.object % 2].load() != 0) {
          throw Panic("set");
        }
        return;
      case Word::kClaim:
        return sim::always(of().cells[0].load() == 0, "cell-is-zero");
      case Word::kUseNil:
        return see(std::to_string(*sim::Ref<int>()));
      default:
        return play_host(one);
    }
  }

  void play_host(const Instruction& one) {
    if (of().program.tasks[at_].on_host) {
      return sim::yield();  // A task does not end itself.
    }
    sim::yield();  // What is done to hosts is no op of its own.
    switch (one.word) {
      case Word::kCrash:
        return of().network->crash(of().host);
      case Word::kRestart:
        return of().network->restart(of().host);
      case Word::kPause:
        return of().network->pause(of().host);
      default:
        return of().network->resume(of().host);
    }
  }

  std::shared_ptr<Shared> shared_;
  std::size_t at_;
};

void start(const std::shared_ptr<Shared>& shared, std::size_t task) {
  const RandomTask& started = shared->program.tasks[task];
  const SpawnOptions options{.name = {.text = "task", .number = task + 1},
                             .daemon = started.daemon};
  if (started.on_host) {
    shared->network->spawn_on(shared->host, options, Player(shared, task));
  } else {
    sim::spawn(options, Player(shared, task));
  }
}

}  // namespace

struct RandomPlay::Impl {
  RandomProgram program;
  std::shared_ptr<Shared> shared = nullptr;
};

RandomPlay::RandomPlay(const RandomProgram& program)
    : impl_(std::make_unique<Impl>(Impl{.program = program})) {}
RandomPlay::~RandomPlay() = default;

void RandomPlay::operator()() {
  impl_->shared = std::make_shared<Shared>(impl_->program);
  const std::shared_ptr<Shared> shared = impl_->shared;
  for (std::size_t task = 0; task < shared->program.tasks.size(); ++task) {
    if (shared->program.tasks[task].start == RandomTask::Start::kAtOnce) {
      start(shared, task);
    }
  }
}

void RandomPlay::forget() {
  if (impl_->shared != nullptr) {
    impl_->shared->func = nullptr;  // Its function has the objects, too.
    impl_->shared = nullptr;
  }
}

State RandomPlay::state() const {
  const Shared& shared = *impl_->shared;
  State state;
  for (const std::string& seen : shared.seen) {
    state += seen + "| ";
  }
  for (const sim::mutex& mutex : shared.mutexes) {
    state += mutex.held() ? "held " : "free ";
  }
  state += std::to_string(shared.permits.available()) + " " +
           std::to_string(shared.buffered.size()) + " " + std::to_string(shared.pipe.size());
  return state;
}

}  // namespace rollcall::exploration_test
