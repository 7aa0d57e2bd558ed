#include "tests/sim/planted/planted.hpp"
#include "tests/sim/planted/programs.hpp"

namespace rollcall {

void send_on_closed() {
  sim::channel<int> results(1, "results");
  all_of([&] { results.send(1); }, [&] { results.close(); });
}

// Each looks whether it was closed, and both have looked before either has.
void double_close() {
  sim::channel<int> stop(0, "stop");
  sim::atomic<bool> closed(false, "closed");
  const auto close_once = [&] {
    if (!closed.load()) {
      closed.store(true);
      stop.close();
    }
  };
  all_of(close_once, close_once);
}

// What try_lock() says is ignored.
void unlock_of_unlocked() {
  sim::mutex guard("guard");
  const auto work = [&] {
    static_cast<void>(guard.try_lock());
    guard.unlock();
  };
  all_of(work, work);
}

void negative_count() {
  sim::wait_group finished("finished");
  sim::atomic<bool> done(false, "done");
  finished.add(1);
  const auto finish_once = [&] {
    if (!done.load()) {
      done.store(true);
      finished.done();
    }
  };
  all_of(finish_once, finish_once);
  finished.wait();
}

}  // namespace rollcall
