#include "scenarios/language/scenario.hpp"

#include <fmt/format.h>

namespace rollcall {

std::string task_name(const Scenario& scenario, const RegisterAction& action) {
  return fmt::format("register {} #{}", scenario.workers.at(action.worker).id, action.number);
}

std::string task_name(const Scenario& scenario, const SetStateAction& action) {
  return fmt::format("set_state {} #{}", scenario.workers.at(action.worker).id, action.number);
}

}  // namespace rollcall
