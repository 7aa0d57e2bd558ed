#include "scenarios/hunt/tally.hpp"

#include "sim/base/ensure.hpp"

#include <iterator>
#include <tuple>

namespace rollcall {

std::string_view stop_text(Stop stop) {
  switch (stop) {
    case Stop::kNone:
      return "none";
    case Stop::kSeeds:
      return "seeds";
    case Stop::kTime:
      return "time";
    case Stop::kFailures:
      return "max-failures";
    case Stop::kStable:
      return "until-stable";
    case Stop::kOrder:
      return "order";
    case Stop::kInterrupt:
      return "interrupt";
  }
  return "";
}

void merge(FoundFailure& into, const FoundFailure& other) {
  into.failed.add(other.failed);
  if (std::tie(other.report.steps, other.index) < std::tie(into.report.steps, into.index)) {
    into.report = other.report;
    into.index = other.index;
  }
}

void HuntTally::add(const Segment& segment) {
  ensure(stop_ == Stop::kNone, "nothing counts after the stop");
  tried_.add(segment.range);
  steps_ += segment.steps;
  virtual_ns_ += segment.virtual_ns;
  news_in_group_ = take_news(segment) || news_in_group_;
  if (segment.failure) {
    const std::uint64_t index = segment.range.end - 1;
    FoundFailure found{.report = *segment.failure, .index = index, .failed = {}};
    found.failed.add(index);
    const auto [place, first] = failures_.try_emplace(segment.failure->signature, found);
    if (!first) {
      merge(place->second, found);
    }
  }
  decide(segment);
}

bool HuntTally::take_news(const Segment& segment) {
  bool news = false;
  for (const std::uint64_t state : segment.states) {
    news = states_.insert(state).second || news;
  }
  for (const std::uint64_t pair : segment.pairs) {
    news = pairs_.insert(pair).second || news;
  }
  for (const auto& [name, count] : segment.marks) {
    std::uint64_t& total = marks_[name];
    news = news || (total == 0 && count > 0);
    total += count;
  }
  return news;
}

// News counts for its whole group: within one, who played what decides where it is told.
void HuntTally::decide(const Segment& segment) {
  nothing_new_for_ += segment.range.count();
  if (segment.range.end % Segment::kGroup == 0 && news_in_group_) {
    nothing_new_for_ = 0;
    news_in_group_ = false;
  }
  if (!segment.order_error.empty()) {
    order_error_ = segment.order_error;
    order_error_index_ = segment.range.end - 1;
    stop_ = Stop::kOrder;
  } else {
    decide_at(segment.range.end);
  }
}

void HuntTally::decide_at(std::uint64_t end) {
  if (rules_.failures_max != 0 && failures_.size() >= rules_.failures_max) {
    stop_ = Stop::kFailures;
  } else if (rules_.stable_for != 0 && end % Segment::kGroup == 0 && !news_in_group_ &&
             nothing_new_for_ >= rules_.stable_for) {
    stop_ = Stop::kStable;
  }
}

void HuntTally::count(const BlockCount& block) {
  tried_.add(block.range);
  steps_ += block.steps;
  virtual_ns_ += block.virtual_ns;
  for (const auto& [name, count] : block.marks) {
    marks_[name] += count;
  }
}

void HuntTally::resume() {
  decide_at(tried_.empty() ? 1 : std::prev(tried_.ranges().end())->second);
}

}  // namespace rollcall
