// The claims of the lesson "threads or processes?", what was measured about them, and what follows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/statistics.hpp"

namespace squares {

enum class Verdict { is_true, is_false, unclear, untested };

constexpr const char* to_text(Verdict verdict) {
  return verdict == Verdict::is_true    ? "TRUE"
         : verdict == Verdict::is_false ? "FALSE"
         : verdict == Verdict::unclear  ? "UNCLEAR"
                                        : "UNTESTED";
}

// Something that was measured or counted.
struct Figure {
  std::string name;  // "processes over threads, time to start"
  std::string unit;  // "s", "bytes"; "1" for a ratio or a number of things
  double value = 0;  // the median, where there are samples
  std::optional<Interval> interval{};
  std::size_t samples = 1;
};

Figure figure_of(const std::string& name, const std::string& unit, std::span<const double> samples);
Figure count_of(const std::string& name, double count);

// A sentence of the lesson. `id` is stable.
struct Claim {
  const char* id;
  const char* sentence;
};

// All of them, in the order of the lesson.
std::span<const Claim> claims();

// What was found about one of them.
struct ClaimResult {
  Claim claim;
  std::string experiment;                         // what was done, in a sentence
  Verdict verdict = Verdict::untested;            // of the claim as the lesson states it
  std::optional<Verdict> verdict_without_lock{};  // where a lock matters
  std::optional<Verdict> verdict_in_python{};     // by the machine's python3
  std::string why;                                // the verdict in words: what was seen, or why nothing was
  std::vector<Figure> figures{};
  double seconds = 0;
};

// "The median of these ratios is above the threshold": TRUE or FALSE if its whole interval says so, or else UNCLEAR.
Verdict above(double threshold, const Figure& figure);
Verdict below(double threshold, const Figure& figure);
// Of something that either happened each time, or did not.
Verdict always(std::size_t happened, std::size_t times);
// TRUE if all are, FALSE if one is; what is untested does not count unless all is.
Verdict all_of(std::span<const Verdict> verdicts);

}  // namespace squares
