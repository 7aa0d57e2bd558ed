#include "sim/strategy/auto.hpp"

#include "sim/strategy/pct.hpp"
#include "sim/strategy/pos.hpp"
#include "sim/strategy/random.hpp"
#include "sim/strategy/starve.hpp"
#include "sim/strategy/surw.hpp"

namespace rollcall {

Auto::Auto(const Profile& profile) {
  const auto add = [&](std::unique_ptr<Strategy> strategy, std::uint32_t weight) {
    parts_.push_back({.strategy = std::move(strategy), .weight = weight});
    weight_sum_ += weight;
  };
  // By how often each part shows the planted bugs and what scenarios expect managers to violate
  // (tests/bench/search_bench.cpp): SURW is the best part or close to it for most of them, URW for
  // some that SURW is slow to find. No part is below 1/16, though these programs hardly need it: a
  // bug that only one of them finds costs at most 16 times its executions.
  add(std::make_unique<Pct>(2, profile.decisions), 1);
  add(std::make_unique<Pct>(3, profile.decisions), 1);
  add(std::make_unique<Pct>(5, profile.decisions), 1);
  add(std::make_unique<Pos>(), 2);
  add(std::make_unique<Surw>(profile), 7);
  add(std::make_unique<Surw>(profile, Surw::Domain::kEverything), 2);
  add(std::make_unique<Starve>(), 1);
  add(std::make_unique<RandomWalk>(), 1);
}

void Auto::begin(Choices& choices) {
  std::uint64_t point = choices.schedule(weight_sum_);
  const Part* part = parts_.data();
  for (; point >= part->weight; ++part) {
    point -= part->weight;
  }
  drawn_ = part->strategy.get();
  drawn_->begin(choices);
}

}  // namespace rollcall
