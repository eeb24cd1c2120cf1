// The parts of a page, one for each kind of file.
#pragma once

#include <string>
#include <vector>

#include "record/files.hpp"
#include "report/series.hpp"

namespace squares {

std::string run_html(const RunFile& run);
std::string part_html(const RunFile& part);
std::string series_html(const Series& series);
std::string claims_html(const std::vector<ClaimResult>& claims, const ClaimsSetting& setting);
std::string study_html(const StudyFile& file);

}  // namespace squares
