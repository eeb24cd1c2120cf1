#include "store/attempts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/temporary_folder.hpp"

namespace squares {
namespace {

class attempts : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_ / "squares.h5.part.attempts";
};

// What is known of ranks when they begin.
std::vector<RankReport> ranks_of(std::uint32_t attempt, std::uint32_t count) {
  std::vector<RankReport> ranks;
  for (std::uint32_t rank = 0; rank < count; ++rank) {
    ranks.push_back({.attempt = attempt,
                     .rank = rank,
                     .host = std::string("node") + std::to_string(rank),
                     .pid = 4'000'000'000U + rank,
                     .threads = 2,
                     .cpus = std::string("0-3,8"),
                     .numa_nodes = std::string("0-1"),
                     .compute_s = unknown_s,
                     .write_s = unknown_s,
                     .wait_s = unknown_s,
                     .check_s = unknown_s,
                     .cpu_s = unknown_s});
  }
  return ranks;
}

// The same ranks at their end.
std::vector<RankReport> ended(std::vector<RankReport> ranks) {
  for (RankReport& rank : ranks) {
    rank.numbers = 18'000'000'000'000'000'000U + rank.rank;
    rank.blocks = 12;
    rank.compute_s = 0.125;
    rank.write_s = 1e-9;
    rank.wait_s = 0;
    rank.check_s = 12345.5;
    rank.cpu_s = 3;
    rank.peak_rss_bytes = 30'123'456;
  }
  return ranks;
}

std::vector<ThreadReport> threads_of(const std::vector<RankReport>& ranks) {
  std::vector<ThreadReport> threads;
  for (const RankReport& rank : ranks) {
    for (std::uint32_t thread = 0; thread < rank.threads; ++thread) {
      threads.push_back({.attempt = rank.attempt,
                         .rank = rank.rank,
                         .thread = thread,
                         .cpu_first = -1,
                         .cpu_last = 3,
                         .blocks = 7,
                         .numbers = 62'500,
                         .busy_s = 0.0625});
    }
  }
  return threads;
}

// As text, since NaN equals nothing.
std::string text_of(const RankReport& r) {
  return testing::PrintToString(std::tuple(r.attempt, r.rank, r.host.str(), r.pid, r.threads, r.cpus.str(),
                                           r.numa_nodes.str(), r.numbers, r.blocks, r.compute_s, r.write_s, r.wait_s,
                                           r.check_s, r.cpu_s, r.peak_rss_bytes));
}
std::string text_of(const ThreadReport& t) {
  return testing::PrintToString(
      std::tuple(t.attempt, t.rank, t.thread, t.cpu_first, t.cpu_last, t.blocks, t.numbers, t.busy_s));
}

template <class Row>
void expect_same(const std::vector<Row>& read, const std::vector<Row>& written) {
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(text_of(read[i]), text_of(written[i]));
}

std::vector<RankReport> joined(std::vector<RankReport> a, const std::vector<RankReport>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST_F(attempts, are_none_without_a_file) {
  EXPECT_TRUE(read_attempts(path_).ranks.empty());
  EXPECT_TRUE(read_attempts(path_).threads.empty());
  EXPECT_EQ(read_attempts(path_).last(), 0U);
}

TEST_F(attempts, are_read_as_they_were_written) {
  const std::vector<RankReport> ranks = ended(ranks_of(1, 16));
  append_attempt(path_, ranks, threads_of(ranks));
  expect_same(read_attempts(path_).ranks, ranks);
  expect_same(read_attempts(path_).threads, threads_of(ranks));
}

TEST_F(attempts, what_a_rank_cannot_know_is_unknown_and_not_zero) {
  append_attempt(path_, ranks_of(1, 1), {});
  EXPECT_TRUE(std::isnan(read_attempts(path_).ranks.at(0).compute_s));
  expect_same(read_attempts(path_).ranks, ranks_of(1, 1));
}

// As where the system does not tell a rank's processors.
TEST_F(attempts, an_empty_text_is_read_as_one) {
  std::vector<RankReport> ranks = ended(ranks_of(1, 2));
  ranks[0].cpus = std::string();
  ranks[1].numa_nodes = std::string();
  append_attempt(path_, ranks, {});
  expect_same(read_attempts(path_).ranks, ranks);
}

TEST_F(attempts, a_line_of_a_later_version_which_has_more_columns_is_read) {
  append_attempt(path_, ended(ranks_of(1, 2)), {});
  std::string text = content_of(path_);
  for (auto end = text.find("\tend\n"); end != std::string::npos; end = text.find("\tend\n", end + 8))
    text.insert(end, "\t7");
  write_file(path_, text);
  expect_same(read_attempts(path_).ranks, ended(ranks_of(1, 2)));
}

TEST_F(attempts, a_line_that_lacks_a_column_or_has_no_number_in_one_is_left_out) {
  append_attempt(path_, ended(ranks_of(1, 1)), {});
  const std::string whole = content_of(path_);
  const auto last = whole.rfind('\t', whole.rfind("\tend") - 1);
  write_file(path_, whole.substr(0, last) + "\tend\n");
  EXPECT_TRUE(read_attempts(path_).ranks.empty());
  write_file(path_, whole.substr(0, last) + "\t12x\tend\n");
  EXPECT_TRUE(read_attempts(path_).ranks.empty());
}

TEST_F(attempts, follow_each_other) {
  append_attempt(path_, ranks_of(1, 3), {});
  append_attempt(path_, ranks_of(2, 1), {});
  append_attempt(path_, ranks_of(3, 5), {});
  expect_same(read_attempts(path_).ranks, joined(joined(ranks_of(1, 3), ranks_of(2, 1)), ranks_of(3, 5)));
  EXPECT_EQ(read_attempts(path_).last(), 3U);
}

TEST_F(attempts, what_a_rank_tells_at_its_end_counts) {
  append_attempt(path_, ranks_of(1, 3), {});
  append_attempt(path_, ended(ranks_of(1, 3)), threads_of(ranks_of(1, 3)));
  expect_same(read_attempts(path_).ranks, ended(ranks_of(1, 3)));
}

TEST_F(attempts, a_last_line_cut_off_anywhere_is_left_out) {
  append_attempt(path_, ended(ranks_of(1, 2)), {});
  const std::string whole = content_of(path_);
  for (std::size_t kept = 0; kept < whole.size(); ++kept) {
    write_file(path_, whole.substr(0, kept));
    const auto lines = std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept), '\n');
    EXPECT_EQ(read_attempts(path_).ranks.size(), static_cast<std::size_t>(lines)) << kept << " bytes kept";
  }
}

TEST_F(attempts, after_a_line_cut_off_anywhere_the_next_attempt_is_read_whole_and_nothing_wrong_beside_it) {
  append_attempt(path_, ended(ranks_of(1, 1)), {});
  const std::string whole = content_of(path_);
  for (std::size_t kept = 0; kept < whole.size(); ++kept) {
    write_file(path_, whole.substr(0, kept));
    append_attempt(path_, ranks_of(2, 2), {});
    // The row that was cut off may be read when only its end of line was lost.
    const std::vector<RankReport> read = read_attempts(path_).ranks;
    SCOPED_TRACE(testing::Message() << kept << " bytes kept");
    expect_same(read, read.size() == 3 ? joined(ended(ranks_of(1, 1)), ranks_of(2, 2)) : ranks_of(2, 2));
    ASSERT_FALSE(HasFailure());
  }
}

}  // namespace
}  // namespace squares
