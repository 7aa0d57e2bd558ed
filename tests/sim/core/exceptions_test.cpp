// Exceptions in several tasks at once: each task must see its own and nobody else's.
#include "tests/sim/support.hpp"

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace rollcall {
namespace {

constexpr std::uint64_t kSeeds = 30;

std::string current_text() {
  if (const std::exception_ptr current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& error) {
      return error.what();
    }
  }
  return "none";
}

// Plays `task` five times at once at several seeds; each gets a name of its own.
template <typename Task>
void at_once(Task task) {
  World world;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    int ended = 0;
    const RunResult result = run_in(world, seed, [&] {
      for (const char* name : {"a", "b", "c", "d", "e"}) {
        sim::spawn(name, [&, name] {
          task(std::string(name));
          ++ended;
        });
      }
    });
    ASSERT_EQ(finding(result), "") << "seed " << seed;
    ASSERT_EQ(ended, 5) << "seed " << seed;
  }
}

TEST(Exceptions, AnOpInsideACatchBlockKeepsTheException) {
  at_once([](const std::string& name) {
    for (int i = 0; i < 3; ++i) {
      try {
        sim::yield();
        throw std::runtime_error(name);
      } catch (const std::runtime_error& error) {
        sim::yield();
        EXPECT_EQ(error.what(), name);
        EXPECT_EQ(current_text(), name);
        sim::yield();
        EXPECT_EQ(current_text(), name);
      }
      EXPECT_EQ(current_text(), "none");
    }
  });
}

TEST(Exceptions, ARethrowAfterOthersThrewIsOnesOwn) {
  at_once([](const std::string& name) {
    try {
      try {
        throw std::runtime_error(name);
      } catch (const std::runtime_error&) {
        sim::yield();
        sim::yield();
        throw;
      }
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), name);
      sim::yield();
    }
    EXPECT_EQ(current_text(), "none");
  });
}

// Yields when it is destroyed, and checks that this task alone is unwinding.
class YieldsAtTheEnd {
 public:
  explicit YieldsAtTheEnd(int uncaught) : uncaught_(uncaught) {}
  YieldsAtTheEnd(const YieldsAtTheEnd&) = delete;
  YieldsAtTheEnd& operator=(const YieldsAtTheEnd&) = delete;
  ~YieldsAtTheEnd() {
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(std::uncaught_exceptions(), uncaught_);
      sim::yield();
    }
    EXPECT_EQ(std::uncaught_exceptions(), uncaught_);
  }

 private:
  int uncaught_;
};

TEST(Exceptions, AnOpDuringUnwindingLeavesTheCountOfOthersAlone) {
  at_once([](const std::string& name) {
    EXPECT_EQ(std::uncaught_exceptions(), 0);
    {
      const YieldsAtTheEnd at_scope_exit(0);
      sim::yield();
    }
    try {
      const YieldsAtTheEnd first(1);
      const YieldsAtTheEnd second(1);
      throw std::runtime_error(name);
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), name);
      EXPECT_EQ(std::uncaught_exceptions(), 0);
      sim::yield();
      EXPECT_EQ(std::uncaught_exceptions(), 0);
    }
  });
}

// While unwinding, throws and catches another exception, with ops in between.
class ThrowsInside {
 public:
  explicit ThrowsInside(std::string name) : name_(std::move(name)) {}
  ThrowsInside(const ThrowsInside&) = delete;
  ThrowsInside& operator=(const ThrowsInside&) = delete;
  ~ThrowsInside() {
    try {
      const YieldsAtTheEnd inner(2);
      throw std::logic_error(name_ + " inner");
    } catch (const std::logic_error& error) {
      sim::yield();
      EXPECT_EQ(error.what(), name_ + " inner");
      EXPECT_EQ(std::uncaught_exceptions(), 1);
      EXPECT_EQ(current_text(), name_ + " inner");
    }
  }

 private:
  std::string name_;
};

TEST(Exceptions, NestInsideADestructorDuringUnwinding) {
  at_once([](const std::string& name) {
    try {
      const ThrowsInside nested(name);
      throw std::runtime_error(name + " outer");
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), name + " outer");
      sim::yield();
      EXPECT_EQ(current_text(), name + " outer");
    }
  });
}

TEST(Exceptions, NestInsideCatchBlocks) {
  at_once([](const std::string& name) {
    try {
      throw std::runtime_error(name + " 1");
    } catch (const std::runtime_error& first) {
      sim::yield();
      try {
        throw std::runtime_error(name + " 2");
      } catch (const std::runtime_error& second) {
        sim::yield();
        EXPECT_EQ(current_text(), name + " 2");
        EXPECT_EQ(second.what(), name + " 2");
      }
      sim::yield();
      EXPECT_EQ(current_text(), name + " 1");
      EXPECT_EQ(first.what(), name + " 1");
    }
  });
}

TEST(Exceptions, MayBeHandedFromTaskToTask) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const RunResult result = run(seed, [] {
      sim::channel<std::exception_ptr> errors(2, "errors");
      for (const char* name : {"a", "b", "c"}) {
        sim::spawn(name, [&errors, name] {
          try {
            throw std::runtime_error(name);
          } catch (...) {
            errors.send(std::current_exception());
          }
        });
      }
      std::string seen;
      for (int i = 0; i < 3; ++i) {
        try {
          std::rethrow_exception(*errors.receive());
        } catch (const std::runtime_error& error) {
          sim::yield();
          seen += error.what();
        }
      }
      EXPECT_EQ(seen.size(), 3U);
    });
    EXPECT_EQ(finding(result), "");
  }
}

TEST(Exceptions, ATaskStartsWithoutAnyThoughItsParentHandlesOne) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    run(seed, [] {
      try {
        throw std::runtime_error("parent");
      } catch (const std::runtime_error&) {
        sim::spawn("child", [] {
          EXPECT_EQ(current_text(), "none");
          EXPECT_EQ(std::uncaught_exceptions(), 0);
        });
        World::current().await_idle();
        EXPECT_EQ(current_text(), "parent");
      }
    });
  }
}

TEST(Exceptions, OfTheCallerOfRunAreNotSeenByTasksAndComeBack) {
  try {
    throw std::runtime_error("outside");
  } catch (const std::runtime_error&) {
    run(1, [] {
      EXPECT_EQ(current_text(), "none");
      try {
        throw std::runtime_error("inside");
      } catch (const std::runtime_error&) {
        sim::yield();
        EXPECT_EQ(current_text(), "inside");
      }
    });
    EXPECT_EQ(current_text(), "outside");
  }
  EXPECT_EQ(current_text(), "none");
}

}  // namespace
}  // namespace rollcall
