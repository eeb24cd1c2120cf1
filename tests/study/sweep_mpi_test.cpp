#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "parallel/introductions.hpp"
#include "study/sweep.hpp"
#include "support/mpi.hpp"
#include "system/cpu_set.hpp"
#include "system/introduction.hpp"

namespace squares {
namespace {

// One workload on one rank, and on all.
SweepSettings small_study() {
  SweepSettings settings{.workloads = {WorkloadKind::compute}, .scalings = {Scaling::strong}};
  settings.ranks = all_gather_introductions(world(), introduce(false));
  settings.layouts = {{{1, 1}}, {{static_cast<std::uint32_t>(world().size()), 1}}};
  return settings;
}

// Two rounds of two layouts, and in the first the time of a start, too.
constexpr std::uint32_t timings_of_two_rounds = 2 * 2 + 2;

StudyResult ended_after(std::uint32_t timings) {
  std::uint32_t made = 0;
  return sweep(world(), small_study(), [&](double, std::uint32_t) { return ++made < timings; });
}

// Timings bind the thread that makes them.
class ended_sweep : public testing::Test {
 protected:
  ~ended_sweep() override { static_cast<void>(before_.bind()); }

 private:
  CpuSet before_ = CpuSet::of_this_process();
};

TEST_F(ended_sweep, has_what_was_timed_once_each_layout_has_been_twice) {
  EXPECT_TRUE(ended_after(1).samples.empty());
  EXPECT_TRUE(ended_after(timings_of_two_rounds - 1).samples.empty());
  const StudyResult two = ended_after(timings_of_two_rounds);
  EXPECT_EQ(two.samples.empty(), !world().is_master()) << "the samples are the master's";
  const StudyResult more = ended_after(timings_of_two_rounds + 1);
  if (!world().is_master()) return;
  EXPECT_EQ(two.rounds, 2U);
  EXPECT_EQ(more.rounds, 3U);
  EXPECT_GT(more.samples.size(), two.samples.size());
}

}  // namespace
}  // namespace squares
