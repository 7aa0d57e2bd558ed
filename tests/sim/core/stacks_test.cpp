#include "tests/sim/programs.hpp"
#include "tests/sim/support.hpp"

#include <array>
#include <cstdint>

namespace rollcall {
namespace {

constexpr std::array<std::uint32_t, 4> kRising{0, 1, 2, 3};
constexpr std::array<std::uint32_t, 4> kFalling{3, 2, 1, 0};

template <typename Body>
std::uint64_t hash(std::span<const std::uint32_t> order, Body&& body) {
  World world;
  world.map_stacks(order);
  return run_in(world, 1, body).trace_hash;
}

TEST(Stacks, TheirOrderDoesNotChangeAnExecution) {
  EXPECT_EQ(hash(kRising, busy_program), hash(kFalling, busy_program));
  EXPECT_EQ(hash({}, busy_program), hash(kFalling, busy_program));
}

#ifndef ROLLCALL_ASAN  // Its fake stacks lie wherever they do.

// Depends on where the stacks of its tasks lie: the lower one does a step more.
void address_program() {
  std::array<std::uintptr_t, 2> places{};
  const auto body = [&](std::size_t own) {
    const volatile int local = 0;
    places[own] = reinterpret_cast<std::uintptr_t>(&local);
    sim::sleep(Duration{1});
    if (places[own] < places[1 - own]) {
      sim::sleep(Duration{static_cast<std::int64_t>(own) + 1});
    }
  };
  together([&] { body(0); }, [&] { body(1); });
}

TEST(Stacks, CodeThatDependsOnAddressesShows) {
  EXPECT_NE(hash(kRising, address_program), hash(kFalling, address_program));
}

#endif

TEST(Stacks, MoreTasksThanWereMappedAheadGetTheirs) {
  World world;
  world.map_stacks(kFalling);
  const auto wait = [] { sim::sleep(Duration{1}); };
  const RunResult result = run_in(world, 1, [&] { together(wait, wait, wait, wait, wait, wait); });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(world.stack_count(), 7U);
}

}  // namespace
}  // namespace rollcall
