// The options of squares doctor.
#include <array>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

constexpr std::array settings{
    output_setting<DoctorOptions>("where results would go (squares.h5); or the folder"),
    threads_setting<DoctorOptions>("threads that each rank would have (1)"),
    patience_setting<DoctorOptions>("how long a silent rank is waited for (30s)"),
    json_setting<DoctorOptions>("one JSON document on stdout, no list"),
};

constexpr CommandText text{
    .name = "squares doctor",
    .about =
        "Looks whether MPI, launcher, placement, HDF5, file system and Slurm work together\n"
        "here, and says what to do where they do not. Start it as the run would be started:\n"
        "mpirun -np 16 squares doctor --threads 2 --output /scratch/squares.h5",
    .footer =
        "Exit codes: 0 nothing is broken, 65 a value came back wrong, 69 wrong launch,\n"
        "73 nothing can be created there, 74 input or output failed, 75 a rank is silent.",
};

}  // namespace

template <>
OptionTable<DoctorOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
