#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace rollcall {

/// A vector clock, by task, whose copies share what is equal in them.
///
/// How it works: a tree of nodes with 16 children, the leaves have 16 values each. Nodes never
/// change: a copy is a pointer, set() makes one new node a level, and join() goes down only where
/// the two clocks have different nodes. So the clocks of an execution take memory for what each
/// step changed, and not for each task at each step.
/// Cost: O(log tasks) for set() and a value; O(1) to copy; join() as many nodes as differ.
class SharedClock {
 public:
  /// The value of a task; 0 if none was set.
  [[nodiscard]] std::uint32_t operator[](std::size_t task) const;
  void set(std::size_t task, std::uint32_t value);
  /// Takes the greater value of each task.
  void join(const SharedClock& from);

 private:
  struct Leaf;
  struct Inner;
  using Node = std::shared_ptr<const void>;  // a Leaf at level 0, else an Inner; null: all 0

  [[nodiscard]] static Node with(const Node& node, std::uint32_t level, std::size_t task,
                                 std::uint32_t value);
  [[nodiscard]] static Node joined(const Node& left, const Node& right, std::uint32_t level);
  [[nodiscard]] static Node joined_leaves(const Node& left, const Node& right);
  void grow_to(std::uint32_t level);

  Node root_;
  std::uint32_t level_ = 0;  // of root_
};

}  // namespace rollcall
