#include "report/show.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/error.hpp"

namespace squares {

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw Error(Exit::io, std::string("cannot print the result: ") + std::strerror(errno), "stdout",
              "free some space where it goes, or let it go elsewhere");
}

void keep_and_print(const std::function<void()>& keep, const std::string& text, bool json) {
  try {
    keep();
  } catch (...) {
    if (!json) print(text);
    throw;
  }
  print(text);
}

}  // namespace squares
