#include "report/streams.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "report/format.hpp"

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

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void say_error(const Error& error) { say(error_text(error)); }

std::string error_text(const Error& error) {
  const char* kind = error.code == Exit::stopped ? "stopped" : "error";
  std::string text = fmt::format("squares: {}: {}\n", kind, error.what());
  if (!error.where.empty()) text += "  where:  " + error.where + "\n";
  if (!error.remedy.empty()) text += "  remedy: " + error.remedy + "\n";
  return printable(text);
}

}  // namespace squares
