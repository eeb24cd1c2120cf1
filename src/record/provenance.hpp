// Where a file comes from.
#pragma once

#include <string>
#include <tuple>

#include "record/description.hpp"

namespace squares {

struct Provenance {
  std::string squares_version;
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
  static constexpr std::tuple columns{
      Column{"squares_version", &Provenance::squares_version, "",
             "of the program that made the file, as are the next ones"},
      Column{"command", &Provenance::command, "", "the command line"},
      Column{"created", &Provenance::created, "", "ISO 8601, UTC: `2026-01-31T12:00:00Z`"},
      Column{"mpi_version", &Provenance::mpi_version, "", ""},
      Column{"hdf5_version", &Provenance::hdf5_version, "", ""},
      Column{"boost_version", &Provenance::boost_version, "", ""},
      Column{"compiler", &Provenance::compiler, "", "and the kind of build"},
      Column{"slurm_job", &Provenance::slurm_job, "", "the job's number; empty without Slurm"},
  };
};

}  // namespace squares
