// What a run reports about itself: as gathered by the master, stored in the file, and shown.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

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
  FixedText<124> cpus;       // the processors it may use, as in "0-3,8"
  FixedText<32> numa_nodes;  // those that they belong to, as in "0-1"; "?": unknown
  std::uint64_t numbers = 0;
  std::uint64_t blocks = 0;
  double compute_s = 0;  // its team, block by block
  double write_s = 0;    // data and ledger rows
  double wait_s = 0;     // for its team and for other ranks, while storing
  double check_s = 0;    // reading back and comparing
  double cpu_s = 0;      // user and system, all threads, from the start of the process
  std::uint64_t peak_rss_bytes = 0;
};

struct ThreadReport {
  std::uint32_t attempt = 0;
  std::uint32_t rank = 0;
  std::uint32_t thread = 0;
  std::int32_t cpu_first = -1;  // where its first and its last span ran
  std::int32_t cpu_last = -1;
  std::uint32_t blocks = 0;  // that it had a part in
  std::uint64_t numbers = 0;
  double busy_s = 0;
};

}  // namespace squares
