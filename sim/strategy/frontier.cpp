#include "sim/strategy/frontier.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

// Of a place's share, what each way to leave it gets.
std::uint64_t share_below(const SearchNode& place, std::uint64_t share) {
  share /= place.to_explore.size();
  for (const SearchNode::Drawn& drawn : place.draws) {
    share /= drawn.count;
  }
  return share;
}

}  // namespace

Frontier::Frontier(std::size_t tree_count, const Options& options)
    : options_(options), tree_count_(tree_count) {
  for (std::size_t tree = 0; tree < tree_count; ++tree) {
    queue_.push_back(
        std::make_unique<Work>(Work{.tree = tree, .fixed = {}, .own = {}, .base = {}}));
  }
}

std::size_t Frontier::wave_size() const { return std::min(queue_.size(), options_.wave_max); }

Portion Frontier::portion(std::size_t index) const {
  const Work& work = *queue_[index];
  Portion portion{.path = {}, .fixed = work.fixed.size()};
  for (const Passed& passed : work.fixed) {
    portion.path.push_back(*passed.as_passed);
  }
  portion.path.insert(portion.path.end(), work.own.begin(), work.own.end());
  return portion;
}

std::uint64_t Frontier::explored() const {
  std::uint64_t open = 0;
  for (const std::unique_ptr<Work>& work : queue_) {
    open += open_share(*work, Exploration::kWhole / tree_count_);
  }
  return Exploration::kWhole - std::min(open, Exploration::kWhole - 1);
}

// What is still to be explored there: the last place, and what is left at those above.
std::uint64_t Frontier::open_share(const Work& work, std::uint64_t share) {
  for (const Passed& passed : work.fixed) {
    const Work* const owner = passed.shared->owner;
    share = share_below(owner == nullptr ? passed.shared->place : owner->own.front(), share);
  }
  std::uint64_t open = 0;
  for (const SearchNode& place : work.own) {
    const std::size_t left = place.to_explore.size() - explored_count(place) - 1;
    open += share / place.to_explore.size() * left;
    std::uint64_t drawn_share = share / place.to_explore.size();
    for (const SearchNode::Drawn& drawn : place.draws) {
      drawn_share /= drawn.count;
      open += drawn_share * (drawn.count - 1 - drawn.value);
    }
    share = drawn_share;
  }
  return open + share;
}

void Frontier::take_in(std::vector<PortionResult> results) {
  ensure(results.size() == wave_size(), "a wave is taken in as a whole");
  std::vector<std::unique_ptr<Work>> wave;
  for (std::size_t index = 0; index < results.size(); ++index) {
    wave.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  // What asks outlives its work: the places that it asks for are on its fixed path.
  std::vector<Work> asking;
  for (std::size_t index = 0; index < results.size(); ++index) {
    Work& work = *wave[index];
    asking.push_back(Work{.tree = work.tree, .fixed = work.fixed, .own = {}, .base = {}});
    work.own = std::move(results[index].rest);
    if (!results[index].finished) {
      go_on(std::move(wave[index]));
    } else if (work.base != nullptr) {
      work.base->place = std::move(work.own.front());
      work.base->owner = nullptr;
    }
  }
  for (std::size_t index = 0; index < results.size(); ++index) {
    for (const SourceRequest& request : results[index].requests) {
      meet(asking[index], request);
    }
  }
}

std::size_t Frontier::node_count() const {
  std::size_t count = 0;
  for (const std::unique_ptr<Work>& work : queue_) {
    count += work->own.size();
  }
  return count;
}

// Only a place whose taken step has been played can be shared: all but the last.
void Frontier::go_on(std::unique_ptr<Work> work) {
  const std::vector<SearchNode>& own = work->own;
  const auto open = std::find_if(own.begin(), own.end(), &has_alternatives);
  const bool may_split = open != own.end() && open + 1 != own.end();
  if (may_split && queue_.size() < options_.portions_max && node_count() < options_.nodes_max) {
    split(std::move(work), static_cast<std::size_t>(open - own.begin()));
  } else {
    queue_.push_back(std::move(work));
  }
}

void Frontier::split(std::unique_ptr<Work> work, std::size_t index) {
  for (std::size_t above = 0; above <= index; ++above) {
    SearchNode& place = work->own[above];
    std::shared_ptr<Shared> shared = std::exchange(work->base, nullptr);
    if (shared == nullptr) {
      shared = std::make_shared<Shared>();
    }
    shared->owner = nullptr;
    shared->place = place;
    work->fixed.push_back(
        {.shared = std::move(shared), .as_passed = std::make_shared<const SearchNode>(place)});
  }
  auto here = std::make_unique<Work>(Work{.tree = work->tree,
                                          .fixed = {work->fixed.begin(), work->fixed.end() - 1},
                                          .own = {std::move(work->own[index])},
                                          .base = work->fixed.back().shared});
  const bool more = advance_path(here->own, 0);
  ensure(more && here->own.size() == 1, "an open place has something to take");
  here->base->owner = here.get();
  const auto below = work->own.begin() + static_cast<std::ptrdiff_t>(index) + 1;
  work->own.erase(work->own.begin(), below);
  queue_.push_back(std::move(here));
  queue_.push_back(std::move(work));
}

void Frontier::meet(const Work& asking, const SourceRequest& request) {
  const std::shared_ptr<Shared>& shared = asking.fixed[request.place].shared;
  SearchNode& place = shared->owner == nullptr ? shared->place : shared->owner->own.front();
  if (!add_to_source_set(place, request.initials, request.preferred) || shared->owner != nullptr) {
    return;
  }
  const auto above = asking.fixed.begin() + static_cast<std::ptrdiff_t>(request.place);
  auto here = std::make_unique<Work>(Work{
      .tree = asking.tree, .fixed = {asking.fixed.begin(), above}, .own = {place}, .base = shared});
  const bool more = advance_path(here->own, 0);
  ensure(more && here->own.size() == 1, "a task that was added is to be taken");
  shared->owner = here.get();
  queue_.push_back(std::move(here));
}

}  // namespace rollcall
