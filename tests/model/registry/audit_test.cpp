// Every check of the audit is able to fail: the structure of a good pool is broken by hand, in one
// thing, and the audit names the invariant and whom it is about.
// Two of its messages cannot be reached by breaking data: that waiting jobs are in order and none
// is there twice follows from std::set, and that lists hold nothing twice from their links.
#include "model/registry/pool.hpp"
#include "tests/model/registry/driver.hpp"

#include <functional>

namespace rollcall::hardened {

struct PoolAccess {
  static Pool& of(Driver& driver) { return *driver.registry.pool_; }
};

namespace {

// Slots are given in order: a and b free, c joining, d reserved, e busy, f drains; jobs 1 to 3.
constexpr Slot kA{0};
constexpr Slot kB{1};
constexpr Slot kC{2};
constexpr Slot kD{3};
constexpr Slot kE{4};
constexpr Slot kF{5};

RegistryConfig config() {
  RegistryConfig config;
  config.workers_max = 6;
  config.jobs_waiting_max = 2;
  config.jobs_remembered_max = 2;
  config.boots_remembered_max = 2;
  return config;
}

void build(Driver& driver) {
  for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
    driver.join(id);
  }
  for (const char* id : {"d", "e", "f", "a", "b"}) {
    driver.answer_probe(id);
    driver.heartbeat(id);
  }
  for (int job = 0; job < 3; ++job) {
    driver.submit();
  }
  driver.answer("e", AssignAnswer::kAccepted);
  driver.answer("f", AssignAnswer::kAccepted);
  driver.drain("f");
}

// What the audit says once `damage` is done to the pool.
std::string verdict(const std::function<void(Pool&)>& damage) {
  Driver driver(config());
  build(driver);
  Pool& pool = PoolAccess::of(driver);
  EXPECT_EQ(audit(pool), std::nullopt);
  damage(pool);
  return audit(pool).value_or("nothing");
}

struct Break {
  std::string expected;  // how the verdict begins
  std::function<void(Pool&)> damage;
};

void expect_each_found(const std::vector<Break>& breaks) {
  for (const Break& one : breaks) {
    const std::string found = verdict(one.damage);
    EXPECT_TRUE(found.starts_with(one.expected)) << one.expected << "\n  found: " << found;
  }
}

TEST(Audit, FindsABrokenFreeList) {
  expect_each_found({
      {"free-list-is-free-set: worker 'b' (free) belongs there and is not linked",
       [](Pool& pool) { pool.free.unlink(pool.records, kB); }},
      {"free-list-is-free-set: worker 'e' (busy) is linked and does not belong",
       [](Pool& pool) {
         pool.running.unlink(pool.records, kE);
         pool.free.push_back(pool.records, kE);
       }},
      {"free-list-is-free-set: worker 'b' (free) is linked one way only",
       [](Pool& pool) { pool.records[kB].turn.previous = Slot::kNone; }},
      {"free-list-is-free-set: worker 'a' (free) is linked one way only",
       [](Pool& pool) { pool.records[kB].turn.next = kA; }},
      {"free-list-is-free-set: the last of the links is not the back",
       [](Pool& pool) { pool.records[kA].turn.next = Slot::kNone; }},
      {"free-list-in-order: worker 'a'",
       [](Pool& pool) {
         pool.free.unlink(pool.records, kA);
         pool.free.push_back(pool.records, kA);
       }},
  });
}

TEST(Audit, FindsWhatIsGoneAndStillThere) {
  expect_each_found({
      {"gone-is-absent: a record that is gone is linked",
       [](Pool& pool) {
         const Link link = pool.records[kB].turn;
         pool.records.remove(kB);
         pool.records[kB].turn = link;
       }},
      {"gone-is-absent: worker 'd' (gone) has a record",
       [](Pool& pool) {
         pool.sendings.unlink(pool.records, kD);
         pool.records[kD].state = WorkerState::kGone;
       }},
  });
}

TEST(Audit, FindsBrokenDeadlines) {
  expect_each_found({
      {"leases-in-order: worker 'c' (joining) belongs there",
       [](Pool& pool) { pool.leases.unlink(pool.records, kC); }},
      {"leases-in-order: worker 'a' (free) stands behind",
       [](Pool& pool) { pool.records[kF].lease_until += kSecond; }},
      {"probes-in-order: worker 'c' (joining) belongs there",
       [](Pool& pool) { pool.probing.unlink(pool.records, kC); }},
      {"sendings-in-order: worker 'd' (reserved) belongs there",
       [](Pool& pool) { pool.sendings.unlink(pool.records, kD); }},
      {"running-in-order: worker 'f' (busy) stands behind",
       [](Pool& pool) { pool.records[kE].due += kSecond; }},
      {"leases-after-now: worker 'c' (joining) has a lease that is over",
       [](Pool& pool) { pool.records[kC].lease_until = pool.now; }},
      {"leases-after-now: worker 'e' (busy) has a deadline that is over",
       [](Pool& pool) { pool.records[kE].due = pool.now; }},
      {"leases-after-now: worker 'a' (free) has a deadline and nothing open",
       [](Pool& pool) { pool.records[kA].due = pool.now + kSecond; }},
  });
}

TEST(Audit, FindsBrokenIdentity) {
  expect_each_found({
      {"unique-epochs: worker 'z' (free) is not what its id leads to",
       [](Pool& pool) { pool.records[kA].id = "z"; }},
      {"unique-epochs: worker 'b' (free) shares its epoch",
       [](Pool& pool) { pool.records[kB].epoch_number = pool.records[kA].epoch_number; }},
      {"unique-epochs: worker 'a' (free) has an epoch that was never given",
       [](Pool& pool) { pool.records[kA].epoch_number = pool.epoch_number + 1; }},
      {"grants-grow: worker 'e' (busy) shares its grant",
       [](Pool& pool) { pool.records[kE].grant = pool.records[kD].grant; }},
      {"grants-grow: worker 'c' (joining) has a grant that was never given",
       [](Pool& pool) { pool.grant = Grant{1}; }},
      {"newest-boot-only: worker 'b' (free) is remembered",
       [](Pool& pool) { pool.boots.remember("b", Boot{1}); }},
  });
}

TEST(Audit, FindsWorkersThatMayNotBeWhatTheyAre) {
  expect_each_found({
      {"dispatchable-is-verified: worker 'a' (free)",
       [](Pool& pool) { pool.records[kA].probed = false; }},
      {"dispatchable-is-verified: worker 'd' (reserved)",
       [](Pool& pool) { pool.records[kD].confirmed = false; }},
      {"dispatchable-is-verified: worker 'e' (busy)",
       [](Pool& pool) { pool.records[kE].probed = false; }},
      {"draining-is-never-free: worker 'b' (free)",
       [](Pool& pool) { pool.records[kB].draining = true; }},
  });
}

TEST(Audit, FindsJobsAndWorkersThatDisagree) {
  expect_each_found({
      {"job-and-worker-agree: worker 'a' (free) has a job in the wrong state",
       [](Pool& pool) { pool.records[kA].job_number = 1; }},
      {"job-and-worker-agree: worker 'd' (reserved) has a job in the wrong state, or none",
       [](Pool& pool) { pool.records[kD].job_number = 0; }},
      {"job-and-worker-agree: worker 'd' (reserved) has a job that has its outcome",
       [](Pool& pool) { pool.jobs.finish(1, JobState::kDone); }},
      {"job-and-worker-agree: worker 'd' (reserved) has a job that points elsewhere",
       [](Pool& pool) { pool.jobs.put_back(1); }},
      {"job-and-worker-agree: job 4 points to a worker that has another",
       [](Pool& pool) {
         pool.jobs.submit(kSecond, true);
         pool.jobs.send(4, kE);
       }},
      {"job-and-worker-agree: worker 'e' (busy) has a job that points elsewhere",
       [](Pool& pool) { pool.records[kE].job_number = 1; }},
  });
}

TEST(Audit, FindsBrokenJobs) {
  expect_each_found({
      {"pending-in-order: job 4 waits and is not in the list",
       [](Pool& pool) {
         pool.jobs.submit(kSecond, true);
         pool.jobs.find(4)->worker = kA;
       }},
      {"attempts-bounded: job 1",
       [](Pool& pool) { pool.jobs.find(1)->attempts = pool.config.attempts_max + 1; }},
      {"attempts-bounded: job 2", [](Pool& pool) { pool.jobs.find(2)->attempts = 0; }},
      {"attempts-bounded: job 4",
       [](Pool& pool) {
         pool.jobs.submit(kSecond, true);
         pool.jobs.find(4)->attempts = pool.config.attempts_max;
       }},
      {"no-free-worker-while-a-job-waits", [](Pool& pool) { pool.jobs.submit(kSecond, true); }},
      {"no-lost-job",
       [](Pool& pool) {
         pool.jobs.submit(kSecond, true);
         pool.free.unlink(pool.records, kA);
         pool.free.unlink(pool.records, kB);
         pool.leases.unlink(pool.records, kA);
         pool.leases.unlink(pool.records, kB);
         pool.records.remove(kA);
         pool.records.remove(kB);
         pool.closing = true;
       }},
  });
}

TEST(Audit, FindsWhatIsOverItsBounds) {
  expect_each_found({
      {"bounded: too many workers", [](Pool& pool) { pool.config.workers_max = 5; }},
      {"bounded: too many jobs that were sent",
       [](Pool& pool) {
         pool = Pool(pool.config, pool.term);
         for (std::uint64_t number = 1; number <= 7; ++number) {
           pool.jobs.submit(kSecond, true);
           pool.jobs.send(number, kA);
           pool.jobs.put_back(number);
         }
       }},
      {"bounded: too many jobs that wait for their first sending",
       [](Pool& pool) {
         pool = Pool(pool.config, pool.term);
         for (int job = 0; job < 3; ++job) {
           pool.jobs.submit(kSecond, true);
         }
       }},
      {"bounded: too many outcomes",
       [](Pool& pool) {
         pool.config.jobs_remembered_max = 0;
         pool.jobs.finish(pool.jobs.submit(kSecond, true), JobState::kDone);
       }},
      {"bounded: too many boots",
       [](Pool& pool) {
         pool.config.boots_remembered_max = 0;
         pool.boots.remember("z", Boot{1});
       }},
  });
}

}  // namespace
}  // namespace rollcall::hardened
