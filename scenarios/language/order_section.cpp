#include "scenarios/language/sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall {
namespace {

constexpr const char* kForm = "write \"TASK: POINT\", as in \"register w2 #1: published\"";
constexpr const char* kQuoteHint =
    "put the entry in quotes, as in \"register w2 #1: published\": in YAML ' #' starts a comment";

// Reads the entries of `order:` and checks that the tasks and points they name exist.
class OrderReader {
 public:
  explicit OrderReader(const OrderContext& context);

  [[nodiscard]] std::optional<OrderPoint> read(const YamlValue& value) const;

 private:
  [[nodiscard]] std::optional<std::string> read_entry(const YamlValue& value) const;
  void check_task(const YamlValue& value, std::string_view kind, std::string_view rest) const;
  void check_call(const YamlValue& value, std::string_view kind, std::string_view rest) const;
  void check_number(const YamlValue& value, std::string_view digits, std::uint32_t count) const;
  void check_point(const YamlValue& value, const std::string& kind, const std::string& point) const;
  void count_calls();

  const OrderContext& context_;
  std::vector<std::string> kinds_;
  // Where the plan is known:
  std::optional<WorkerDirectory> workers_;
  std::map<std::pair<std::string, std::size_t>, std::uint32_t> call_counts_;  // by verb and worker
};

OrderReader::OrderReader(const OrderContext& context) : context_(context) {
  for (const auto& [kind, points] : context.vocabulary.points) {
    kinds_.push_back(kind);
  }
  if (context.planned != nullptr) {
    workers_.emplace(context.planned->workers);
    count_calls();
  }
}

void OrderReader::count_calls() {
  for (const Step& step : context_.planned->steps) {
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        const std::optional<HostRef> target = target_of(action);
        if (target && target->worker) {
          ++call_counts_[{std::string(verb_of(action)), *target->worker}];
        }
      }
    }
  }
}

std::optional<OrderPoint> OrderReader::read(const YamlValue& value) const {
  const std::optional<std::string> entry = read_entry(value);
  if (!entry) {
    return std::nullopt;
  }
  const std::size_t colon = entry->rfind(": ");
  if (colon == std::string::npos) {
    value.report({"E402", fmt::format("{} names no point", quote_word(*entry)), kForm});
    return std::nullopt;
  }
  OrderPoint point{.task = entry->substr(0, colon),
                   .point = entry->substr(colon + 2),
                   .position = value.place().position};
  const std::size_t blank = point.task.find(' ');
  const std::string kind = point.task.substr(0, blank);
  if (!context_.vocabulary.points.contains(kind)) {
    value.report({"E403", fmt::format("there is no task {}", quote_word(point.task)),
                  did_you_mean(kind, kinds_)});
    return std::nullopt;
  }
  check_task(value, kind, blank == std::string::npos ? "" : point.task.substr(blank + 1));
  check_point(value, kind, point.point);
  return point;
}

// Without quotes YAML takes " #1: published" for a comment, and "job 3: called" for a map.
std::optional<std::string> OrderReader::read_entry(const YamlValue& value) const {
  if (value.is_map()) {
    value.report({"E401", "this entry is a map, not a text", kQuoteHint});
    return std::nullopt;
  }
  const bool plain = value.is_scalar() && !value.node().quoted;
  const std::string_view line = context_.source.rest_of_line(value.place().position);
  if (plain && line.find(" #") != std::string_view::npos &&
      value.node().scalar.find(": ") == std::string::npos) {
    value.report({"E401", fmt::format("the entry {} lost its end", quote_word(value.node().scalar)),
                  kQuoteHint});
    return std::nullopt;
  }
  return value.text();
}

void OrderReader::check_task(const YamlValue& value, std::string_view kind,
                             std::string_view rest) const {
  if (context_.planned == nullptr) {
    return;
  }
  const Scenario& planned = *context_.planned;
  if (kind == "dispatcher") {
    check_number(value, rest, planned.manager.dispatchers);
  } else if (kind == "job") {
    check_number(value, rest, planned.jobs ? planned.jobs->count : 0);
  } else {
    check_call(value, kind, rest);
  }
}

// "w2 #1": the first call of w2.
void OrderReader::check_call(const YamlValue& value, std::string_view kind,
                             std::string_view rest) const {
  const std::size_t mark = rest.find(" #");
  if (mark == std::string_view::npos) {
    value.report({"E403", fmt::format("{} lacks the number of the call", quote_word(rest)), kForm});
    return;
  }
  const std::optional<std::size_t> worker = value.accept(workers_->find(rest.substr(0, mark)));
  if (worker) {
    const auto found = call_counts_.find({std::string(kind), *worker});
    check_number(value, rest.substr(mark + 2), found == call_counts_.end() ? 0 : found->second);
  }
}

void OrderReader::check_number(const YamlValue& value, std::string_view digits,
                               std::uint32_t count) const {
  if (std::holds_alternative<Problem>(parse_integer(digits, {1, count}))) {
    value.report({"E403", fmt::format("there is no task number {}", quote_word(digits)),
                  count == 0 ? "the scenario has no such task"
                             : fmt::format("the scenario has 1 to {}", count)});
  }
}

void OrderReader::check_point(const YamlValue& value, const std::string& kind,
                              const std::string& point) const {
  const std::vector<std::string>& points = context_.vocabulary.points.at(kind);
  for (const std::string& known : points) {
    if (known == point) {
      return;
    }
  }
  const std::string closest = did_you_mean(point, points);
  value.report(
      {"E404", fmt::format("'{}' has no point {}", kind, quote_word(point)),
       closest.empty() ? fmt::format("its points are: {}", fmt::join(points, ", ")) : closest});
}

}  // namespace

std::vector<OrderPoint> read_order(const YamlValue& value, const OrderContext& context) {
  const OrderReader reader(context);
  std::vector<OrderPoint> order;
  for (const YamlValue& item : value.items()) {
    if (std::optional<OrderPoint> point = reader.read(item)) {
      order.push_back(std::move(*point));
    }
  }
  return order;
}

}  // namespace rollcall
