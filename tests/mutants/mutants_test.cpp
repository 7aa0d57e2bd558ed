// Switches on one mutant after the other and hunts until an invariant convicts it.
//
//   mutants_test [--executions N] [--bases N] [--only NAME] FILE|DIR...
//
// Plays the scenarios that expect the hardened manager to hold, in turn. Each mutant is hunted in a
// process of its own, for one may crash or never come to an end. Prints a line a mutant: what
// killed it, and after how many executions, the median over the base seeds. Exits with 1 if a
// mutant survives that should not, or an equivalent one is killed.
#include "scenarios/engine/player.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "tests/mutants/switch.hpp"

#include <fmt/format.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {
namespace {

struct Mutant {
  std::string_view name;
  std::string_view file;
  bool equivalent = false;
  std::string_view backed_by;  // names, by blanks: alone it changes nothing, for these stand behind
};
constexpr auto kMutants = std::to_array<Mutant>({
#include "mutant_table.inc"
});

struct Options {
  std::uint64_t executions_max = 10'000;
  std::uint64_t bases = 5;
  std::string only;
  std::vector<std::string> paths;
};

struct Death {
  std::string cause;  // "" if it lives
  std::uint64_t executions = 0;
};

std::vector<Scenario> scenarios_in(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (std::filesystem::is_directory(path)) {
      for (const auto& entry : std::filesystem::directory_iterator(path)) {
        files.push_back(entry.path().string());
      }
    } else {
      files.push_back(path);
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Scenario> scenarios;
  for (const std::string& file : files) {
    if (!file.ends_with(".yaml")) {
      continue;
    }
    Scenario scenario = read_scenario_file(file, vocabulary());
    const bool hardened = std::any_of(
        scenario.expect.begin(), scenario.expect.end(),
        [](const Expectation& e) { return e.manager == "hardened" && e.violates.empty(); });
    if (hardened) {
      scenarios.push_back(std::move(scenario));
    }
  }
  return scenarios;
}

// In the child: one line, the invariant and the number of executions.
std::string hunt(const std::vector<Scenario>& scenarios, std::uint64_t base, std::uint64_t most) {
  std::vector<std::unique_ptr<Player>> players;
  for (const Scenario& scenario : scenarios) {
    players.push_back(std::make_unique<Player>(scenario, "hardened"));
  }
  for (std::uint64_t index = 0; index < most; ++index) {
    Player& player = *players[index % players.size()];
    const RunResult result = player.play(execution_seed(base, index));
    if (result.violation) {
      return fmt::format("{} {}", result.violation->invariant, index + 1);
    }
  }
  return fmt::format("- {}", most);
}

// Ends this process by SIGPROF once it has computed for so long. The time that the machine spends
// on other work does not count.
void end_after_computing(std::chrono::seconds limit) {
  const itimerval times{.it_interval = {}, .it_value = {.tv_sec = limit.count(), .tv_usec = 0}};
  setitimer(ITIMER_PROF, &times, nullptr);
}

using Switches = std::vector<std::size_t>;

Death hunt_in_process(const Switches& switches, const std::vector<Scenario>& scenarios,
                      std::uint64_t base, std::uint64_t most) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    return {"cannot make a pipe", 0};
  }
  const pid_t child = fork();
  if (child == 0) {
    end_after_computing(std::chrono::seconds(250));
    for (const std::size_t number : switches) {
      mutants::active[number] = true;
    }
    const std::string line = hunt(scenarios, base, most);
    const ssize_t written = write(ends[1], line.data(), line.size());
    _exit(written == static_cast<ssize_t>(line.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::array<char, 256> buffer{};
  const ssize_t size = read(ends[0], buffer.data(), buffer.size());
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return {number == SIGPROF ? "no end" : fmt::format("signal {}", number), 0};
  }
  const std::string line(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos) {
    return {fmt::format("exit {}", WEXITSTATUS(status)), 0};
  }
  const std::string cause = line.substr(0, blank);
  return {cause == "-" ? "" : cause, std::strtoull(line.c_str() + blank, nullptr, 10)};
}

// The median over the base seeds; lives if it lives under half of them.
Death median_death(const Switches& switches, const std::vector<Scenario>& scenarios,
                   const Options& options) {
  std::vector<Death> deaths;
  for (std::uint64_t base = 0; base < options.bases; ++base) {
    deaths.push_back(hunt_in_process(switches, scenarios, base, options.executions_max));
  }
  std::sort(deaths.begin(), deaths.end(), [](const Death& left, const Death& right) {
    return std::make_pair(left.cause.empty(), left.executions) <
           std::make_pair(right.cause.empty(), right.executions);
  });
  return deaths[deaths.size() / 2];
}

Options parse(int count, char** arguments) {
  Options options;
  for (int place = 1; place < count; ++place) {
    const std::string_view argument = arguments[place];
    const bool has_value = place + 1 < count;
    if (argument == "--executions" && has_value) {
      options.executions_max = std::strtoull(arguments[++place], nullptr, 10);
    } else if (argument == "--bases" && has_value) {
      options.bases = std::max(1ULL, std::strtoull(arguments[++place], nullptr, 10));
    } else if (argument == "--only" && has_value) {
      options.only = arguments[++place];
    } else {
      options.paths.emplace_back(argument);
    }
  }
  return options;
}

// Its number in the table, from 1.
std::size_t number_of(std::string_view name) {
  const auto found = std::find_if(kMutants.begin(), kMutants.end(),
                                  [&](const Mutant& mutant) { return mutant.name == name; });
  if (found == kMutants.end()) {
    fmt::print("no mutant is called {}\n", name);
    std::exit(2);
  }
  return static_cast<std::size_t>(found - kMutants.begin()) + 1;
}

Switches with_backing(const Mutant& mutant) {
  Switches switches{number_of(mutant.name)};
  std::istringstream names{std::string(mutant.backed_by)};
  for (std::string name; names >> name;) {
    switches.push_back(number_of(name));
  }
  return switches;
}

// Whether it ended as it should.
bool report(std::string_view name, const Death& death, bool should_live, std::string_view why) {
  const bool lives = death.cause.empty();
  fmt::print("{:<42} {:<34} {:>6}{}\n", name, lives ? "lives" : death.cause, death.executions,
             lives != should_live ? "  WRONG"
             : lives              ? fmt::format("  ({})", why)
                                  : "");
  std::fflush(stdout);
  return lives == should_live;
}

int run(const Options& options) {
  const std::vector<Scenario> scenarios = scenarios_in(options.paths);
  if (scenarios.empty()) {
    fmt::print("no scenario expects the hardened manager to hold\n");
    return 2;
  }
  int wrong = 0;
  int killed = 0;
  for (std::size_t index = 0; index <= kMutants.size(); ++index) {
    // 0: no mutant is on; what then is found is a false alarm.
    const Mutant mutant = index == 0 ? Mutant{"none", "-", true, ""} : kMutants[index - 1];
    if (!options.only.empty() && mutant.name != options.only) {
      continue;
    }
    const bool backed = !mutant.backed_by.empty();
    Death death = median_death(index == 0 ? Switches{} : Switches{index}, scenarios, options);
    wrong += report(mutant.name, death, mutant.equivalent || backed,
                    backed ? "backed, see below" : "equivalent")
                 ? 0
                 : 1;
    if (backed) {
      death = median_death(with_backing(mutant), scenarios, options);
      wrong += report(fmt::format("  and {}", mutant.backed_by), death, false, "") ? 0 : 1;
    }
    killed += death.cause.empty() ? 0 : 1;
  }
  fmt::print("{} mutants, {} killed, {} not as expected\n", kMutants.size(), killed, wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rollcall

int main(int count, char** arguments) {
  try {
    return rollcall::run(rollcall::parse(count, arguments));
  } catch (const rollcall::InputError& error) {
    fmt::print("{}", format(error));
    return 2;
  }
}
