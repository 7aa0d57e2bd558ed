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
  // No part below 1/16: a bug that only one of them finds costs at most 16 times its executions.
  add(std::make_unique<Pct>(2, profile.decisions), 2);
  add(std::make_unique<Pct>(3, profile.decisions), 2);
  add(std::make_unique<Pct>(5, profile.decisions), 1);
  add(std::make_unique<Pos>(), 4);
  add(std::make_unique<Surw>(profile), 4);
  add(std::make_unique<Starve>(), 2);
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
