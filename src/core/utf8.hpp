// Text that may hold any bytes, as names of files and hosts do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace squares {

// How many bytes the letter at the begin of `text` has; 0 if they are no UTF-8 (The Unicode Standard, table 3-7).
std::size_t bytes_of_letter(std::string_view text);

// With U+FFFD in the place of each byte that belongs to no letter.
std::string valid_utf8(std::string_view text);

}  // namespace squares
