#include <gtest/gtest.h>

#include "report/plots.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

// The script of the speed-up of one run whose ranks have these processors, one after the other.
std::string script_of(const std::vector<std::string>& processors) {
  RunFile run{.name = "run", .result = sample_result({}, static_cast<std::uint32_t>(processors.size()))};
  for (std::size_t rank = 0; rank < processors.size(); ++rank) run.result.ranks[rank].cpus = processors[rank];
  const std::vector<RunFile> runs{run};
  return speedup_plot(series_of(runs).series.front()).script;
}

TEST(scaling_plots, a_processor_of_several_ranks_counts_once) {
  EXPECT_NE(script_of({"0-3,8", "2-5", "8"}).find("'limit: 7 CPUs'"), std::string::npos);
  EXPECT_NE(script_of({"0"}).find("'limit: 1 CPUs'"), std::string::npos);
}

TEST(scaling_plots, what_is_no_list_of_processors_counts_as_far_as_it_is_one) {
  EXPECT_NE(script_of({"0-1,?", "", "7-", "3-2", "99999999999"}).find("'limit: 2 CPUs'"), std::string::npos);
}

TEST(scaling_plots, as_many_processors_as_a_file_claims_are_counted_at_once) {
  EXPECT_NE(script_of({"0-4294967295"}).find("'limit: 4294967296 CPUs'"), std::string::npos);
}

TEST(scaling_plots, the_ideal_is_a_straight_line_and_the_base_case_has_no_interval_over_itself) {
  const std::string script = script_of({"0"});
  EXPECT_NE(script.find("set logscale x 2"), std::string::npos);
  EXPECT_NE(script.find("set logscale y 2"), std::string::npos);
  EXPECT_NE(script.find("$ranks << EOD\n1 1 1 1\n"), std::string::npos) << script;
}

TEST(scaling_plots, with_weak_scaling_the_efficiency_is_drawn) {
  std::vector<RunFile> runs;
  for (const std::uint32_t ranks : {1U, 2U}) {
    runs.push_back({.name = "run", .result = sample_result({.last = 1000 * ranks}, ranks)});
    for (RankReport& rank : runs.back().result.ranks) rank.host = std::string("a");
  }
  const std::string script = speedup_plot(series_of(runs).series.back()).script;
  EXPECT_NE(script.find("set ylabel 'efficiency'"), std::string::npos) << script;
  EXPECT_EQ(script.find("set logscale y"), std::string::npos);
  EXPECT_NE(script.find("\n2 1 1 1\n"), std::string::npos) << "twice the numbers in the same time: " << script;
}

TEST(scaling_plots, a_law_is_named_and_drawn) {
  WorkloadResult workload{.workload = WorkloadKind::compute, .scaling = Scaling::strong};
  workload.layouts.push_back({.layout = {}, .speedup = 1});
  workload.law = ScalingLaw{.contention = 0.25, .coherence = 0, .residuals = {}};
  EXPECT_NE(speedup_plot(workload, {}).script.find("(x/(1 + 0.25*(x - 1) + 0*x*(x - 1))) with lines"),
            std::string::npos);
  EXPECT_NE(speedup_plot(workload, {}).script.find("Amdahl: serial part 0.250"), std::string::npos);
  workload.law->coherence = 0.01;
  EXPECT_NE(speedup_plot(workload, {}).script.find("Gunther: contention 0.250, coherence 0.01000"), std::string::npos);
}

}  // namespace
}  // namespace squares
