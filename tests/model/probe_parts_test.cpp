// The parts that the ledger is made of.
#include "model/probe/address.hpp"
#include "model/probe/deadlines.hpp"
#include "model/probe/free_queue.hpp"
#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>

namespace rollcall {
namespace {

// Against a plain list, entries leaving from anywhere.
TEST(FreeQueue, IsTheListThatItStandsFor) {
  Xoshiro256 random(1);
  FreeQueue queue;
  std::deque<std::pair<RecordId, FreeQueue::Ticket>> plain;
  for (std::uint32_t step = 0; step < 20'000; ++step) {
    const std::uint64_t act = random.below(step % 2000 < 1000 ? 5 : 12);
    if (act < 3) {
      const RecordId record{step};
      plain.emplace_back(record, queue.push(record));
    } else if (act == 3 && !plain.empty()) {
      ASSERT_EQ(queue.front(), plain.front().first);
      queue.pop();
      plain.pop_front();
    } else if (!plain.empty()) {
      const std::size_t place = random.below(plain.size());
      ASSERT_TRUE(queue.remove(plain[place].second));
      ASSERT_FALSE(queue.remove(plain[place].second));
      plain.erase(plain.begin() + static_cast<std::ptrdiff_t>(place));
    }
    ASSERT_EQ(queue.size(), plain.size());
    ASSERT_EQ(queue.empty(), plain.empty());
  }
  std::vector<RecordId> records;
  for (const auto& [record, ticket] : plain) {
    records.push_back(record);
  }
  EXPECT_EQ(queue.entries(), records);
}

TEST(LazyDeadlines, FindsTheFirstWhoseKeyHasNotGrown) {
  LazyDeadlines deadlines;
  std::vector<std::int64_t> keys{10, 20, 30};
  for (std::uint32_t index = 0; index < 3; ++index) {
    deadlines.add(keys[index], RecordId{index});
  }
  const auto key_now = [&](RecordId record, std::int64_t) -> std::optional<std::int64_t> {
    const std::int64_t key = keys[static_cast<std::size_t>(record)];
    return key == 0 ? std::nullopt : std::optional(key);
  };
  EXPECT_EQ(deadlines.first_due(9, key_now), RecordId::kNone);
  EXPECT_EQ(deadlines.first_due(10, key_now), RecordId{0});
  keys[0] = 40;
  EXPECT_EQ(deadlines.first_due(25, key_now), RecordId{1});
  keys[1] = 0;
  EXPECT_EQ(deadlines.first_due(25, key_now), RecordId::kNone);
  EXPECT_EQ(deadlines.size(), 2U);
  EXPECT_EQ(deadlines.first_due(40, key_now), RecordId{2});
}

TEST(LazyDeadlines, KeepsOneEntryHoweverOftenAKeyGrows) {
  LazyDeadlines deadlines;
  std::int64_t key = 3;
  deadlines.add(key, RecordId{0});
  for (std::int64_t now = 1; now < 1000; ++now) {
    key = now + 3;
    const auto key_now = [&](RecordId, std::int64_t) { return std::optional(key); };
    EXPECT_EQ(deadlines.first_due(now, key_now), RecordId::kNone);
  }
  EXPECT_EQ(deadlines.size(), 1U);
}

TEST(Address, IsReadAsItWasSentUnlessAColonIsTheHosts) {
  for (const char* address : {"10.0.0.1:7000", "host:1", "[2001:db8::7]:5000", "10.0.0.1:0"}) {
    EXPECT_TRUE(reads_as_sent(address)) << address;
  }
  for (const char* address : {"2001:db8::7:5000", "::1:5000", "host"}) {
    EXPECT_FALSE(reads_as_sent(address)) << address;
  }
}

TEST(Address, IsAnEndpointOnlyAsIpAndPort) {
  for (const char* address :
       {"10.0.0.1:7000", "255.255.255.255:65535", "[2001:db8::7]:5000", "[::1]:1"}) {
    EXPECT_TRUE(is_endpoint(address)) << address;
  }
  for (const char* address :
       {"10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:-1", "10.0.0.1:", "10.0.0:1", "10.0.0.256:1",
        "10.0.0.1.1:1", "0.0.0.0:1", "[::]:1", "[10.0.0.1]:1", "host:1", ":1", "", "10.0.0.01:1",
        "2001:db8::7:5000", "[2001:db8::7%eth0]:5000"}) {
    EXPECT_FALSE(is_endpoint(address)) << address;
  }
}

}  // namespace
}  // namespace rollcall
