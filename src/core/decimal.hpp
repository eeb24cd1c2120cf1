// Exact integers past 128 bits, written in decimal.
#pragma once

#include <string>

#include "core/range.hpp"
#include "core/square.hpp"

namespace squares {

// The sum of n² for every n of the range, by the closed form n(n+1)(2n+1)/6. Up to 191 bits.
std::string sum_of_squares(Range range);

std::string to_decimal(Square value);

}  // namespace squares
