// What a command writes, beside what it reads: --force replaces a file that is there, but never one that it works with.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace squares {

struct NamedOutput {
  const char* option;
  std::optional<std::string> path;  // none: it was not asked for
};

// Throws Error(usage) where two names, of one that is written and of another, are one file.
void expect_apart(const std::vector<NamedOutput>& written, const std::vector<std::string>& read);

}  // namespace squares
