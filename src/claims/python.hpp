// Experiments in the machine's own Python: it measures, we judge.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "claims/lab.hpp"

namespace squares {

// What an experiment has printed: the samples of each figure; or why there are none, as from an interpreter that is not
// there, fails, or hangs.
struct PythonAnswer {
  std::map<std::string, std::vector<double>> samples;
  std::string why;
};

// `port`: of a server that answers late, for the experiment that waits.
PythonAnswer ask_python(const Lab& lab, const std::string& interpreter, const std::string& experiment, int port);

// "3.11.2, with the lock"; "" if there is no such interpreter, or it is of no use.
std::string python_version(const std::string& interpreter);

}  // namespace squares
