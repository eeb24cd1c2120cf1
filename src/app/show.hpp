// What a command has to say, on stdout.
#pragma once

#include <string>

namespace squares {

// All of it, at once. Throws Error(io) where stdout does not take it, such as a full disk.
void print(const std::string& text);

}  // namespace squares
