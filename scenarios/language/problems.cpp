#include "scenarios/language/problems.hpp"

#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kProblemCountMax = 100;

}  // namespace

Problems::Problems(std::string file, std::string source)
    : file_(std::move(file)), source_(std::move(source)) {}

void Problems::add(const Place& place, Problem problem) {
  append(place, std::move(problem));
  if (diagnostics_.size() >= kProblemCountMax) {
    append({}, {"E099", "too many problems; only those found first are listed", ""});
    throw_if_any();
  }
}

void Problems::throw_if_any() const {
  if (!diagnostics_.empty()) {
    throw InputError(diagnostics_, source_);
  }
}

void Problems::fail(const Place& place, Problem problem) {
  append(place, std::move(problem));
  throw InputError(diagnostics_, source_);
}

void Problems::append(const Place& place, Problem problem) {
  diagnostics_.push_back({.id = std::move(problem.id),
                          .file = file_,
                          .line = place.position.line,
                          .column = place.position.column,
                          .path = place.path,
                          .message = std::move(problem.message),
                          .hint = std::move(problem.hint)});
}

}  // namespace rollcall
