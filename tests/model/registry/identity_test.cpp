#include "model/registry/identity.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollcall::hardened {
namespace {

using namespace std::string_view_literals;

std::string parsed(std::string_view ip, std::int64_t port = 7000) {
  const std::optional<Endpoint> endpoint = parse_endpoint(ip, port);
  return endpoint ? to_text(*endpoint) : "refused";
}

TEST(Endpoint, IsWrittenSoThatItReadsOneWay) {
  EXPECT_EQ(parsed("10.0.0.1"), "10.0.0.1:7000");
  EXPECT_EQ(parsed("2001:db8::7", 5000), "[2001:db8::7]:5000");
}

TEST(Endpoint, HasOneTextForOnePlace) {
  EXPECT_EQ(parsed("2001:DB8:0:0:0:0:0:7"), parsed("2001:db8::7"));
  EXPECT_EQ(parsed("::ffff:10.0.0.1"), parsed("10.0.0.1"));
  EXPECT_EQ(parse_endpoint("2001:DB8::0:7", 1), parse_endpoint("2001:db8::7", 1));
  EXPECT_NE(parse_endpoint("10.0.0.1", 1), parse_endpoint("10.0.0.1", 2));
}

TEST(Endpoint, HasAPortFrom1To65535) {
  EXPECT_EQ(parsed("10.0.0.1", 1), "10.0.0.1:1");
  EXPECT_EQ(parsed("10.0.0.1", 65535), "10.0.0.1:65535");
  for (const std::int64_t port : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{65536},
                                  std::int64_t{70000}, std::int64_t{1} << 32}) {
    EXPECT_EQ(parsed("10.0.0.1", port), "refused") << port;
  }
}

TEST(Endpoint, IsAnAddressOfOneHost) {
  for (const std::string_view ip :
       {""sv, "localhost"sv, "10.0.0"sv, "10.0.0.256"sv, "10.0.0.1 "sv, "010.0.0.1"sv,
        "10.0.0.1\0x"sv, "[::1]"sv, "fe80::1%eth0"sv, "0.0.0.0"sv, "::"sv, "::ffff:0.0.0.0"sv,
        "224.0.0.1"sv, "255.255.255.255"sv, "ff02::1"sv, "::ffff:224.0.0.1"sv, "10.0.0.1:80"sv}) {
    EXPECT_EQ(parsed(ip), "refused") << ip;
  }
  EXPECT_EQ(parsed("127.0.0.1"), "127.0.0.1:7000");
  EXPECT_EQ(parsed("223.255.255.255"), "223.255.255.255:7000");
  EXPECT_EQ(parsed("fe80::1"), "[fe80::1]:7000");
}

TEST(Epoch, IsOrderedByTermFirst) {
  EXPECT_LT((Epoch{.term = 1, .number = 9}), (Epoch{.term = 2, .number = 1}));
  EXPECT_LT((Epoch{.term = 2, .number = 1}), (Epoch{.term = 2, .number = 2}));
  EXPECT_EQ(to_text(Epoch{.term = 3, .number = 17}), "3.17");
  EXPECT_EQ(to_text(JobId{.term = 3, .number = 4}), "3.4");
}

}  // namespace
}  // namespace rollcall::hardened
