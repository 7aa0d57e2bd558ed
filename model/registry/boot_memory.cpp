#include "model/registry/boot_memory.hpp"

namespace rollcall::hardened {

Boot BootMemory::newest(std::string_view id) const {
  const auto found = boots_.find(id);
  return found == boots_.end() ? Boot::kNone : found->second.boot;
}

void BootMemory::remember(std::string_view id, Boot boot) {
  forget(id);
  if (boot == Boot::kNone) {
    return;
  }
  ++left_count_;
  boots_.emplace(id, Entry{.boot = boot, .left_number = left_count_});
  by_leaving_.emplace(left_count_, id);
  if (boots_.size() > ids_max_) {
    const std::string first = by_leaving_.begin()->second;
    forget(first);
  }
}

void BootMemory::forget(std::string_view id) {
  const auto found = boots_.find(id);
  if (found == boots_.end()) {
    return;
  }
  by_leaving_.erase(found->second.left_number);
  boots_.erase(found);
}

std::string BootMemory::to_text() const {
  std::string text;
  for (const auto& [number, id] : by_leaving_) {
    const Boot boot = newest(id);
    text += id + ':' + std::to_string(static_cast<std::uint64_t>(boot)) + ' ';
  }
  return text;
}

}  // namespace rollcall::hardened
