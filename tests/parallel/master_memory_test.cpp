// What the master remembers of each rank, as docs/design.md tells.
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <map>

#include "parallel/watchdog.hpp"
#include "record/introduction.hpp"
#include "record/measurement.hpp"
#include "record/timeline.hpp"

namespace squares {
namespace {

constexpr std::size_t bytes_of_watchdog = sizeof(Watched) + sizeof(Sign) + sizeof(sockaddr_in);

TEST(master_memory, what_it_remembers_of_a_rank_at_the_end_fits_in_1_kib) {
  constexpr std::size_t tree_node = 4 * sizeof(void*) + sizeof(void*);  // of a map, and what malloc adds
  constexpr std::size_t ledger = tree_node + sizeof(std::pair<const AttemptAndRank, LedgerTotals>);
  EXPECT_EQ(sizeof(RankReport), 304U);
  EXPECT_EQ(sizeof(ThreadReport), 40U);
  EXPECT_EQ(bytes_of_watchdog, 128U);
  EXPECT_LE(2 * sizeof(RankReport) + sizeof(ThreadReport) + bytes_of_watchdog + ledger, 1024U);
}

TEST(master_memory, what_it_remembers_of_a_rank_at_the_begin_fits_in_1_kib) {
  constexpr std::size_t longest_text = 128;  // that ranks of 512 processors send of themselves
  constexpr std::size_t received = sizeof(Introduction) + longest_text;
  EXPECT_EQ(sizeof(Introduction), 192U);
  EXPECT_LE(received + sizeof(Introduction) + longest_text + sizeof(RankReport), 1024U);
}

}  // namespace
}  // namespace squares
