#include "sim/strategy/shared_clock.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

constexpr std::uint32_t kBits = 4;
constexpr std::size_t kChildren = std::size_t{1} << kBits;

std::size_t child_of(std::size_t task, std::uint32_t level) {
  return task >> (kBits * level) & (kChildren - 1);
}

bool is_beyond(std::size_t task, std::uint32_t level) { return task >> (kBits * (level + 1)) != 0; }

}  // namespace

struct SharedClock::Leaf {
  std::array<std::uint32_t, kChildren> values = {};
};

struct SharedClock::Inner {
  std::array<Node, kChildren> children = {};
};

std::uint32_t SharedClock::operator[](std::size_t task) const {
  if (is_beyond(task, level_)) {
    return 0;
  }
  const void* node = root_.get();
  for (std::uint32_t level = level_; node != nullptr && level > 0; --level) {
    node = static_cast<const Inner*>(node)->children[child_of(task, level)].get();
  }
  return node == nullptr ? 0 : static_cast<const Leaf*>(node)->values[child_of(task, 0)];
}

void SharedClock::set(std::size_t task, std::uint32_t value) {
  std::uint32_t level = level_;
  while (is_beyond(task, level)) {
    ++level;
  }
  grow_to(level);
  root_ = with(root_, level_, task, value);
}

void SharedClock::join(const SharedClock& from) {
  if (from.level_ > level_) {
    grow_to(from.level_);
  }
  if (from.level_ == level_) {
    root_ = joined(root_, from.root_, level_);
  } else {
    SharedClock grown = from;
    grown.grow_to(level_);
    root_ = joined(root_, grown.root_, level_);
  }
}

void SharedClock::grow_to(std::uint32_t level) {
  for (; level_ < level; ++level_) {
    if (root_ != nullptr) {
      auto above = std::make_shared<Inner>();
      above->children[0] = std::move(root_);
      root_ = std::move(above);
    }
  }
}

SharedClock::Node SharedClock::with(const Node& node, std::uint32_t level, std::size_t task,
                                    std::uint32_t value) {
  if (level == 0) {
    auto leaf = node == nullptr ? std::make_shared<Leaf>()
                                : std::make_shared<Leaf>(*static_cast<const Leaf*>(node.get()));
    leaf->values[child_of(task, 0)] = value;
    return leaf;
  }
  auto inner = node == nullptr ? std::make_shared<Inner>()
                               : std::make_shared<Inner>(*static_cast<const Inner*>(node.get()));
  Node& child = inner->children[child_of(task, level)];
  child = with(child, level - 1, task, value);
  return inner;
}

SharedClock::Node SharedClock::joined(const Node& left, const Node& right, std::uint32_t level) {
  if (left == right || right == nullptr) {
    return left;
  }
  if (left == nullptr) {
    return right;
  }
  if (level == 0) {
    return joined_leaves(left, right);
  }
  const auto& ours = static_cast<const Inner*>(left.get())->children;
  const auto& theirs = static_cast<const Inner*>(right.get())->children;
  auto inner = std::make_shared<Inner>();
  for (std::size_t i = 0; i < kChildren; ++i) {
    inner->children[i] = joined(ours[i], theirs[i], level - 1);
  }
  // One of the two itself, if it has it all: then the next join with it ends here.
  return inner->children == ours ? left : inner->children == theirs ? right : inner;
}

SharedClock::Node SharedClock::joined_leaves(const Node& left, const Node& right) {
  const auto& ours = static_cast<const Leaf*>(left.get())->values;
  const auto& theirs = static_cast<const Leaf*>(right.get())->values;
  std::array<std::uint32_t, kChildren> greater = {};
  for (std::size_t i = 0; i < kChildren; ++i) {
    greater[i] = std::max(ours[i], theirs[i]);
  }
  if (greater == ours) {
    return left;
  }
  return greater == theirs ? right : Node(std::make_shared<Leaf>(Leaf{.values = greater}));
}

}  // namespace rollcall
