// What a run reports about itself: as gathered by the master, stored in the file, and shown.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>

#include "record/description.hpp"
#include "record/phases.hpp"

namespace squares {

// Text of at most N−1 bytes in a fixed place, so that a report is one message and one row; longer text is cut.
template <std::size_t N>
struct FixedText {
  std::array<char, N> bytes{};

  FixedText() = default;
  FixedText(const std::string& text) { text.copy(bytes.data(), N - 1); }
  // Up to its final zero, which text from a file may lack.
  [[nodiscard]] std::string str() const { return {bytes.begin(), std::find(bytes.begin(), bytes.end(), '\0')}; }
};

// Of a list as in "0-3,8" the items that have room, none of them cut to another number.
template <std::size_t N>
FixedText<N> whole_items(std::string list) {
  if (list.size() < N) return list;
  const auto end = list.rfind(',', N - 1);
  list.resize(end == std::string::npos ? 0 : end);
  return list;
}

constexpr double unknown_s = std::numeric_limits<double>::quiet_NaN();

// One rank in one attempt. Its times are those of its main thread, in seconds; NaN where a rank was killed
// before it could tell.
struct RankReport {
  std::uint32_t attempt = 0;
  std::uint32_t rank = 0;
  FixedText<64> host;
  std::uint64_t pid = 0;
  std::uint32_t threads = 0;
  FixedText<124> cpus;
  FixedText<32> numa_nodes;
  std::uint64_t numbers = 0;
  std::uint64_t blocks = 0;
  double compute_s = 0;
  double write_s = 0;
  double wait_s = 0;
  double check_s = 0;
  double cpu_s = 0;
  std::uint64_t peak_rss_bytes = 0;
};

template <>
struct Description<RankReport> {
  static constexpr const char* path = "/ranks";
  static constexpr const char* long_name = "ranks: one row for each rank of each attempt";
  static constexpr const char* dimension = "rank";
  static constexpr std::tuple columns{
      Column{"attempt", &RankReport::attempt, "", "from 1"},
      Column{"rank", &RankReport::rank, "", "in MPI_COMM_WORLD, from 0"},
      Column{"host", &RankReport::host, "", "its node; `?` where nothing is known of a rank but its blocks"},
      Column{"pid", &RankReport::pid, "", "its process"},
      Column{"threads", &RankReport::threads, "1", "in its team"},
      Column{"cpus", &RankReport::cpus, "", "the processors of its affinity mask, as in `0-3,8`; `?` unknown"},
      Column{"numa_nodes", &RankReport::numa_nodes, "", "the NUMA nodes that these belong to; `?` unknown"},
      Column{"numbers", &RankReport::numbers, "1", "how many squares in this file are its work"},
      Column{"blocks", &RankReport::blocks, "1", "in how many blocks"},
      Column{"compute_s", &RankReport::compute_s, "s", "its team computed, block by block"},
      Column{"write_s", &RankReport::write_s, "s", "its main thread wrote data and ledger rows"},
      Column{"wait_s", &RankReport::wait_s, "s",
             "its main thread waited for its team and for other ranks, while storing"},
      Column{"check_s", &RankReport::check_s, "s", "it read back and compared"},
      Column{"cpu_s", &RankReport::cpu_s, "s",
             "processor time, user and system, of all its threads, from the start of the process"},
      Column{"peak_rss_bytes", &RankReport::peak_rss_bytes, "bytes", "the most memory that it had at once"},
  };
};

struct ThreadReport {
  std::uint32_t attempt = 0;
  std::uint32_t rank = 0;
  std::uint32_t thread = 0;
  std::int32_t cpu_first = -1;
  std::int32_t cpu_last = -1;
  std::uint32_t blocks = 0;
  std::uint64_t numbers = 0;
  double busy_s = 0;
};

template <>
struct Description<ThreadReport> {
  static constexpr const char* path = "/threads";
  static constexpr const char* long_name = "threads: one row for each thread of each rank of each attempt";
  static constexpr const char* dimension = "thread";
  static constexpr std::tuple columns{
      Column{"attempt", &ThreadReport::attempt, "", "from 1"},
      Column{"rank", &ThreadReport::rank, "", "from 0"},
      Column{"thread", &ThreadReport::thread, "", "in its team, from 0"},
      Column{"cpu_first", &ThreadReport::cpu_first, "", "the processor on which its first span ran; −1 if it had none"},
      Column{"cpu_last", &ThreadReport::cpu_last, "", "the processor on which its last span ran; −1 if it had none"},
      Column{"blocks", &ThreadReport::blocks, "1", "in how many blocks it had a part"},
      Column{"numbers", &ThreadReport::numbers, "1", "how many squares it computed"},
      Column{"busy_s", &ThreadReport::busy_s, "s", "for how long"},
  };
};

}  // namespace squares
