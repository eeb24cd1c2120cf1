// A study for people and for programs.
#pragma once

#include <string>

#include "record/study.hpp"
#include "report/json.hpp"

namespace squares {

// "2 ranks with 1 thread each is fastest, 1.97 times one thread"
std::string fastest_text(const WorkloadResult& workload);

// Tables of at most 80 columns, and the answer in words. `machine`: where it was measured.
std::string study_text(const StudyResult& study, const std::string& machine);
std::string study_html(const StudyResult& study, const std::string& machine);
Json study_json(const StudyResult& study);

// How a workload with this layout is started: by mpirun, by srun, and the head of a job script.
struct LaunchLines {
  std::string mpirun;
  std::string srun;
  std::string sbatch;  // a line of a job script, with its end
};
LaunchLines launch_lines(const Layout& layout, const StudyResult& study);

}  // namespace squares
