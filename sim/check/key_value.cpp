#include "sim/check/key_value.hpp"

#include "sim/base/random.hpp"
#include "sim/check/specification.hpp"

#include <utility>

namespace rollcall {
namespace {

static_assert(Partitioned<KeyValue> && KnowsReadOnly<KeyValue>);

// What a store in this state does and answers.
std::pair<KeyValue::State, KeyValue::Output> apply(const KeyValue::State& state,
                                                   const KeyValue::Input& input) {
  switch (input.kind) {
    case KeyValue::Kind::kRead:
      return {state, KeyValue::found(state)};
    case KeyValue::Kind::kWrite:
      return {input.value, KeyValue::done()};
    case KeyValue::Kind::kCas: {
      const bool ok = state == input.expected;
      return {ok ? KeyValue::State(input.value) : state, KeyValue::done(ok)};
    }
    case KeyValue::Kind::kErase:
      break;
  }
  return {std::nullopt, KeyValue::done(state.has_value())};
}

std::string to_text(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : "absent";
}

}  // namespace

KeyValue::Input KeyValue::read(std::string_view key) {
  return {.kind = Kind::kRead, .key = std::string(key), .value = 0, .expected = 0};
}

KeyValue::Input KeyValue::write(std::string_view key, std::int64_t value) {
  return {.kind = Kind::kWrite, .key = std::string(key), .value = value, .expected = 0};
}

KeyValue::Input KeyValue::cas(std::string_view key, std::int64_t expected, std::int64_t value) {
  return {.kind = Kind::kCas, .key = std::string(key), .value = value, .expected = expected};
}

KeyValue::Input KeyValue::erase(std::string_view key) {
  return {.kind = Kind::kErase, .key = std::string(key), .value = 0, .expected = 0};
}

std::optional<KeyValue::State> KeyValue::step(const State& state, const Input& input,
                                              const Output& output) const {
  const auto [next, answer] = apply(state, input);
  return answer == output ? std::optional<State>(std::in_place, next) : std::nullopt;
}

std::vector<KeyValue::State> KeyValue::outcomes(const State& state, const Input& input) const {
  return {apply(state, input).first};
}

std::uint64_t KeyValue::hash(const State& state) const {
  return state ? scramble(static_cast<std::uint64_t>(*state)) : 0;
}

bool KeyValue::is_read_only(const Input& input, const Output& output) const {
  return input.kind == Kind::kRead || (input.kind != Kind::kWrite && !output.ok);
}

std::string KeyValue::describe(const Input& input, const std::optional<Output>& output) const {
  const std::string answer = !output ? "?" : output->ok ? "ok" : "no";
  switch (input.kind) {
    case Kind::kRead:
      return "read(" + input.key + ") -> " + (output ? to_text(output->value) : answer);
    case Kind::kWrite:
      return "write(" + input.key + ", " + std::to_string(input.value) + ") -> " + answer;
    case Kind::kCas:
      return "cas(" + input.key + ", " + std::to_string(input.expected) + ", " +
             std::to_string(input.value) + ") -> " + answer;
    case Kind::kErase:
      break;
  }
  return "erase(" + input.key + ") -> " + answer;
}

std::string KeyValue::describe_state(const State& state) const { return to_text(state); }

}  // namespace rollcall
