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

}  // namespace
}  // namespace squares
