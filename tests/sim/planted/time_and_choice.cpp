#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/planted/planted.hpp"
#include "tests/sim/planted/programs.hpp"

#include <memory>
#include <mutex>
#include <shared_mutex>

namespace rollcall {

// A reader that locks again waits behind the writer that waits for it.
void reader_behind_writer() {
  sim::rw_mutex guard("guard");
  all_of(
      [&] {
        const std::shared_lock outer(guard);
        const std::shared_lock inner(guard);
      },
      [&] { const std::scoped_lock lock(guard); });
}

// Where both are ready, a select may see the stop before the job that was sent before it.
void stop_before_job() {
  sim::channel<int> jobs(1, "jobs");
  sim::channel<int> stop(0, "stop");
  int done = 0;
  all_of(
      [&] {
        jobs.send(1);
        stop.close();
      },
      [&] {
        bool stopped = false;
        while (!stopped && !World::current().cancelling()) {
          sim::select(sim::receive_from(jobs, [&] { ++done; }),
                      sim::receive_from(stop, [&] { stopped = true; }));
        }
      });
  if (done != 1) {
    show("job-lost");
  }
}

// The reply comes at the instant at which the caller gives up: it has nobody to go to.
void reply_at_the_timeout() {
  const auto reply = std::make_shared<sim::channel<int>>(0, "reply");
  sim::spawn("server", [reply] {
    sim::sleep(Duration{10});
    reply->send(1);
  });
  sim::select(sim::receive_from(*reply), sim::timeout(Duration{10}));
}

// Whoever stops a timer must look whether it has fired: its function closes the channel, too.
void stopped_too_late() {
  const auto done = std::make_shared<sim::channel<int>>(0, "done");
  sim::func_timer expiry(
      Duration{10}, [done] { done->close(); }, "expiry");
  sim::sleep(Duration{10});
  expiry.stop();
  done->close();
}

}  // namespace rollcall
