#include "sim/sync/select.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <array>
#include <optional>

namespace rollcall::exploration_test {
namespace {

std::string text(const std::optional<int>& value) { return value ? std::to_string(*value) : "-"; }

Case rendezvous() {
  return {.name = "Rendezvous",
          .program =
              [](State& state) {
                sim::channel<int> channel(0, "c");
                run_all({[&] { channel.send(1); }, [&] { state = text(channel.receive()); }});
              },
          .classes = 2};
}

// The nth receive must follow the nth send, and nothing else: one way to be filled and drained at
// every pace, but for the pace at which the consumer finds it empty.
Case producer_and_consumer(std::size_t capacity) {
  return {.name = "ProducerAndConsumer" + std::to_string(capacity),
          .program = [capacity](State& state) {
            sim::channel<int> channel(capacity, "c");
            run_all({[&] {
                       channel.send(1);
                       channel.send(2);
                     },
                     [&] {
                       const std::optional<int> first = channel.receive();
                       const std::optional<int> second = channel.receive();
                       state = text(first) + text(second);
                     }});
          }};
}

Case two_producers() {
  return {.name = "TwoProducers",
          .program =
              [](State& state) {
                sim::channel<int> channel(2, "c");
                run_all({[&] { channel.send(1); }, [&] { channel.send(2); }});
                const std::optional<int> first = channel.receive();
                const std::optional<int> second = channel.receive();
                state = text(first) + text(second);
              },
          .classes = 2};
}

// Filled before, drained by one and filled on by the other: they meet neither empty nor full.
Case send_beside_receive() {
  return {.name = "SendBesideReceive",
          .program =
              [](State& state) {
                sim::channel<int> channel(3, "c");
                channel.send(1);
                std::optional<int> received;
                run_all({[&] { channel.send(2); }, [&] { received = channel.receive(); }});
                state = text(received) + std::to_string(channel.size());
              },
          .classes = 1};
}

Case two_consumers() {
  return {.name = "TwoConsumers", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            std::array<std::string, 2> got;
            run_all({[&] { got[0] = text(channel.receive()); },
                     [&] { got[1] = text(channel.receive()); },
                     [&] {
                       channel.send(1);
                       channel.close();
                     }});
            state = got[0] + got[1];
          }};
}

Case close_beside_receive() {
  return {.name = "CloseBesideReceive", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            channel.send(1);
            run_all({[&] { channel.close(); },
                     [&] {
                       const std::optional<int> first = channel.receive();
                       const std::optional<int> second = channel.receive();
                       state = text(first) + text(second);
                     }});
          }};
}

Case send_beside_close() {
  return {.name = "SendBesideClose",
          .program =
              [](State& state) {
                sim::channel<int> channel(1, "c");
                run_all({[&] { channel.close(); }, [&] { channel.send(1); }});
                state = "sent";
              },
          .violates = true};
}

Case tries() {
  return {.name = "Tries", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            std::array<bool, 2> sent{};
            std::optional<int> received;
            run_all({[&] { sent[0] = channel.try_send(1); }, [&] { sent[1] = channel.try_send(2); },
                     [&] { received = channel.try_receive(); }});
            state = std::to_string(sent[0]) + std::to_string(sent[1]) + text(received);
          }};
}

Case length() {
  return {.name = "Length",
          .program =
              [](State& state) {
                sim::channel<int> channel(2, "c");
                run_all({[&] {
                           channel.send(1);
                           channel.send(2);
                         },
                         [&] { state = std::to_string(channel.len()); }});
              },
          .classes = 3};
}

Case nobody_receives() {
  return {.name = "NobodyReceives", .program = [](State& state) {
            sim::channel<int> channel(1, "c");
            run_all({[&] { channel.send(1); }, [&] { channel.send(2); }});
            state = "sent";
          }};
}

Case select_of_two_senders() {
  return {.name = "SelectOfTwoSenders", .program = [](State& state) {
            sim::channel<int> left(1, "left");
            sim::channel<int> right(1, "right");
            run_all({[&] { left.send(1); }, [&] { right.send(2); },
                     [&] {
                       sim::select(sim::receive_from(left, [&] { state = "left"; }),
                                   sim::receive_from(right, [&] { state = "right"; }));
                     }});
          }};
}

Case select_with_default() {
  return {.name = "SelectWithDefault",
          .program =
              [](State& state) {
                sim::channel<int> channel(1, "c");
                run_all({[&] { channel.send(1); },
                         [&] {
                           sim::select(sim::receive_from(channel, [&] { state = "received"; }),
                                       sim::otherwise([&] { state = "nothing"; }));
                         }});
              },
          .classes = 2};
}

// Two selects that can meet each other both ways round.
Case select_beside_select() {
  return {.name = "SelectBesideSelect", .program = [](State& state) {
            sim::channel<int> left(0, "left");
            sim::channel<int> right(0, "right");
            run_all({[&] {
                       sim::select(sim::send_to(left, 1, [&] { state += "l"; }),
                                   sim::receive_from(right, [&] { state += "R"; }));
                     },
                     [&] {
                       sim::select(sim::receive_from(left, [&] { state += "L"; }),
                                   sim::send_to(right, 2, [&] { state += "r"; }));
                     }});
          }};
}

}  // namespace

std::vector<Case> channel_cases() {
  return {rendezvous(),
          producer_and_consumer(0),
          producer_and_consumer(1),
          producer_and_consumer(2),
          two_producers(),
          send_beside_receive(),
          two_consumers(),
          close_beside_receive(),
          send_beside_close(),
          tries(),
          length(),
          nobody_receives(),
          select_of_two_senders(),
          select_with_default(),
          select_beside_select()};
}

}  // namespace rollcall::exploration_test
