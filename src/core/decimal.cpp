#include "core/decimal.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace squares {
namespace {

__extension__ using u128 = unsigned __int128;

constexpr std::uint32_t base = 1'000'000'000;

// A natural number in digits of base 10^9, the lowest first, without leading zeros.
using Digits = std::vector<std::uint32_t>;

void trim(Digits& number) {
  while (!number.empty() && number.back() == 0) number.pop_back();
}

// factor ≤ 2^65, so that a digit's product and its carry fit 128 bits.
void multiply(Digits& number, u128 factor) {
  u128 carry = 0;
  for (std::uint32_t& digit : number) {
    carry += digit * factor;
    digit = static_cast<std::uint32_t>(carry % base);
    carry /= base;
  }
  for (; carry != 0; carry /= base) number.push_back(static_cast<std::uint32_t>(carry % base));
  trim(number);
}

void divide(Digits& number, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = number.size(); i-- > 0;) {  // not views::reverse, which clang 14 cannot read
    rest = rest * base + number[i];
    number[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  assert(rest == 0);
  trim(number);
}

// number − other, for other ≤ number.
void subtract(Digits& number, const Digits& other) {
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    std::int64_t digit = static_cast<std::int64_t>(number[i]) - borrow - (i < other.size() ? other[i] : 0);
    borrow = digit < 0 ? 1 : 0;
    if (digit < 0) digit += base;
    number[i] = static_cast<std::uint32_t>(digit);
  }
  trim(number);
}

// 1² + 2² + … + n²
Digits sum_up_to(std::uint64_t n) {
  Digits sum{1};
  multiply(sum, n);
  multiply(sum, u128{n} + 1);
  multiply(sum, u128{n} * 2 + 1);
  divide(sum, 6);
  return sum;
}

std::string to_string(const Digits& number) {
  if (number.empty()) return "0";
  std::string text = std::to_string(number.back());
  for (std::size_t i = number.size() - 1; i-- > 0;) {
    const std::string digits = std::to_string(number[i]);
    text += std::string(9 - digits.size(), '0') + digits;
  }
  return text;
}

}  // namespace

std::string sum_of_squares(Range range) {
  if (range.count == 0) return "0";
  Digits sum = sum_up_to(range.last());
  if (range.first > 0) subtract(sum, sum_up_to(range.first - 1));
  return to_string(sum);
}

std::string to_decimal(Square value) {
  Digits number{1};
  multiply(number, value.high);
  multiply(number, u128{1} << 64);
  if (number.empty()) return std::to_string(value.low);
  u128 carry = value.low;
  for (std::size_t i = 0; carry != 0; ++i) {
    if (i == number.size()) number.push_back(0);
    carry += number[i];
    number[i] = static_cast<std::uint32_t>(carry % base);
    carry /= base;
  }
  return to_string(number);
}

}  // namespace squares
