#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// A key-value store, or with one key a register: read, write, compare-and-set, erase.
///
/// A Specification, partitioned by key: the state is the value of one key, absent at first.
class KeyValue {
 public:
  using State = std::optional<std::int64_t>;

  enum class Kind : std::uint8_t { kRead, kWrite, kCas, kErase };

  struct Input {
    Kind kind = Kind::kRead;
    std::string key;
    std::int64_t value = 0;     // written by kWrite and kCas
    std::int64_t expected = 0;  // by kCas

    [[nodiscard]] bool operator==(const Input&) const = default;
  };

  /// kRead answers a value or its absence; kCas and kErase whether they have changed it.
  struct Output {
    bool ok = true;
    std::optional<std::int64_t> value;

    [[nodiscard]] bool operator==(const Output&) const = default;
  };

  [[nodiscard]] static Input read(std::string_view key);
  [[nodiscard]] static Input write(std::string_view key, std::int64_t value);
  [[nodiscard]] static Input cas(std::string_view key, std::int64_t expected, std::int64_t value);
  [[nodiscard]] static Input erase(std::string_view key);
  [[nodiscard]] static Output found(std::optional<std::int64_t> value) {
    return {.ok = true, .value = value};
  }
  [[nodiscard]] static Output done(bool ok = true) { return {.ok = ok, .value = std::nullopt}; }

  [[nodiscard]] State initial() const { return std::nullopt; }
  [[nodiscard]] std::optional<State> step(const State& state, const Input& input,
                                          const Output& output) const;
  [[nodiscard]] std::vector<State> outcomes(const State& state, const Input& input) const;
  [[nodiscard]] std::uint64_t hash(const State& state) const;
  [[nodiscard]] const std::string& key_of(const Input& input) const { return input.key; }
  [[nodiscard]] bool is_read_only(const Input& input, const Output& output) const;
  [[nodiscard]] std::string describe(const Input& input, const std::optional<Output>& output) const;
  [[nodiscard]] std::string describe_state(const State& state) const;
};

}  // namespace rollcall
