#include "scenarios/hunt/segment.hpp"

#include "sim/base/ensure.hpp"

#include <cstring>

namespace rollcall {
namespace {

class Writer {
 public:
  void put(std::uint64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void put(std::string_view text) {
    put(std::uint64_t{text.size()});
    bytes_.append(text);
  }
  void put(const std::vector<std::uint64_t>& numbers) {
    put(std::uint64_t{numbers.size()});
    bytes_.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * 8);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::uint64_t number() {
    std::uint64_t number = 0;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  [[nodiscard]] std::string text() {
    const std::uint64_t size = number();
    return std::string(take(size));
  }
  [[nodiscard]] std::vector<std::uint64_t> numbers() {
    std::vector<std::uint64_t> all(number());
    if (!all.empty()) {
      std::memcpy(all.data(), take(all.size() * 8).data(), all.size() * 8);
    }
    return all;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::uint64_t size) {
    ensure(size <= rest_.size(), "a worker process sends whole segments");
    const std::string_view part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }

  std::string_view rest_;
};

void write(const Segment& segment, Writer& writer) {
  writer.put(segment.range.first);
  writer.put(segment.range.end);
  writer.put(segment.steps);
  writer.put(segment.virtual_ns);
  writer.put(std::uint64_t{segment.marks.size()});
  for (const auto& [name, count] : segment.marks) {
    writer.put(std::string_view(name));
    writer.put(count);
  }
  writer.put(segment.states);
  writer.put(segment.pairs);
  writer.put(std::string_view(segment.order_error));
  writer.put(std::uint64_t{segment.failure ? 1U : 0U});
  if (segment.failure) {
    writer.put(std::string_view(segment.failure->signature));
    writer.put(std::string_view(segment.failure->invariant));
    writer.put(std::string_view(segment.failure->message));
    writer.put(segment.failure->steps);
    writer.put(segment.failure->trace_hash);
  }
}

Segment read(Reader& reader) {
  Segment segment;
  segment.range.first = reader.number();
  segment.range.end = reader.number();
  segment.steps = reader.number();
  segment.virtual_ns = reader.number();
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    std::string name = reader.text();
    segment.marks.emplace(std::move(name), reader.number());
  }
  segment.states = reader.numbers();
  segment.pairs = reader.numbers();
  segment.order_error = reader.text();
  if (reader.number() != 0) {
    FailureReport& failure = segment.failure.emplace();
    failure.signature = reader.text();
    failure.invariant = reader.text();
    failure.message = reader.text();
    failure.steps = reader.number();
    failure.trace_hash = reader.number();
  }
  return segment;
}

}  // namespace

std::string encode(const std::vector<Segment>& segments) {
  Writer writer;
  for (const Segment& segment : segments) {
    write(segment, writer);
  }
  return writer.take();
}

std::vector<Segment> decode_segments(std::string_view bytes) {
  Reader reader(bytes);
  std::vector<Segment> segments;
  while (!reader.at_end()) {
    segments.push_back(read(reader));
  }
  return segments;
}

}  // namespace rollcall
