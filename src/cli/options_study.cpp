// The options of squares study.
#include <array>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

std::vector<WorkloadKind> parse_workloads(Text text, Text where) {
  return choose_some(std::array{std::pair{"compute", WorkloadKind::compute}, std::pair{"memory", WorkloadKind::memory},
                                std::pair{"store", WorkloadKind::store}, std::pair{"wait", WorkloadKind::wait}},
                     text, where);
}

std::vector<Scaling> parse_scalings(Text text, Text where) {
  return choose_some(std::array{std::pair{"strong", Scaling::strong}, std::pair{"weak", Scaling::weak}}, text, where);
}

constexpr std::array settings{
    Setting<StudyOptions>{{"workload", "KIND,…", "of compute, memory, store, wait (all four)", work_group},
                          [](StudyOptions& o, Text t, Text w) { o.workloads = parse_workloads(t, w); }},
    Setting<StudyOptions>{
        {"scaling", "KIND,…", "strong: the same range whatever the layout;\nweak: the same for each worker (both)",
         work_group},
        [](StudyOptions& o, Text t, Text w) { o.scalings = parse_scalings(t, w); }},
    Setting<StudyOptions>{{"budget", "DURATION", "how long it may take (2m)", work_group},
                          [](StudyOptions& o, Text t, Text w) { o.budget_s = parse_duration(t, w); }},
    Setting<StudyOptions>{{"seed", "N", "of the order of the timings (1)", work_group},
                          [](StudyOptions& o, Text t, Text w) { o.seed = parse_integer(t, w); }},
    output_setting<StudyOptions>("where all samples go (study.h5)"),
    Setting<StudyOptions>{{"emit-sbatch", "FILE", "a job script with the recommended layout", file_group},
                          [](StudyOptions& o, Text t, Text) { o.sbatch = t; }},
    force_setting<StudyOptions>("replace the files that are there"),
    json_setting<StudyOptions>(),
    quiet_setting<StudyOptions>("nothing on stdout"),
};

constexpr CommandText text{
    .name = "squares study",
    .about =
        "How many ranks, how many threads? Times workloads on all layouts that the launch\n"
        "has room for, and says which is fastest:  mpirun -np 16 squares study --budget 5m",
    .footer =
        "Exit codes: 0 done, 64 usage, 65 a value is wrong, 69 wrong launch, 73 a file\n"
        "exists or cannot be created, 74 input or output failed, 75 stopped by a signal: what\n"
        "was timed until then is in the file.",
};

}  // namespace

template <>
OptionTable<StudyOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
