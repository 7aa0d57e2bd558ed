#include "sim/check/history.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace rollcall {
namespace {

using History = HistoryBuilder<int, int>;

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const HistoryError& error) {
    return error.what();
  }
  return "";
}

TEST(HistoryBuilder, NumbersTheEventsInTheirOrder) {
  History history;
  history.invoke(1, 10);
  history.invoke(2, 20);
  history.respond(2, 21);
  history.give_up(1);
  history.invoke(1, 30);
  const auto& operations = history.operations();
  ASSERT_EQ(operations.size(), 3U);
  EXPECT_EQ(operations[0].invoked, 1);
  EXPECT_FALSE(operations[0].response);
  EXPECT_EQ(operations[1].input, 20);
  EXPECT_EQ(operations[1].response->output, 21);
  EXPECT_EQ(operations[1].response->returned, 3);
  EXPECT_EQ(operations[2].client, 1U);
  EXPECT_EQ(operations[2].invoked, 4);
}

TEST(HistoryBuilder, RefusesASecondOpenOperationOfAClient) {
  History history;
  history.invoke(3, 1);
  EXPECT_EQ(error_of([&] { history.invoke(3, 2); }),
            "event 2: client 3 invokes, but its last operation is open: it needs a response, or to "
            "be given up");
  EXPECT_EQ(history.operations().size(), 1U);
}

TEST(HistoryBuilder, RefusesAResponseToNothing) {
  History history;
  EXPECT_EQ(error_of([&] { history.respond(3, 1); }),
            "event 1: client 3 returns, but has no open operation");
  history.invoke(3, 1);
  history.give_up(3);
  EXPECT_EQ(error_of([&] { history.respond(3, 1); }),
            "event 2: client 3 returns, but has no open operation");
  EXPECT_EQ(error_of([&] { history.give_up(3); }),
            "event 2: client 3 gives up, but has no open operation");
}

}  // namespace
}  // namespace rollcall
