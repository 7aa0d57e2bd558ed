#pragma once

namespace rollcall {

/// Base of what a world keeps until an execution has ended, whatever it is: see sim::keep().
class Kept {
 public:
  Kept() = default;
  virtual ~Kept() = default;
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
};

}  // namespace rollcall
