// squares verify --reopen: a damaged file becomes a part again, so that its name never stands for a wrong file.
#pragma once

#include <string>

#include "record/verify.hpp"

namespace squares {

// A `path` here is the file's own, not that of a link to it: links do not follow a file that is renamed.

// Where the file at `path` is to be read: there, or, if it has lost its end, where it has become a part by this call,
// with its length given back; what was lost reads as zeros. Throws Error(cannot_create) if there is a part already.
std::string part_if_truncated(const std::string& path);

// If the file is wrong: gives it the part's name, opens the rows of its wrong blocks, and keeps who took part. It was
// at `path`, and now is at `place`. Throws Error(cannot_create) if there is a part already, which stays as it is.
void reopen(FileVerdict& file, const std::string& path, const std::string& place);

}  // namespace squares
