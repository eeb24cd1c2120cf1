#include "run/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/version.hpp>
#include <chrono>
#include <cstdlib>

#include "core/version.hpp"
#include "parallel/mpi_library.hpp"
#include "store/hdf5.hpp"

namespace squares {

Provenance provenance_of(const std::string& command, const std::string& launcher) {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const char* job = std::getenv("SLURM_JOB_ID");
  return {
      .squares_version = version,
      .launcher = launcher,
      .command = command,
      .created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now))),
      .mpi_version = mpi_version(),
      .hdf5_version = hdf5_version(),
      .boost_version = fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100),
      .compiler = compiler,
      .slurm_job = job == nullptr ? "" : job};
}

}  // namespace squares
