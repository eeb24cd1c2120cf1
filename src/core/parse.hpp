// Numbers as people type them. Nothing saturates, wraps or loses a sign.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace squares {

// Whether `text` is one or more decimal digits, and nothing else.
bool is_number(std::string_view text);

// The texts between the separators: one more than there are of these.
std::vector<std::string> split(std::string_view text, char separator);

// "1000000", "1_000_000", "1e6", "4Ki" (k M G T P E and Ki Mi Gi Ti Pi Ei). `where` names the place in errors.
// Throws Error(usage) for a sign, a fraction, anything past 2^64−1 and everything that is not a number.
std::uint64_t parse_integer(std::string_view text, const std::string& where);

// true/false, yes/no, on/off, 1/0.
bool parse_bool(std::string_view text, const std::string& where);

// "90", "90s", "55m", "1h30m", "2d", in seconds.
double parse_duration(std::string_view text, const std::string& where);

}  // namespace squares
