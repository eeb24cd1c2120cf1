// The claims of the lesson "threads or processes?", what was measured about them, and what follows.
#pragma once

#include <cstddef>
#include <cstdint>
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
  std::string name;  // "time to start, process over thread"
  std::string unit;  // "s", "bytes"; "1" for a ratio or a number of things
  double value = 0;  // the median, where there are samples
  std::optional<Interval> interval{};
  std::size_t samples = 1;
};

Figure figure_of(const std::string& name, const std::string& unit, std::span<const double> samples);
Figure count_of(const std::string& name, std::size_t count);

// A sentence of the lesson. `id` is stable.
struct Claim {
  const char* id;
  const char* sentence;
};

// All of them, in the order of the lesson.
std::span<const Claim> lesson();

// What was found about one of them.
struct ClaimResult {
  std::string id;
  std::string sentence;
  std::string experiment;                         // what was done, in a sentence
  Verdict verdict = Verdict::untested;            // of the claim as the lesson states it
  std::optional<Verdict> verdict_without_lock{};  // where a lock matters
  std::string why;                                // why it is untested
  std::vector<Figure> figures{};
  double seconds = 0;  // that the experiment took
};

// Where and how claims were tested.
struct ClaimsSetting {
  std::string host;
  std::uint32_t processors = 1;
  std::string python;  // "3.11.2, with the lock"; "": none
  bool control = false;
  double seconds = 0;
};

// TRUE if the whole interval of the figure is on that side of the threshold, FALSE if it is on the other one, or else
// UNCLEAR. UNCLEAR as well if there are too few samples for 90 % confidence.
Verdict above(double threshold, const Figure& figure);
Verdict below(double threshold, const Figure& figure);
// TRUE if it happened each time, FALSE if it never did.
Verdict each_time(std::size_t happened, std::size_t times);
// FALSE if one is, or else UNCLEAR if one is, or else TRUE. What is untested does not count, unless all is.
Verdict all_of(std::span<const Verdict> verdicts);

}  // namespace squares
