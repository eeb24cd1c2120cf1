#include "claims/python.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>

#include "claims/child.hpp"
#include "claims/experiments_py.hpp"
#include "core/stopwatch.hpp"

namespace squares {
namespace {

constexpr double patience_s = 20;

// What a program has said on both its streams, and how it ended: 127 if there is none, none if it had to be killed.
struct Said {
  std::string text;
  std::optional<int> code;
};

// Runs it with a process group of its own, so that what it starts can be ended with it.
Said run(const std::vector<std::string>& words) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return {};
  Child child([&] {
    ::setpgid(0, 0);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::dup2(pipe[1], STDERR_FILENO);
    for (const int end : pipe) ::close(end);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  });
  ::close(pipe[1]);
  Said said;
  const Stopwatch clock;
  pollfd waiting{.fd = pipe[0], .events = POLLIN, .revents = 0};
  for (std::array<char, 4096> bytes{};;) {
    const double left_s = patience_s - clock.seconds();
    if (left_s <= 0) break;
    if (::poll(&waiting, 1, static_cast<int>(1e3 * left_s) + 1) <= 0) continue;
    const ssize_t size = ::read(pipe[0], bytes.data(), bytes.size());
    if (size <= 0) {
      said.code = child.wait_for(patience_s);
      break;
    }
    said.text.append(bytes.data(), static_cast<std::size_t>(size));
  }
  ::close(pipe[0]);
  if (!said.code) ::kill(-child.pid(), SIGKILL);
  return said;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace

PythonAnswer ask_python(const Lab& lab, const std::string& interpreter, const std::string& experiment, int port) {
  const Said said =
      run({interpreter, "-c", experiments_py, experiment, std::to_string(lab.workers), std::to_string(lab.timing_s),
           lab.control ? "control" : "experiment", lab.extension, std::to_string(port)});
  if (!said.code)
    return {{}, interpreter + " has not ended after " + std::to_string(static_cast<int>(patience_s)) + " s"};
  if (said.code == 127) return {{}, "there is no " + interpreter};
  if (said.code != 0) return {{}, interpreter + ": " + last_line(said.text)};
  PythonAnswer answer;
  std::istringstream lines(said.text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    for (double value = 0; words >> value;) answer.samples[name].push_back(value);
  }
  return answer;
}

std::string python_version(const std::string& interpreter) {
  const Said said = run({interpreter, "-c",
                         "import sys; print(sys.version.split()[0], 'with the lock' if getattr(sys, '_is_gil_enabled', "
                         "lambda: True)() else 'without the lock', sep=', ')"});
  return said.code == 0 ? last_line(said.text) : "";
}

}  // namespace squares
