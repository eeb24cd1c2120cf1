// What a command has to say, on stdout.
#pragma once

#include <functional>
#include <string>

namespace squares {

// All of it, at once. Throws Error(io) where stdout does not take it, such as a full disk.
void print(const std::string& text);

// Prints what took long, also where it cannot be kept in a file; the error of that comes afterwards. In JSON the error
// is the one document then.
void keep_and_print(const std::function<void()>& keep, const std::string& text, bool json);

}  // namespace squares
