// Numbers and words for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "record/study.hpp"

namespace squares {

constexpr std::size_t terminal_columns = 80;

std::string grouped(std::uint64_t number);                  // 1,000,000
std::string human_count(std::uint64_t number);              // 62.5 k, 1.2 M
std::string human_bytes(std::uint64_t bytes);               // 7.6 MiB
std::string human_rate(double per_second, const char* of);  // 1.2 GB/s, for of = "B"; 250 M squares/s
std::string human_duration(double seconds);                 // 4 s, 2 min 05 s, 3 h 20 min
std::string human_time(double seconds);                     // as above; below ten seconds 3.9 s, 25 ms, 1.2 us
// Breaks lines at spaces so that they fit 80 columns; what is broken off is indented.
std::string wrapped(const std::string& text);
// Breaks lines at spaces so that they fit 80 columns behind `indent` others, which all lines but the first are given.
std::string hanging(const std::string& text, std::size_t indent);
// Without control characters other than the ends of lines: what files and hosts say must not reach a terminal as a
// command.
std::string printable(std::string text);
std::string replaced(std::string text, const std::string& from, const std::string& to);
std::string percent(double ratio);  // of two times: "+5.0 %", or from ten times on "12 times"
std::string plural(std::uint64_t count, const std::string& noun);  // 1 rank, 2 ranks
std::string layout_text(const Layout& layout);                     // 2 × 4
std::string layout_words(const Layout& layout);                    // 2 ranks with 4 threads each
// What intervals of this confidence are worth, and what would give a better one.
std::string confidence_text(double confidence, const std::string& remedy);

}  // namespace squares
