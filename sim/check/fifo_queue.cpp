#include "sim/check/fifo_queue.hpp"

#include "sim/base/random.hpp"
#include "sim/check/specification.hpp"

namespace rollcall {

static_assert(KnowsReadOnly<FifoQueue>);

std::optional<FifoQueue::State> FifoQueue::step(const State& state, const Input& input,
                                                const Output& output) const {
  std::optional<std::int64_t> dequeued;
  if (!input.value && !state.empty()) {
    dequeued = state.front();
  }
  if (output.value != dequeued) {
    return std::nullopt;
  }
  return outcomes(state, input).front();
}

std::vector<FifoQueue::State> FifoQueue::outcomes(const State& state, const Input& input) const {
  State next = state;
  if (input.value) {
    next.push_back(*input.value);
  } else if (!next.empty()) {
    next.erase(next.begin());
  }
  return {next};
}

std::uint64_t FifoQueue::hash(const State& state) const {
  std::uint64_t hash = state.size();
  for (const std::int64_t value : state) {
    hash = mix(hash, static_cast<std::uint64_t>(value));
  }
  return hash;
}

bool FifoQueue::is_read_only(const Input& input, const Output& output) const {
  return !input.value && !output.value;
}

std::string FifoQueue::describe(const Input& input, const std::optional<Output>& output) const {
  if (input.value) {
    return "enqueue(" + std::to_string(*input.value) + ") -> " + (output ? "ok" : "?");
  }
  const std::string answer = !output         ? "?"
                             : output->value ? std::to_string(*output->value)
                                             : "empty";
  return "dequeue() -> " + answer;
}

std::string FifoQueue::describe_state(const State& state) const {
  std::string text;
  for (const std::int64_t value : state) {
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  }
  return "[" + text + "]";
}

}  // namespace rollcall
