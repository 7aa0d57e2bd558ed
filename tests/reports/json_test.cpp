#include "reports/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>

namespace rollcall {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string>;

Json parsed(const std::string& line) {
  EXPECT_EQ(line.find('\n'), std::string::npos) << "one line each";
  return Json::parse(line);
}

Keys keys_of(const Json& json) {
  Keys keys;
  for (const auto& [key, value] : json.items()) {
    keys.push_back(key);
  }
  return keys;
}

ExecutionReport violating() {
  return {.scenario = "conn-crossing",
          .manager = "documented",
          .seed = 0xd1342543de82ef95,
          .strategy = "random",
          .verdict = "violation",
          .expected = true,
          .violation = Violation{.invariant = "no-stale-worker",
                                 .message = "a \"quoted\"\nmessage",
                                 .step = 24,
                                 .time = Time{Duration{1500}},
                                 .task = TaskId{1},
                                 .task_name = "register w #1",
                                 .act = "unlock wm.mu"},
          .error = "",
          .steps = 25,
          .virtual_time = Duration{2500},
          .trace_hash = 0xff,
          .replay = "rollcall replay x.yaml --seed 0x1"};
}

TEST(Json, AnExecutionHasTheDocumentedFields) {
  const Json json = parsed(to_json(violating()));
  EXPECT_EQ(keys_of(json),
            (Keys{"schema", "kind", "scenario", "manager", "seed", "strategy", "verdict",
                  "expected", "violation", "steps", "virtual_ns", "trace_hash", "replay"}));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["kind"], "execution");
  EXPECT_EQ(json["scenario"], "conn-crossing");
  EXPECT_EQ(json["manager"], "documented");
  EXPECT_EQ(json["seed"], "0xd1342543de82ef95");
  EXPECT_EQ(json["strategy"], "random");
  EXPECT_EQ(json["verdict"], "violation");
  EXPECT_EQ(json["expected"], true);
  EXPECT_TRUE(json["expected"].is_boolean());
  EXPECT_EQ(json["steps"], 25);
  EXPECT_TRUE(json["steps"].is_number_integer());
  EXPECT_EQ(json["virtual_ns"], 2500);
  EXPECT_TRUE(json["virtual_ns"].is_number_integer());
  EXPECT_EQ(json["trace_hash"], "00000000000000ff");
  EXPECT_EQ(json["replay"], "rollcall replay x.yaml --seed 0x1");
}

TEST(Json, AViolationHasTheDocumentedFields) {
  const Json json = parsed(to_json(violating()))["violation"];
  EXPECT_EQ(keys_of(json), (Keys{"invariant", "step", "time_ns", "message"}));
  EXPECT_EQ(json["invariant"], "no-stale-worker");
  EXPECT_EQ(json["step"], 24);
  EXPECT_TRUE(json["step"].is_number_integer());
  EXPECT_EQ(json["time_ns"], 1500);
  EXPECT_TRUE(json["time_ns"].is_number_integer());
  EXPECT_EQ(json["message"], "a \"quoted\"\nmessage");
}

TEST(Json, AnExecutionThatHoldsHasANullViolation) {
  ExecutionReport report = violating();
  report.verdict = "holds";
  report.violation.reset();
  const Json json = parsed(to_json(report));
  EXPECT_TRUE(json.at("violation").is_null());
  EXPECT_FALSE(json.contains("error"));
}

TEST(Json, AnErrorIsToldOnlyWhereThereIsOne) {
  ExecutionReport report = violating();
  report.verdict = "error";
  report.violation.reset();
  report.error = "order cannot be met";
  const Json json = parsed(to_json(report));
  EXPECT_EQ(json["verdict"], "error");
  EXPECT_EQ(json["error"], "order cannot be met");
}

TEST(Json, AFindingHasTheDocumentedFields) {
  const Json json = parsed(to_json(FindingReport{.scenario = "s",
                                                 .manager = "documented",
                                                 .signature = "no-stale-worker/unlock wm.mu",
                                                 .invariant = "no-stale-worker",
                                                 .count = 3,
                                                 .first_seed = 255,
                                                 .expected = false,
                                                 .replay = "rollcall replay",
                                                 .smallest_seed = 254,
                                                 .steps = 17}));
  EXPECT_EQ(keys_of(json),
            (Keys{"schema", "kind", "scenario", "manager", "signature", "invariant", "count",
                  "first_seed", "expected", "replay", "smallest_seed", "steps"}));
  EXPECT_EQ(json["kind"], "finding");
  EXPECT_EQ(json["signature"], "no-stale-worker/unlock wm.mu");
  EXPECT_EQ(json["count"], 3);
  EXPECT_TRUE(json["count"].is_number_integer());
  EXPECT_EQ(json["first_seed"], "0xff");
  EXPECT_EQ(json["smallest_seed"], "0xfe");
  EXPECT_EQ(json["steps"], 17);
  EXPECT_EQ(json["expected"], false);
}

TEST(Json, AHuntEndsWithItsSummary) {
  const Json json = parsed(to_json(HuntReport{.base_seed = 255,
                                              .stopped_by = "seeds",
                                              .executions = 1000,
                                              .steps = 50'000,
                                              .virtual_time = Duration{7},
                                              .seconds = 2.5,
                                              .findings = 2,
                                              .sometimes = {{"queue full", 4}, {"a retry", 0}},
                                              .resumed = 500,
                                              .resumed_steps = 25'000,
                                              .states = 30,
                                              .pairs = 40,
                                              .shard = "2/8"}));
  EXPECT_EQ(keys_of(json),
            (Keys{"schema", "kind", "executions", "steps", "virtual_ns", "seconds",
                  "executions_per_second", "steps_per_second", "findings", "sometimes", "base_seed",
                  "stopped_by", "resumed", "coverage", "shard"}));
  EXPECT_EQ(json["resumed"], 500);
  EXPECT_EQ(json["coverage"], (Json{{"states", 30}, {"pairs", 40}, {"marks", 1}}));
  EXPECT_EQ(json["shard"], "2/8");
  EXPECT_EQ(json["base_seed"], "0xff");
  EXPECT_EQ(json["stopped_by"], "seeds");
  EXPECT_EQ(json["kind"], "summary");
  EXPECT_EQ(json["executions"], 1000);
  EXPECT_EQ(json["virtual_ns"], 7);
  EXPECT_TRUE(json["seconds"].is_number_float());
  EXPECT_EQ(json["executions_per_second"], 200);  // What was resumed took no time.
  EXPECT_EQ(json["steps_per_second"], 10'000);
  EXPECT_EQ(json["findings"], 2);
  EXPECT_EQ(json["sometimes"], (Json{{"a retry", 0}, {"queue full", 4}}));
}

TEST(Json, AnExplorationListsItsFindings) {
  ExplorationReport report{.scenario = "s",
                           .manager = "documented",
                           .strategy = "dpor",
                           .executions = 7,
                           .violations = {{"crash", 1}, {"panic", 2}},
                           .depth = 10'000,
                           .estimate = 12,
                           .findings_not_kept = 3};
  report.findings.push_back(
      {.signature = "crash: SIGSEGV", .invariant = "crash", .count = 1, .expected = false});
  report.findings.push_back({.signature = "panic at a: unlock mu",
                             .invariant = "panic",
                             .count = 2,
                             .expected = true,
                             .decisions = "out/s.decisions",
                             .replay = "rollcall replay out/s.decisions"});
  const Json json = parsed(to_json(report));
  EXPECT_EQ(json["estimate"], 12);
  EXPECT_EQ(json["depth"], 10'000);
  EXPECT_EQ(json["findings_not_kept"], 3);
  ASSERT_EQ(json["findings"].size(), 2U);
  EXPECT_EQ(json["findings"][0]["decisions"], nullptr);
  EXPECT_EQ(json["findings"][0]["replay"], nullptr);
  EXPECT_EQ(json["findings"][1], (Json{{"signature", "panic at a: unlock mu"},
                                       {"invariant", "panic"},
                                       {"count", 2},
                                       {"expected", true},
                                       {"decisions", "out/s.decisions"},
                                       {"replay", "rollcall replay out/s.decisions"}}));
  EXPECT_EQ(json["decisions"], "out/s.decisions") << "of the first finding that was kept";
}

TEST(Json, AnExplorationWithoutAnEstimateSaysNone) {
  const Json json = parsed(
      to_json(ExplorationReport{.scenario = "s", .manager = "hardened", .strategy = "dpor"}));
  EXPECT_EQ(json["estimate"], nullptr);
  EXPECT_EQ(json["decisions"], nullptr);
  EXPECT_EQ(json["findings"], Json::array());
}

TEST(Json, AHuntThatTookNoTimeHasNoRate) {
  const Json json = parsed(to_json(HuntReport{.executions = 5, .sometimes = {}}));
  EXPECT_EQ(json["executions_per_second"], 0);
  EXPECT_TRUE(json["sometimes"].is_object());
  EXPECT_TRUE(json["sometimes"].empty());
}

TEST(Json, ARunEndsWithItsSummary) {
  const Json json = parsed(to_json(RunReport{.scenarios = 3, .passed = 2, .failed = 1}));
  EXPECT_EQ(keys_of(json), (Keys{"schema", "kind", "scenarios", "passed", "failed"}));
  EXPECT_EQ(json["kind"], "summary");
  EXPECT_EQ(json["scenarios"], 3);
  EXPECT_EQ(json["passed"], 2);
  EXPECT_EQ(json["failed"], 1);
}

TEST(Json, PlainFieldsKeepTheirOrder) {
  const std::vector<JsonField> fields{{"name", "z"}, {"about", "a"}};
  EXPECT_EQ(to_json("invariant", fields),
            R"({"schema":1,"kind":"invariant","name":"z","about":"a"})");
}

TEST(Json, InvalidUtf8IsReplacedNotThrownAt) {
  ExecutionReport report = violating();
  report.violation->message = "id \xff\xfe of \xc3";
  report.scenario = "\x80";
  const Json json = parsed(to_json(report));
  EXPECT_EQ(json["violation"]["message"], "id \xef\xbf\xbd\xef\xbf\xbd of \xef\xbf\xbd");
  EXPECT_EQ(json["scenario"], "\xef\xbf\xbd");
}

TEST(Json, TheLargestNumbersSurvive) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  ExecutionReport report = violating();
  report.seed = kMax;
  report.trace_hash = kMax;
  report.steps = kMax;
  report.virtual_time = Duration::max();
  const Json json = parsed(to_json(report));
  EXPECT_EQ(json["seed"], "0xffffffffffffffff");
  EXPECT_EQ(json["trace_hash"], "ffffffffffffffff");
  EXPECT_EQ(json["steps"], kMax);
  EXPECT_EQ(json["virtual_ns"], std::numeric_limits<std::int64_t>::max());
}

TEST(Json, SeedsAndHashesHaveOneForm) {
  EXPECT_EQ(seed_text(0), "0x0");
  EXPECT_EQ(seed_text(42), "0x2a");
  EXPECT_EQ(hash_text(0), "0000000000000000");
  EXPECT_EQ(hash_text(0xABC), "0000000000000abc");
}

}  // namespace
}  // namespace rollcall
