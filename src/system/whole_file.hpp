// Files that are there whole or not at all.
#pragma once

#include <functional>
#include <string>

namespace squares {

// Lets `write` make a file under another name, PATH.new, then puts it onto the disk and in the place of `path`. If
// anything fails nothing is left of it, and `path` is as it was. Throws Error(cannot_create).
void write_whole(const std::string& path, const std::function<void(const std::string& unfinished)>& write);

}  // namespace squares
