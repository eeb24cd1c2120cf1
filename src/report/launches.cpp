#include "report/launches.hpp"

#include "system/launcher_words.hpp"

namespace squares {

std::string launch_of(const RunResult& result) {
  const std::uint32_t ranks = layout_of(result).ranks;
  return ranks > 1 ? mpirun_line(ranks, result.provenance.command) : result.provenance.command;
}

std::string continuing_launch(const RunResult& result) {
  const std::string command = launch_of(result);
  return command.find("--resume") == std::string::npos ? command + " --resume" : command;
}

}  // namespace squares
