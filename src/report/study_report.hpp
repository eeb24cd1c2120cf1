// A study for people and for programs.
#pragma once

#include <string>

#include "record/study.hpp"
#include "report/json.hpp"

namespace squares {

// Tables of at most 80 columns, and the answer in words. `machine`: where it was measured.
std::string study_text(const StudyResult& study, const std::string& machine);
std::string study_html(const StudyResult& study, const std::string& machine);
Json study_json(const StudyResult& study);

// How a program with this layout is started: by mpirun, by srun, and the head of a job script. squares itself, but for
// a layout that waits, where it is YOUR_PROGRAM. A command of the user's is as it is: there is nothing for srun.
struct LaunchLines {
  std::string mpirun;
  std::string srun;
  std::string sbatch;  // a line of a job script, with its end
};
LaunchLines launch_lines(WorkloadKind workload, const Layout& layout, const StudyResult& study);

}  // namespace squares
