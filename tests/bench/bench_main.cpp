// Runs the benchmarks and prints, from the same run, step costs as multiples of a raw fiber round
// trip.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

// The console's rows, and what the ratios are made of: seconds by benchmark, medians where a
// benchmark is repeated.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const bool median = run.run_type == Run::RT_Aggregate && run.aggregate_name == "median";
      if (run.run_type != Run::RT_Iteration && !median) {
        continue;
      }
      const std::string name = run.run_name.function_name + "/" + run.run_name.args;
      const auto per_step = run.counters.find("per_step");
      if (per_step != run.counters.end()) {
        step_seconds_[name] = per_step->second.value;
      } else if (run.run_name.function_name == "raw fiber round trip") {
        raw_seconds_ = run.GetAdjustedCPUTime() * 1e-9;
      }
    }
  }

  void print_ratios() const {
    if (raw_seconds_ <= 0) {
      return;
    }
    std::printf("\nin raw fiber round trips (%.1f ns):\n", raw_seconds_ * 1e9);
    for (const auto& [name, seconds] : step_seconds_) {
      std::printf("  %-20s %6.1f ns  %.2fx\n", name.c_str(), seconds * 1e9, seconds / raw_seconds_);
    }
  }

 private:
  double raw_seconds_ = 0;
  std::map<std::string, double> step_seconds_;
};

}  // namespace

int main(int argument_count, char** arguments) {
  benchmark::Initialize(&argument_count, arguments);
  if (benchmark::ReportUnrecognizedArguments(argument_count, arguments)) {
    return 2;
  }
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios();
  return 0;
}
