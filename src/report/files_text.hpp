// Files for people, in tables of at most 80 columns.
#pragma once

#include <string>

#include "report/read_files.hpp"
#include "report/series.hpp"

namespace squares {

// What `squares report` prints: one run in full, several as series, and each part and study.
std::string files_text(const Files& files);

std::string run_file_text(const RunFile& run);
std::string part_text(const RunFile& part);
std::string series_text(const Series& series);
std::string study_file_text(const StudyFile& study);

// A line that says where runs and studies come from.
std::string machine_of(const RunResult& result);

// How a part is finished.
std::string continuing_launch(const RunFile& part);

}  // namespace squares
