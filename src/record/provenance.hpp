// Where a file comes from.
#pragma once

#include <string>
#include <tuple>

#include "record/description.hpp"

namespace squares {

// The command of a part that was made of a file whose own is lost.
constexpr auto reopening_command = "squares verify --reopen";

struct Provenance {
  std::string squares_version;
  std::string launcher;
  std::string command;
  std::string created;
  std::string mpi_version;
  std::string hdf5_version;
  std::string boost_version;
  std::string compiler;
  std::string slurm_job;
};

template <>
struct Description<Provenance> {
  // Only people ask for it: a file may lack any of it.
  static constexpr std::tuple columns{
      Column{"squares_version", &Provenance::squares_version, "",
             "of the program that made the file, as are the next ones", false},
      Column{"launcher", &Provenance::launcher, "",
             "what stood before it on the command line: `mpirun` and its options, or `taskset`; empty where it is not "
             "known",
             false},
      Column{"command", &Provenance::command, "", "the command line", false},
      Column{"created", &Provenance::created, "", "ISO 8601, UTC: `2026-01-31T12:00:00Z`", false},
      Column{"mpi_version", &Provenance::mpi_version, "", "", false},
      Column{"hdf5_version", &Provenance::hdf5_version, "", "", false},
      Column{"boost_version", &Provenance::boost_version, "", "", false},
      Column{"compiler", &Provenance::compiler, "", "and the kind of build", false},
      Column{"slurm_job", &Provenance::slurm_job, "", "the job's number; empty without Slurm", false},
  };
};

}  // namespace squares
