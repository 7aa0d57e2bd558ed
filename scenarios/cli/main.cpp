#include "scenarios/cli/options.hpp"

int main(int argument_count, char** arguments) {
  return rollcall::run_app(argument_count, arguments);
}
