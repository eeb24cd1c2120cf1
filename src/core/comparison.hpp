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
  double ratio = 1;     // the median of B over the median of A
  Interval interval{};  // contains `ratio`; with few samples of less confidence than was asked
  Change change = Change::unknown;
};

// Of at least one positive time a side; all of them count. The interval reaches from one of B's smaller values over
// one of A's larger to one of B's larger over one of A's smaller. How often it misses is exact, whatever the
// distribution, if B's is that of A but for a factor: then each order of all values is as likely (H. C. Mathisen, A
// method of testing the hypothesis that two samples are from the same population, 1943). A difference is shown where it
// leaves out 1 with `confidence`; that happens by chance in at most 1 − confidence of all comparisons of equals.
Comparison compare_times(std::span<const double> a, std::span<const double> b, double confidence = 0.95);

}  // namespace squares
