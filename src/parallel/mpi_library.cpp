#include "parallel/mpi_library.hpp"

#include <fmt/format.h>
#include <link.h>
#include <mpi.h>

#include <array>
#include <filesystem>
#include <string_view>

#include "core/error.hpp"
#include "system/introduction.hpp"

namespace squares {
namespace {

// libmpi.so.40 (Open MPI), libmpi.so.12 and libmpich.so.12 (MPICH and its kin)
int note_mpi_library(dl_phdr_info* info, std::size_t, void* found) {
  const std::string name = std::filesystem::path(info->dlpi_name).filename();
  if (name.starts_with("libmpi.so") || name.starts_with("libmpich.so")) {
    static_cast<std::vector<std::string>*>(found)->emplace_back(info->dlpi_name);
  }
  return 0;
}

struct Sought {
  std::string_view name;
  bool is_loaded = false;
};

int look_for(dl_phdr_info* info, std::size_t, void* data) {
  auto& sought = *static_cast<Sought*>(data);
  sought.is_loaded = std::filesystem::path(info->dlpi_name).filename().string().starts_with(sought.name);
  return sought.is_loaded ? 1 : 0;  // the search ends with it
}

// "Open MPI v4" of "Open MPI v4.1.4": what keeps its binary interface.
std::string series_of(const std::string& version) { return version.substr(0, version.find('.')); }

}  // namespace

std::string mpi_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string all(text.data(), static_cast<std::size_t>(length));
  return all.substr(0, all.find_first_of(",\n"));
}

std::string mpi_version_of_headers() {
#ifdef OMPI_MAJOR_VERSION
  return "Open MPI v" + std::to_string(OMPI_MAJOR_VERSION) + "." + std::to_string(OMPI_MINOR_VERSION) + "." +
         std::to_string(OMPI_RELEASE_VERSION);
#else
  return mpi_version();
#endif
}

std::vector<std::string> mpi_libraries() {
  std::vector<std::string> found;
  dl_iterate_phdr(note_mpi_library, &found);
  return found;
}

bool has_loaded(std::string_view library) {
  Sought sought{library};
  dl_iterate_phdr(look_for, &sought);
  return sought.is_loaded;
}

void refuse_wrong_mpi_library() {
  const std::vector<std::string> libraries = mpi_libraries();
  if (libraries.size() > 1) {
    throw Error(
        Exit::bad_launch, "two MPI libraries are in this program", libraries[0] + " and " + libraries[1],
        "parallel HDF5, Boost.MPI and squares must be built for one and the same MPI; ldd shows who brings which");
  }
  const std::string built_for = mpi_version_of_headers(), runs_with = mpi_version();
  if (series_of(built_for) != series_of(runs_with)) {
    throw Error(Exit::bad_launch, "built for " + built_for + ", and runs with " + runs_with,
                libraries.empty() ? "the MPI library" : libraries[0],
                "load the MPI that it was built for, or build it anew");
  }
}

Introduction introduce_rank(bool and_node) {
  Introduction self = introduce(and_node);
  self.mpi = mpi_version();
  return self;
}

void expect_hints_fit(std::span<const std::string> hints) {
  for (const std::string& hint : hints) {
    const auto equals = hint.find('=');
    if (equals < MPI_MAX_INFO_KEY && hint.size() - equals - 1 < MPI_MAX_INFO_VAL) continue;
    throw Error(Exit::usage, "the hint '" + hint + "' is longer than MPI takes", "--hint",
                fmt::format("give a key of fewer than {} characters, and a value of fewer than {}", MPI_MAX_INFO_KEY,
                            MPI_MAX_INFO_VAL));
  }
}

void refuse_mixed_mpi_versions(std::span<const Introduction> ranks) {
  for (std::size_t rank = 1; rank < ranks.size(); ++rank) {
    const std::string &mine = ranks[0].mpi, &other = ranks[rank].mpi;
    if (mine == other) continue;
    throw Error(Exit::bad_launch, "rank " + std::to_string(rank) + " runs " + other + ", and rank 0 runs " + mine,
                ranks[rank].host.str() + " and " + ranks[0].host.str(),
                "load the same MPI on all nodes, and start all ranks with its mpirun");
  }
}

}  // namespace squares
