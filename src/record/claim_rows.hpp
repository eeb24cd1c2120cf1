// Claims and their figures as tables of a file.
#pragma once

#include <cstdint>
#include <tuple>

#include "record/description.hpp"
#include "record/measurement.hpp"

namespace squares {

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
      Column{"why", &ClaimRow::why, "", "why it is untested or unclear, where there is more to say"},
      Column{"seconds", &ClaimRow::seconds, "s", "that the experiment took"},
  };
};
static_assert(columns_tile<ClaimRow>());

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
static_assert(columns_tile<FigureRow>());

}  // namespace squares
