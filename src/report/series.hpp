// Finished runs side by side: those that can be compared with each other, and why others cannot.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/statistics.hpp"
#include "record/file_facts.hpp"
#include "record/study.hpp"
#include "report/json.hpp"

namespace squares {

// What the runs of one layout took, in one part of their time.
struct Timing {
  double median_s = 0;
  Interval interval_s{};
  double speedup = 0;     // over the base case; with weak scaling, of the rate
  double efficiency = 0;  // speed-up over how many times as many workers
};

struct SeriesRow {
  Layout layout;
  std::vector<const RunFile*> runs;
  std::uint64_t numbers = 0;
  Timing total{};
  Timing store{};
};

// Runs on one machine by one version, that differ in their layout only; with weak scaling in their range, too.
struct Series {
  Scaling scaling = Scaling::strong;
  std::string what;             // "1..1,000,000, 64-bit, …"
  std::string machine;          // the hosts and the version
  std::vector<SeriesRow> rows;  // the base case first: the fewest workers, and of those the fewest ranks

  [[nodiscard]] const SeriesRow& base() const { return rows.front(); }
};

struct AllSeries {
  std::vector<Series> series;
  std::vector<std::string> not_compared;  // in whole sentences
};

// Pure. The rows point into `runs`. Each run is in a strong series of its range, or in a weak one of as many numbers
// for each worker, or in both.
AllSeries series_of(const std::vector<RunFile>& runs);

std::string series_text(const Series& series);
std::string series_html(const Series& series);
Json series_json(const Series& series);

}  // namespace squares
