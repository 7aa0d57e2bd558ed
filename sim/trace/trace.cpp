#include "sim/trace/trace.hpp"

namespace rollcall {

std::string describe(const Trace& trace, Op op) {
  std::string text(op_word(op.kind));
  const std::uint32_t index = index_of(op.object);
  if (index != 0 && index < trace.object_names.size()) {
    text += " " + trace.object_names[index];
  }
  return text;
}

}  // namespace rollcall
