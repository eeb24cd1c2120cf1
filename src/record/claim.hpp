// The claims of the lesson "threads or processes?" and its examples: what was measured, and what follows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/statistics.hpp"
#include "record/description.hpp"
#include "record/measurement.hpp"

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
  std::string python;         // "3.11.2, with the lock"; "": none
  std::uint32_t control = 0;  // 1: each experiment with its control
  double seconds = 0;
};

template <>
struct Description<ClaimsSetting> {
  static constexpr const char* path = "/lesson";
  static constexpr std::tuple columns{
      Column{"host", &ClaimsSetting::host, "", "where"},
      Column{"processors", &ClaimsSetting::processors, "1", "that the experiments could use"},
      Column{"python", &ClaimsSetting::python, "", "the version of the interpreter that was asked; empty without one"},
      Column{"control", &ClaimsSetting::control, "",
             "1: each experiment had the one change that must turn its verdict"},
      Column{"seconds", &ClaimsSetting::seconds, "s", "that all of it took"},
  };
};

// TRUE if the whole interval of the figure is on that side of the threshold, FALSE if it is on the other one, or else
// UNCLEAR. UNCLEAR as well if there are too few samples for 90 % confidence.
Verdict above(double threshold, const Figure& figure);
Verdict below(double threshold, const Figure& figure);
// TRUE if it happened each time, FALSE if it never did.
Verdict each_time(std::size_t happened, std::size_t times);
// FALSE if one is, or else UNCLEAR if one is, or else TRUE. What is untested does not count, unless all is.
Verdict all_of(std::span<const Verdict> verdicts);

// A thread or a process of one of the lesson's examples, as it was played. Times in seconds since the example began.
struct PlayedWorker {
  std::string name;
  double started_s = 0;  // when it was asked for
  double began_s = 0;    // its work
  double ended_s = 0;
  double joined_s = 0;        // when the main thread had noticed
  int processor = -1;         // where it ended; -1: unknown
  std::uint64_t numbers = 0;  // that it squared
};

struct PlayedExample {
  std::string id{};
  std::string title{};
  std::vector<PlayedWorker> workers{};
  double total_s = 0;
  double alone_s = 0;  // the same by one thread, one after the other
};

// Claims and their figures as tables of a file.
struct ClaimRow {
  FixedText<8> id;
  FixedText<16> verdict;
  FixedText<16> verdict_without_lock;  // "" where a lock does not matter
  FixedText<128> sentence;
  FixedText<384> experiment;
  FixedText<256> why;
  double seconds = 0;
};

template <>
struct Description<ClaimRow> {
  static constexpr const char* path = "/claims";
  static constexpr const char* long_name = "claims: one row for each sentence of the lesson";
  static constexpr const char* dimension = "claim";
  static constexpr std::tuple columns{
      Column{"id", &ClaimRow::id, "", "`P1` to `P10`, `T1` to `T9`, `L1` to `L5`; they stay what they are"},
      Column{"verdict", &ClaimRow::verdict, "",
             "`TRUE`, `FALSE`, `UNCLEAR` or `UNTESTED`, of the sentence as the lesson states it"},
      Column{"verdict_without_lock", &ClaimRow::verdict_without_lock, "",
             "the same without a lock; empty where a lock does not matter"},
      Column{"sentence", &ClaimRow::sentence, "", "the claim"},
      Column{"experiment", &ClaimRow::experiment, "", "what was done"},
      Column{"why", &ClaimRow::why, "",
             "why it is untested or unclear, or what the verdict speaks of, where there is more to say"},
      Column{"seconds", &ClaimRow::seconds, "s", "that the experiment took"},
  };
};

struct FigureRow {
  FixedText<8> claim;
  FixedText<96> name;
  FixedText<8> unit;
  double value = 0;
  double low = 0;  // NaN where there is no interval
  double high = 0;
  double confidence = 0;
  std::uint64_t samples = 0;
};

template <>
struct Description<FigureRow> {
  static constexpr const char* path = "/figures";
  static constexpr const char* long_name = "figures: one row for each figure of each claim";
  static constexpr const char* dimension = "figure";
  static constexpr std::tuple columns{
      Column{"claim", &FigureRow::claim, "", "whose figure it is"},
      Column{"name", &FigureRow::name, "", "what was measured or counted"},
      Column{"unit", &FigureRow::unit, "", "`s`, `bytes`, or `1` for a ratio or a count"},
      Column{"value", &FigureRow::value, "", "the median of the samples"},
      Column{"low", &FigureRow::low, "", "where the median lies, with this confidence; NaN for what was counted"},
      Column{"high", &FigureRow::high, "", "the upper end of that interval"},
      Column{"confidence", &FigureRow::confidence, "1", "of the interval; less than 0.95 where the samples are few"},
      Column{"samples", &FigureRow::samples, "1", "how many"},
  };
};

std::vector<ClaimRow> claim_rows_of(std::span<const ClaimResult> claims);
std::vector<FigureRow> figure_rows_of(std::span<const ClaimResult> claims);
std::vector<ClaimResult> claims_of(std::span<const ClaimRow> claims, std::span<const FigureRow> figures);

}  // namespace squares
