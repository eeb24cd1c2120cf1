#include "parallel/placement.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace squares {
namespace {

using Sizes = std::vector<std::uint32_t>;

Introduction rank_on(const std::string& host, const std::string& cpus, std::uint32_t processors) {
  return {.host = host, .pid = 1, .processors = processors, .cpus = cpus};
}

TEST(placement, a_given_number_of_threads_is_everybodys) {
  EXPECT_EQ(team_sizes(3, std::vector(4, rank_on("a", "0", 1))), Sizes(4, 3));
}

TEST(placement, auto_is_all_processors_of_a_rank_alone) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector{rank_on("a", "0-7", 8)}), Sizes{8});
}

TEST(placement, auto_shares_processors_that_several_ranks_may_use) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector(4, rank_on("a", "0-7", 8))), Sizes(4, 2));
}

TEST(placement, auto_leaves_bound_ranks_their_own_processors) {
  const std::vector ranks{rank_on("a", "0-3", 4), rank_on("a", "4-7", 4), rank_on("a", "8", 1)};
  EXPECT_EQ(team_sizes(threads_auto, ranks), (Sizes{4, 4, 1}));
}

TEST(placement, auto_does_not_mix_up_hosts) {
  const std::vector ranks{rank_on("a", "0-7", 8), rank_on("b", "0-7", 8), rank_on("b", "0-7", 8)};
  EXPECT_EQ(team_sizes(threads_auto, ranks), (Sizes{8, 4, 4}));
}

TEST(placement, auto_gives_at_least_one_thread_each) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector(16, rank_on("a", "0-1", 2))), Sizes(16, 1));
}

TEST(placement, nobody_needs_no_threads) { EXPECT_TRUE(team_sizes(threads_auto, {}).empty()); }

// On a thread's affinity mask, which is put back.
class Mask {
 public:
  Mask() { sched_getaffinity(0, sizeof mask_, &mask_); }
  Mask(const Mask&) = delete;
  Mask& operator=(const Mask&) = delete;
  ~Mask() { sched_setaffinity(0, sizeof mask_, &mask_); }
  [[nodiscard]] int count() const { return CPU_COUNT(&mask_); }
  [[nodiscard]] std::size_t first() const {
    std::size_t cpu = 0;
    while (!CPU_ISSET(cpu, &mask_)) ++cpu;
    return cpu;
  }

 private:
  cpu_set_t mask_{};
};

TEST(placement, a_process_introduces_itself_with_the_processors_of_its_mask) {
  const Mask mask;
  const Introduction free = introduce();
  EXPECT_EQ(free.processors, static_cast<std::uint32_t>(mask.count()));
  EXPECT_EQ(free.pid, static_cast<std::uint64_t>(getpid()));
  EXPECT_FALSE(free.host.str().empty());

  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(mask.first(), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const Introduction bound = introduce();
  EXPECT_EQ(bound.processors, 1U);
  EXPECT_EQ(bound.cpus.str(), std::to_string(mask.first()));
}

}  // namespace
}  // namespace squares
