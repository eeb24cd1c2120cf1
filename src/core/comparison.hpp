// Whether one sample of times is larger than another, without any assumption on how times are distributed.
#pragma once

#include <cstddef>
#include <span>

#include "core/statistics.hpp"

namespace squares {

// Fewer samples a side than this give no verdict.
constexpr std::size_t samples_for_a_verdict = 5;

enum class Change { unknown, none_shown, slower, faster };

constexpr const char* to_text(Change change) {
  return change == Change::unknown      ? "no verdict"
         : change == Change::none_shown ? "no difference shown"
         : change == Change::slower     ? "slower"
                                        : "faster";
}

// B against A: how many times as long B took.
struct Comparison {
  double ratio = 1;     // the median of all pairs (Hodges and Lehmann's estimate, of the logarithms)
  Interval interval{};  // that belongs to Mann and Whitney's test; with few samples of less confidence than was asked
  Change change = Change::unknown;
};

// Of at least one positive time a side. A difference is shown where the interval leaves out 1 with `confidence`; that
// happens by chance in at most 1 − confidence of all comparisons of equals.
Comparison compare_times(std::span<const double> a, std::span<const double> b, double confidence = 0.95);

}  // namespace squares
