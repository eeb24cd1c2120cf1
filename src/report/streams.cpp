#include "report/streams.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/utf8.hpp"
#include "report/format.hpp"

namespace squares {

void print(const std::string& any_bytes) {
  const std::string text = valid_utf8(any_bytes);
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw Error(Exit::io, std::string("cannot print the result: ") + std::strerror(errno), "stdout",
              "free some space where it goes, or let it go elsewhere");
}

void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest that is free is this one. Nothing can be written to stdout, which is what its user is told.
    static_cast<void>(::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY));
  }
}

void print_ahead(const std::string& text) {
  try {
    print(text);
  } catch (const Error&) {  // so will the result's
  }
}

Exit print_result(const std::string& text, Exit code) {
  try {
    print(text);
  } catch (const Error& error) {
    say_error(error);
    return code == Exit::done ? error.code : code;
  }
  return code;
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

void say(const std::string& any_bytes) {
  const std::string text = valid_utf8(any_bytes);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void say_error(const Error& error) { say(error_text(error)); }

std::string error_text(const Error& error) {
  const char* kind = error.code == Exit::stopped ? "stopped" : "error";
  std::string text = fmt::format("squares: {}: {}\n", kind, error.what());
  if (!error.where.empty()) text += "  where:  " + error.where + "\n";
  if (!error.remedy.empty()) text += "  remedy: " + error.remedy + "\n";
  return printable(text);
}

}  // namespace squares
