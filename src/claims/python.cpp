#include "claims/python.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "claims/experiments_py.hpp"
#include "system/program.hpp"

namespace squares {
namespace {

constexpr double patience_s = 20;

// What a script has printed; or why it is of no use.
struct Answer {
  std::string text = {}, why = {};
};

// Isolated (-I, -S): neither the folder that this is started in nor variables nor packages change what it imports, nor
// what the processes that it starts import.
Answer run(const std::string& interpreter, const std::vector<std::string>& script) {
  static std::map<std::string, std::string> hang;  // one that has hung is not asked again: why, by its name
  if (const auto found = hang.find(interpreter); found != hang.end()) return {.why = found->second};
  Program program{.words = {interpreter, "-I", "-S", "-c"}};
  program.words.insert(program.words.end(), script.begin(), script.end());
  const ProgramEnd end = run_program(program, patience_s);
  if (end.code == 0) return {.text = end.output};
  const std::string why = reason_of(end, interpreter, patience_s);
  if (!end.code) hang[interpreter] = why;
  return {.why = why};
}

}  // namespace

PythonAnswer ask_python(const Lab& lab, const std::string& interpreter, const std::string& experiment, int port) {
  const Answer said = run(interpreter, {experiments_py, experiment, std::to_string(lab.workers),
                                        std::to_string(lab.timing_s), lab.control ? "control" : "experiment",
                                        lab.extension, std::to_string(port), lab.gains != nullptr ? "gains" : ""});
  if (!said.why.empty()) return {{}, said.why};
  PythonAnswer answer;
  std::istringstream lines(said.text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    for (double value = 0; words >> value;) answer.samples[name].push_back(value);
  }
  if (const auto gains = answer.samples.extract("gain"); gains && lab.gains != nullptr)
    lab.gains->insert(lab.gains->end(), gains.mapped().begin(), gains.mapped().end());
  return answer;
}

std::string python_version(const std::string& interpreter) {
  std::string version =
      run(interpreter, {"import sys; print(sys.version.split()[0], 'with the lock' if getattr(sys, '_is_gil_enabled', "
                        "lambda: True)() else 'without the lock', sep=', ')"})
          .text;
  version.erase(std::min(version.find('\n'), version.size()));
  return version;
}

}  // namespace squares
