#include "sim/sync/context.hpp"

#include <algorithm>
#include <vector>

namespace rollcall::sim {

// One context of the tree. A child keeps its parent alive, and a parent knows its children until
// they are done or gone.
class ContextNode : public Object {
 public:
  ContextNode(std::shared_ptr<ContextNode> parent, std::string_view name)
      : Object(name), parent_(std::move(parent)) {
    if (parent_ == nullptr) {
      done_.emplace(kNil, name, Kind::kPart);
    }
  }
  ~ContextNode() override;

  static context root() { return context(std::make_shared<ContextNode>(nullptr, "background")); }
  static context with_any(const context& parent, const void* key, std::any value);
  static std::pair<context, cancel_func> child(const context& parent, std::optional<Time> deadline,
                                               std::string_view name);

  // The nearest that can be done by itself: not one that only carries a value.
  ContextNode& doer() { return done_ ? *this : parent_->doer(); }
  channel<Nothing>& done() { return *doer().done_; }
  const std::any* find_value(const void* key) const;
  std::optional<Time> deadline() { return doer().deadline_; }

  context_error inspect(std::string* cause);
  void cancel(std::string cause);

 private:
  void join_parent();
  void leave_parent();
  void finish(context_error error, const std::string& cause);
  void arm();

  std::shared_ptr<ContextNode> parent_;  // null: the root
  std::optional<channel<Nothing>> done_;
  std::vector<ContextNode*> children_;
  context_error error_ = context_error::kNone;
  std::string cause_;
  std::optional<Time> deadline_;
  StepId step_;  // of its deadline
  SyncClock clock_;
  const void* key_ = nullptr;
  std::any value_;
};

ContextNode::~ContextNode() {
  if (parent_ != nullptr && done_) {
    leave_parent();
    if (in_execution() && world().cancel_step(step_)) {
      world().touch({.object = id()});
    }
  }
}

context ContextNode::with_any(const context& parent, const void* key, std::any value) {
  auto node = std::make_shared<ContextNode>(parent.node_, "context");
  node->key_ = key;
  node->value_ = std::move(value);
  return context(std::move(node));
}

std::pair<context, cancel_func> ContextNode::child(const context& parent,
                                                   std::optional<Time> deadline,
                                                   std::string_view name) {
  auto node = std::make_shared<ContextNode>(parent.node_, name);
  node->done_.emplace(1, name, Kind::kPart);
  node->deadline_ = parent.deadline();
  const bool sooner = deadline && (!node->deadline_ || *deadline < *node->deadline_);
  if (sooner) {
    node->deadline_ = deadline;
  }
  node->join_parent();
  if (sooner && node->error_ == context_error::kNone) {
    node->arm();
  }
  return {context(node), cancel_func(node)};
}

void ContextNode::join_parent() {
  ContextNode& parent = parent_->doer();
  world().touch({.object = parent.id(), .access = Access::kRead});
  if (parent.error_ != context_error::kNone) {
    world().acquire(parent.clock_);
    finish(parent.error_, parent.cause_);
  } else {
    parent.children_.push_back(this);
  }
}

void ContextNode::leave_parent() { std::erase(parent_->doer().children_, this); }

void ContextNode::arm() {
  if (*deadline_ <= world().now()) {
    finish(context_error::kDeadlineExceeded, "");
    return;
  }
  const auto expire = [](void* self, std::uint64_t) {
    static_cast<ContextNode*>(self)->finish(context_error::kDeadlineExceeded, "");
  };
  step_ = world().arm_step({.text = name()}, id(), *deadline_ - world().now(),
                           {.run = expire, .object = this});
}

// In one step with all that came from it. It looks at the parent, since whether that is done first
// decides what the error and the cause are.
void ContextNode::finish(context_error error, const std::string& cause) {
  World& world = this->world();
  world.touch({.object = parent_->doer().id(), .access = Access::kRead});
  world.touch({.object = id()});
  if (error_ != context_error::kNone) {
    return;
  }
  error_ = error;
  cause_ = cause.empty() ? std::string(to_text(error)) : cause;
  world.release(clock_);
  done_->close_now();
  world.cancel_step(step_);
  for (ContextNode* const child : std::exchange(children_, {})) {
    child->finish(error, cause_);
  }
  leave_parent();
}

void ContextNode::cancel(std::string cause) {
  World& world = op_world();
  if (!world.over_in_destructor() &&
      world.announce_in_destructor({.kind = OpKind::kCancel, .object = id()})) {
    finish(context_error::kCancelled, cause);
  }
}

context_error ContextNode::inspect(std::string* cause) {
  ContextNode& node = doer();
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kInspect, .object = node.id()})) {
    return node.error_;
  }
  world.touch({.object = node.id(), .access = Access::kRead});
  world.acquire(node.clock_);
  if (cause != nullptr) {
    *cause = node.cause_;
  }
  return node.error_;
}

const std::any* ContextNode::find_value(const void* key) const {
  for (const ContextNode* node = this; node != nullptr; node = node->parent_.get()) {
    if (node->key_ == key) {
      return &node->value_;
    }
  }
  return nullptr;
}

// --- the handles ---

channel<Nothing>& context::done() const { return node_->done(); }
context_error context::err() const { return node_->inspect(nullptr); }
std::string context::cause() const {
  std::string cause;
  static_cast<void>(node_->inspect(&cause));
  return cause;
}
std::optional<Time> context::deadline() const { return node_->deadline(); }
const std::any* context::find_value(const void* key) const { return node_->find_value(key); }

void cancel_func::operator()(std::string cause) const { node_->cancel(std::move(cause)); }

context background() { return ContextNode::root(); }

std::pair<context, cancel_func> with_cancel(const context& parent, std::string_view name) {
  return ContextNode::child(parent, std::nullopt, name);
}

std::pair<context, cancel_func> with_deadline(const context& parent, Time deadline,
                                              std::string_view name) {
  return ContextNode::child(parent, deadline, name);
}

std::pair<context, cancel_func> with_timeout(const context& parent, Duration timeout,
                                             std::string_view name) {
  const Time now = World::current().now();
  return with_deadline(parent, timeout > Time::max() - now ? Time::max() : now + timeout, name);
}

context with_any(const context& parent, const void* key, std::any value) {
  return ContextNode::with_any(parent, key, std::move(value));
}

std::string_view to_text(context_error error) {
  switch (error) {
    case context_error::kNone:
      return "";
    case context_error::kCancelled:
      return "context canceled";
    case context_error::kDeadlineExceeded:
      return "context deadline exceeded";
  }
  return "?";
}

}  // namespace rollcall::sim
