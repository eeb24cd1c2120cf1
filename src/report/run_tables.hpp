// What the text and the page of a run both say: its tables and sentences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "record/file_facts.hpp"
#include "report/table.hpp"

namespace squares {

// In which a table has its times: those of a terminal are aligned for runs of any length.
struct TimeUnit {
  const char* name;
  double per_s = 1;
  int decimals = 0;
};
constexpr TimeUnit in_seconds{"s", 1, 4};
constexpr TimeUnit in_milliseconds{"ms", 1e3, 2};

std::string time_text(double seconds, TimeUnit unit);  // "-": unknown

// The last row is the total.
Table phases_table(const RunResult& result, TimeUnit unit);
// The colours of its rows but the last, from which pictures take theirs.
const char* phase_colour(std::size_t row);
constexpr const char* colour_of_mpirun = "#8a6a4f";

// Ranks that follow each other, and what they did on average.
struct RankGroup {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  RankReport mean;

  [[nodiscard]] std::string name() const;  // "4–7"
};
std::vector<RankGroup> groups_of(const std::vector<RankReport>& ranks, std::size_t most);

// A row each for up to `most` ranks. Of more than these the least, the mean and the most; before them, if `groups` is
// not 0, the mean of each of up to so many groups of ranks that follow each other.
Table ranks_table(const std::vector<RankReport>& ranks, TimeUnit unit, std::size_t most, std::size_t groups);

// Hosts, with their processors and ranks.
Table places_table(const std::vector<RankReport>& ranks, std::size_t most);

// Who works on a part, up to `most` ranks.
Table workers_table(const std::vector<RankReport>& ranks, std::size_t most);

// How the squares went onto the disk, and why so; "": that was not noted.
std::string storage_text(const Storage& storage);
// Where what was read back came from; "": nothing was, or that was not noted.
std::string sources_text(const ReadSources& sources);
// Where most of it came from.
std::string main_source(const ReadSources& sources);
// How the squares were compared; "": they were not.
std::string checked_how(const RunResult& result);
// What else there is to say: the rank that took longest, and what attempts before the last had stored.
std::vector<std::string> remarks_on(const RunResult& result, TimeUnit unit);

std::string state_text(const RunFile& part);     // "the run goes on"
std::string progress_text(const RunFile& part);  // "3 of 4 blocks, 75.0 %, in 1 attempt"

// When and by what a file was made.
Facts provenance_facts(const Provenance& provenance);

}  // namespace squares
