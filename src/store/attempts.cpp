#include "store/attempts.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "store/descriptor.hpp"

namespace squares {

void append_attempt(const std::string& path, std::span<const RankReport> ranks) {
  std::string lines;
  for (const RankReport& rank : ranks) {
    lines += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", rank.attempt, rank.rank, rank.host.str(), rank.pid, rank.threads,
                         rank.cpus.str());
  }
  const Descriptor file(path, O_WRONLY | O_CREAT | O_APPEND);
  for (std::size_t written = 0; written < lines.size();) {
    const ssize_t count = ::write(file, lines.data() + written, lines.size() - written);
    if (count < 0 && errno != EINTR) file.fail("write to");
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  if (fsync(file) != 0) file.fail("put onto the disk");
}

std::vector<RankReport> read_attempts(const std::string& path) {
  std::vector<RankReport> ranks;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && !file.eof();) {
    std::istringstream fields(line);
    RankReport rank;
    std::string host, cpus;
    if (!(fields >> rank.attempt >> rank.rank >> host >> rank.pid >> rank.threads >> cpus)) continue;
    rank.host = host;
    rank.cpus = cpus;
    rank.compute_s = rank.write_s = rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
    ranks.push_back(rank);
  }
  return ranks;
}

}  // namespace squares
