#include "scenarios/language/scenario_reader.hpp"

#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::read;
using testing_support::with;

// A problem with a file as a whole.
std::string problem_of_file(const std::string& path) {
  try {
    static_cast<void>(read_scenario_file(path, testing_support::vocabulary()));
  } catch (const InputError& error) {
    return format(error);
  }
  return "";
}

TEST(ScenarioReader, GivesDefaultsToWhatIsLeftOut) {
  const Scenario scenario = read(testing_support::join(testing_support::lines()));
  EXPECT_EQ(scenario.file, "a.yaml");
  EXPECT_EQ(scenario.text, testing_support::join(testing_support::lines()));
  EXPECT_EQ(scenario.name, "small");
  EXPECT_EQ(scenario.about, "A test.");
  EXPECT_EQ(scenario.runs, 100U);
  EXPECT_EQ(scenario.manager.free_capacity, 16U);
  EXPECT_EQ(scenario.manager.dispatchers, 1U);
  EXPECT_EQ(scenario.manager.failed_call, "nothing");
  EXPECT_FALSE(scenario.jobs.has_value());
  ASSERT_EQ(scenario.workers.size(), 3U);
  EXPECT_EQ(scenario.workers[2].id, "w3");
  EXPECT_EQ(scenario.workers[2].host, "10.0.0.3");
  EXPECT_EQ(scenario.workers[2].port, 7000);
  EXPECT_EQ(scenario.expect.at(0).manager, "documented");
  EXPECT_EQ(scenario.expect.at(0).violates, "");
  EXPECT_EQ(scenario.expect.at(0).position.column, 10);
}

TEST(ScenarioReader, ReadsEveryKeyOfTheHead) {
  const Scenario scenario =
      read(with(7,
                "from: [dask/distributed#6356]\ntags: [race, stale]\nruns: 1000\n"
                "manager: {free_capacity: 0, dispatchers: 2, failed_call: dead}\n"
                "jobs: {count: 10, every: 2ms, duration: 5ms..20ms}"));
  EXPECT_EQ(scenario.from, (std::vector<std::string>{"dask/distributed#6356"}));
  EXPECT_EQ(scenario.tags, (std::vector<std::string>{"race", "stale"}));
  EXPECT_EQ(scenario.runs, 1000U);
  EXPECT_EQ(scenario.manager.free_capacity, 0U);
  EXPECT_EQ(scenario.manager.dispatchers, 2U);
  EXPECT_EQ(scenario.manager.failed_call, "dead");
  EXPECT_EQ(scenario.jobs->count, 10U);
  EXPECT_EQ(to_text(scenario.jobs->every), "2ms");
  EXPECT_EQ(to_text(scenario.jobs->duration.low), "5ms");
  EXPECT_EQ(to_text(scenario.jobs->duration.high), "20ms");
}

TEST(ScenarioReader, FillsTheNumberIntoWorkers) {
  const Scenario scenario =
      read(with(4, "workers: {count: 1, id: \"w1\", address: \"h-{n}:{n}{n}\"}"));
  EXPECT_EQ(scenario.workers.at(0).id, "w1");
  EXPECT_EQ(scenario.workers.at(0).host, "h-1");
  EXPECT_EQ(scenario.workers.at(0).port, 11);
}

TEST(ScenarioReader, ReportsUnknownKeyAtItsPosition) {
  EXPECT_EQ(problems_of(with(7, "run: 5")),
            "7:1 E104 run: unknown key 'run' | did you mean 'runs'?");
  EXPECT_EQ(problems_of(with(7, "manager: {dispatcher: 5}")),
            "7:11 E104 manager.dispatcher: unknown key 'dispatcher' | did you mean 'dispatchers'?");
  EXPECT_EQ(problems_of(with(7, "jobs: {count: 1, every: 1s, duration: 1s, zzzz: 1}")),
            "7:43 E104 jobs.zzzz: unknown key 'zzzz' | the keys here are: count, every, duration, "
            "idempotent, fail");
}

TEST(ScenarioReader, ReportsMissingKeysAtTheMapTheyBelongTo) {
  EXPECT_EQ(problems_of("rollcall: 1\n"),
            "1:1 E102 : missing key 'name'\n1:1 E102 : missing key 'about'\n"
            "1:1 E102 : missing key 'workers'\n1:1 E102 : missing key 'steps'\n"
            "1:1 E102 : missing key 'expect'");
  EXPECT_EQ(problems_of(with(4, "workers: {}")), "4:1 E102 workers: missing key 'count'");
  EXPECT_EQ(problems_of(with(1, "# no version")), "2:1 E102 : missing key 'rollcall'");
}

TEST(ScenarioReader, ReportsValuesOfTheWrongKind) {
  EXPECT_EQ(problems_of(with(2, "name:")), "2:1 E103 name: expected text, found nothing");
  EXPECT_EQ(problems_of(with(7, "tags: race")),
            "7:7 E103 tags: expected a list, found a plain value");
  EXPECT_EQ(problems_of(with(7, "tags: [[a]]")), "7:8 E103 tags[0]: expected text, found a list");
  EXPECT_EQ(problems_of(with(7, "manager: 5")),
            "7:10 E103 manager: expected a map, found a plain value");
  EXPECT_EQ(problems_of(with(7, "runs: {a: 1}")),
            "7:7 E103 runs: expected a whole number, found a map");
  EXPECT_EQ(problems_of("[1]\n"), "1:1 E103 : expected a map, found a list");
}

TEST(ScenarioReader, ReportsEmptyText) {
  EXPECT_EQ(problems_of(with(3, "about: ''")), "3:8 E105 about: this text is empty");
}

TEST(ScenarioReader, ReportsUnknownWords) {
  EXPECT_EQ(problems_of(with(7, "manager: {failed_call: deda}")),
            "7:24 E106 manager.failed_call: unknown value 'deda' | did you mean 'dead'?");
  EXPECT_EQ(problems_of(with(7, "manager: {failed_call: retry}")),
            "7:24 E106 manager.failed_call: unknown value 'retry' | write one of: nothing, dead, "
            "free");
}

TEST(ScenarioReader, ReportsNumbersThatAreNoneOrOutOfRange) {
  EXPECT_EQ(problems_of(with(7, "runs: many")),
            "7:7 E201 runs: 'many' is not a whole number | write plain decimal digits");
  EXPECT_EQ(problems_of(with(7, "runs: 0")),
            "7:7 E202 runs: '0' is out of range | write a number from 1 to 1000000");
  EXPECT_EQ(problems_of(with(7, "manager: {dispatchers: 65}")),
            "7:24 E202 manager.dispatchers: '65' is out of range | write a number from 0 to 64");
  EXPECT_EQ(problems_of(with(4, "workers: {count: 100001}")),
            "4:18 E202 workers.count: '100001' is out of range | write a number from 1 to 100000");
}

TEST(ScenarioReader, ReportsBadDurationsWhereTheyStand) {
  EXPECT_EQ(problems_of(with(7, "jobs: {count: 1, every: 5, duration: 2s..1s}")),
            "7:25 E203 jobs.every: missing unit in duration '5' | write 5ms or 5s\n"
            "7:38 E208 jobs.duration: range '2s..1s' ends before it starts | write 1s..2s");
}

TEST(ScenarioReader, ReportsNamesThatAreNotKebabCase) {
  EXPECT_EQ(problems_of(with(2, "name: My Test")),
            "2:7 E210 name: 'My Test' is not in kebab-case | write lower-case words and digits "
            "joined by '-'");
}

TEST(ScenarioReader, ReportsBadWorkerTemplates) {
  EXPECT_EQ(problems_of(with(4, "workers: {count: 2, id: w}")),
            "4:25 E212 workers.id: 2 workers would share the id 'w' | put {n} into the id, as in "
            "\"w{n}\"");
  EXPECT_EQ(problems_of(with(4, "workers: {count: 2, id: \"w #{n}\"}")),
            "4:25 E211 workers.id: 'w #{n}' cannot be a worker's id | write letters, digits, '-', "
            "'_', '.' and {n}");
  EXPECT_EQ(problems_of(with(4, "workers: {count: 1, id: " + std::string(65, 'w') + "}")),
            "4:25 E211 workers.id: '" + std::string(59, 'w') +
                "...' is too long | write at most "
                "64 bytes");
  EXPECT_EQ(problems_of(with(4, "workers: {count: 2, address: nowhere}")),
            "4:30 E209 workers.address: 'nowhere' is not an address | write \"host:port\", as in "
            "\"10.0.0.1:7000\"");
}

TEST(ScenarioReader, ReportsAnotherVersion) {
  EXPECT_EQ(problems_of(with(1, "rollcall: 2")),
            "1:11 E213 rollcall: unsupported version of the language | write 'rollcall: 1'");
}

TEST(ScenarioReader, ReportsAllProblemsOfAFileAtOnce) {
  EXPECT_EQ(problems_of("rollcall: 2\nname: small\nname: twice\nabout: ''\nworkers: {count: 0}\n"
                        "steps: []\nexpect: {documentd: holds}\nextra: 1\n"),
            "1:11 E213 rollcall: unsupported version of the language | write 'rollcall: 1'\n"
            "3:1 E101 name: repeated key 'name' | it was first given in line 2\n"
            "4:8 E105 about: this text is empty\n"
            "5:18 E202 workers.count: '0' is out of range | write a number from 1 to 100000\n"
            "6:8 E320 steps: a scenario without steps does nothing | give at least one step\n"
            "7:10 E411 expect.documentd: unknown manager 'documentd' | did you mean "
            "'documented'?\n"
            "8:1 E104 extra: unknown key 'extra' | the keys here are: rollcall, name, about, from, "
            "tags, runs, params, manager, workers, network, clock, jobs, steps, order, faults, "
            "heal, swarm, "
            "expect, regressions");
}

TEST(ScenarioReader, StopsAfterAHundredProblems) {
  std::string text;
  for (int number = 0; number < 200; ++number) {
    text += "unknown-" + std::to_string(number) + ": 1\n";
  }
  const std::vector<Diagnostic> problems = testing_support::diagnostics_of(text);
  ASSERT_EQ(problems.size(), 101U);
  EXPECT_EQ(problems[0].id, "E099");
  EXPECT_EQ(problems[100].line, 100);
}

TEST(ScenarioReader, ShowsAProblemAsAPersonReadsIt) {
  try {
    static_cast<void>(read(with(7, "manager: {dispachers: 1}")));
    FAIL() << "the key is unknown";
  } catch (const InputError& error) {
    EXPECT_EQ(format(error),
              "a.yaml:7:11: error E104: unknown key 'dispachers'\n"
              "manager: {dispachers: 1}\n"
              "          ^\n"
              "hint: did you mean 'dispatchers'?\n");
  }
}

TEST(ScenarioReader, ReportsExpectationsThatAreNone) {
  EXPECT_EQ(problems_of(with(6, "expect: {documented: {violates: no-stale-workers}}")),
            "6:33 E412 expect.documented.violates: unknown invariant 'no-stale-workers' | did you "
            "mean 'no-stale-worker'?");
  EXPECT_EQ(problems_of(with(6, "expect: {documented: fails}")),
            "6:22 E413 expect.documented: an expectation is 'holds' or '{violates: INVARIANT}'");
  EXPECT_EQ(problems_of(with(6, "expect: {}")),
            "6:9 E105 expect: nothing is expected of any manager | write 'documented: holds'");
  EXPECT_EQ(problems_of(with(6, "expect: {documented: {}}")),
            "6:10 E102 expect.documented: missing key 'violates'");
}

TEST(ScenarioReader, ReadsExpectationsOfSeveralManagers) {
  const Scenario scenario =
      read(with(6, "expect: {hardened: holds, documented: {violates: no-stale-worker}}"));
  ASSERT_EQ(scenario.expect.size(), 2U);
  EXPECT_EQ(scenario.expect[1].manager, "documented");
  EXPECT_EQ(scenario.expect[1].violates, "no-stale-worker");
}

TEST(ScenarioReader, ReadsFilesAndReportsThoseItCannotRead) {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "rollcall-scenario-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const std::string path = (folder / "small.yaml").string();
  std::ofstream(path) << testing_support::join(testing_support::lines());
  EXPECT_EQ(read_scenario_file(path, testing_support::vocabulary()).file, path);
  EXPECT_EQ(problem_of_file(path + "x"), path +
                                             "x: error E001: cannot read the file: No such "
                                             "file or directory\n");
  EXPECT_EQ(problem_of_file(folder.string()),
            folder.string() + ": error E001: cannot read the file: it is a directory\n");
  std::ofstream(path) << std::string((1 << 20) + 1, 'x');
  EXPECT_EQ(problem_of_file(path), path +
                                       ": error E002: the file is larger than 1 MiB\n"
                                       "hint: split it into several scenarios\n");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rollcall
