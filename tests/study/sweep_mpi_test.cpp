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

// Ended by this timing of a round, counted from 1, after which no other may be made. In a round each of the two layouts
// is timed; the first one begins with what finds out how many numbers to time, every second one with the hardware's
// bound.
StudyResult ended_by(std::uint32_t timing, std::uint32_t of_round) {
  std::uint32_t made = 0;
  bool goes_on = true;
  return sweep(world(), small_study(), [&](double, std::uint32_t round) {
    EXPECT_TRUE(goes_on) << "a timing in round " << round;
    if (round == of_round) goes_on = ++made < timing;
    return goes_on;
  });
}

// Timings bind the thread that makes them.
class ended_sweep : public testing::Test {
 protected:
  ~ended_sweep() override { static_cast<void>(before_.bind()); }

 private:
  CpuSet before_ = CpuSet::of_this_process();
};

TEST_F(ended_sweep, ends_at_once_with_what_was_timed_if_each_layout_has_been_twice) {
  EXPECT_TRUE(ended_by(1, 0).samples.empty());
  EXPECT_TRUE(ended_by(1, 1).samples.empty());
  const StudyResult two = ended_by(2, 1);
  EXPECT_EQ(two.samples.empty(), !world().is_master()) << "the samples are the master's";
  const StudyResult more = ended_by(2, 2);
  if (!world().is_master()) return;
  EXPECT_EQ(two.rounds, 2U);
  EXPECT_EQ(more.rounds, 3U);
  EXPECT_GT(more.samples.size(), two.samples.size());
}

}  // namespace
}  // namespace squares
