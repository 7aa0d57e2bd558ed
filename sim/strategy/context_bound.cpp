#include "sim/strategy/context_bound.hpp"

namespace rollcall {

ContextBound::ContextBound(std::vector<NamedDraw> draws, std::uint64_t preemptions_end,
                           std::size_t open_max)
    : draws_(std::move(draws)), open_(preemptions_end), open_max_(open_max) {
  if (!open_.empty()) {
    open_[0].emplace_back();
  }
}

std::optional<Schedule> ContextBound::next() {
  for (std::size_t count = 0; count < open_.size(); ++count) {
    if (!open_[count].empty()) {
      preemption_count_ = count;
      current_ = std::move(open_[count].front());
      open_[count].pop_front();
      return Schedule{.switches = current_.switches, .draws = draws_};
    }
  }
  return std::nullopt;
}

void ContextBound::add(const Scribe& played) {
  const std::vector<Scribe::Choice>& choices = played.choices();
  for (std::size_t i = current_.choices_fixed; i < choices.size(); ++i) {
    const Scribe::Choice& choice = choices[i];
    const std::uint64_t count = preemption_count_ + (choice.running_enabled ? 1U : 0U);
    if (choice.others.empty() || count >= open_.size()) {
      continue;
    }
    for (const TaskId other : choice.others) {
      if (open_[count].size() >= open_max_) {
        complete_ = false;
        return;
      }
      Grown grown{.switches = current_.switches, .choices_fixed = i + 1};
      grown.switches.push_back(
          {.at = played.names().place(choice.at), .next = played.names().label(other)});
      open_[count].push_back(std::move(grown));
    }
  }
}

}  // namespace rollcall
