// What the four programs of the lesson share: a range and its parts, the words of a command line, time, and the check.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iomanip>
#include <iostream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

using Number = std::uint64_t;
using Clock = std::chrono::steady_clock;

constexpr Number largest = 2'000'000;  // far beyond it, the formula of sum_below would not fit into 64 bits

// The numbers from begin up to, but without, end. An empty range has none.
struct Range {
  Number begin = 1, end = 1'000'001;

  Number count() const { return end - begin; }
};

// Part k of n: the parts tile the whole, and their lengths differ by at most one.
inline Range part(Range whole, Number k, Number n) {
  return {whole.begin + whole.count() * k / n, whole.begin + whole.count() * (k + 1) / n};
}

// A word of the command line as a number.
inline Number number_from(std::string_view word, Number least, Number most) {
  Number number = 0;
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stop != end || number < least || number > most) {
    throw std::invalid_argument("'" + std::string(word) + "' is not a number from " + std::to_string(least) + " to " +
                                std::to_string(most));
  }
  return number;
}

// FIRST LAST, or nothing.
inline Range range_from(std::span<char*> words) {
  if (words.empty()) return {};
  if (words.size() != 2) throw std::invalid_argument("a range is given as two numbers, FIRST LAST");
  const Number first = number_from(words[0], 1, largest);
  return {first, number_from(words[1], first, largest) + 1};
}

struct Task {
  Number workers = 2;
  Range range;
};

// WORKERS FIRST LAST, or WORKERS, or nothing.
inline Task task_from(std::span<char*> words) {
  if (words.empty()) return {};
  return {number_from(words[0], 1, 1000), range_from(words.subspan(1))};
}

inline double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

inline std::string text_of(double ms) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(3) << ms << " ms";
  return text.str();
}

inline std::string text_of(Range range) {
  if (range.count() == 0) return "no numbers";
  return std::to_string(range.begin) + ".." + std::to_string(range.end - 1);
}

inline void print_worker(const std::string& name, Range range, double ms) {
  std::cout << name << ": " << text_of(range) << ", " << text_of(ms) << '\n';
}

// In one piece: what several ranks print at once may be mixed.
inline void print_error(const std::string& who, const std::exception& error) {
  std::cerr << who + ": " + error.what() + "\n";
}

// 1² + 2² + … up to, but without, n².
inline Number sum_below(Number n) { return (n - 1) * n * (2 * n - 1) / 6; }

// Compares the sum of all squares with the one by the formula.
inline void check(Range range, Number sum) {
  const Number right = sum_below(range.end) - sum_below(range.begin);
  if (sum != right) {
    throw std::runtime_error("the sum is " + std::to_string(sum) + ", and should be " + std::to_string(right));
  }
  std::cout << "sum: " << sum << ", which is right\n";
}
