#include "sim/check/explain.hpp"

#include "sim/check/fifo_queue.hpp"
#include "sim/check/key_value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

using Kv = KeyValue;

template <Specification Spec>
std::string explanation(const Spec& spec, const HistoryBuilderOf<Spec>& history) {
  const auto result = check_linearizability(spec, history.operations());
  return result.failure ? explain(spec, history.operations(), *result.failure) : "it holds";
}

TEST(Explain, ShowsTheOrderTheStateAndWhatWasOpen) {
  HistoryBuilderOf<KeyValue> history;
  history.invoke(1, Kv::write("x", 1));
  history.respond(1, Kv::done());
  history.invoke(1, Kv::write("x", 2));
  history.invoke(3, Kv::write("y", 5));
  history.invoke(2, Kv::read("x"));
  history.respond(2, Kv::found(7));
  history.respond(1, Kv::done());
  EXPECT_EQ(explanation(KeyValue(), history),
            "client 2: read(x) -> 7 has no place in any order (operation 4, event 6)\n"
            "  after\n"
            "    client 1: write(x, 1) -> ok\n"
            "  the state is 1, which does not allow it, nor does any state that open operations "
            "lead to, as\n"
            "    client 1: write(x, 2) -> ?\n");
}

TEST(Explain, ShowsTheLastOperationsOnly) {
  HistoryBuilderOf<FifoQueue> history;
  for (int i = 1; i <= 20; ++i) {
    history.invoke(1, {.value = i});
    history.respond(1, {});
  }
  history.invoke(1, {});
  history.respond(1, {});
  const std::string text = explanation(FifoQueue(), history);
  EXPECT_NE(text.find("client 1: dequeue() -> empty has no place"), std::string::npos) << text;
  EXPECT_NE(text.find("after 12 operations and\n    client 1: enqueue(13) -> ok\n"),
            std::string::npos)
      << text;
}

TEST(Explain, TellsAnEffectFromItsAnswer) {
  HistoryBuilderOf<KeyValue> history;
  history.invoke(1, Kv::cas("x", 0, 1));
  history.invoke(2, Kv::write("x", 0));
  history.respond(2, Kv::done());
  history.invoke(2, Kv::read("x"));
  history.respond(2, Kv::found(1));
  history.respond(1, Kv::done(false));
  EXPECT_EQ(explanation(KeyValue(), history),
            "client 1: cas(x, 0, 1) -> no has no place in any order (operation 1, event 6)\n"
            "  after\n"
            "    client 2: write(x, 0) -> ok\n"
            "    client 1: cas(x, 0, 1) -> ?\n"
            "    client 2: read(x) -> 1\n"
            "  the state is 1, with its effect, but not with this answer\n");
}

TEST(Explain, OfAFirstOperationNamesTheInitialState) {
  HistoryBuilderOf<KeyValue> history;
  history.invoke(1, Kv::read("x"));
  history.respond(1, Kv::found(1));
  EXPECT_EQ(explanation(KeyValue(), history),
            "client 1: read(x) -> 1 has no place in any order (operation 1, event 2)\n"
            "  after no operation\n"
            "  the state is absent, which does not allow it\n");
}

TEST(Explain, NamesTheKeysThatAreUndecided) {
  HistoryBuilderOf<KeyValue> history;
  for (std::uint64_t client = 0; client < 16; ++client) {
    history.invoke(client, Kv::write("x", static_cast<std::int64_t>(client)));
  }
  history.invoke(16, Kv::read("x"));
  history.respond(16, Kv::found(99));
  for (std::uint64_t client = 0; client < 16; ++client) {
    history.respond(client, Kv::done());
  }
  const auto result =
      check_linearizability(KeyValue(), history.operations(), {.configurations_max = 1000});
  EXPECT_EQ(explain_undecided(KeyValue(), history.operations(), result.undecided),
            "undecided after 1000 configurations: 17 operations on the key of client 0: "
            "write(x, 0) -> ok (operation 1)\n");
}

}  // namespace
}  // namespace rollcall
