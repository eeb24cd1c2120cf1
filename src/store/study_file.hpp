// The file of a study: every sample.
#pragma once

#include <string>

#include "record/provenance.hpp"
#include "record/study.hpp"

namespace squares {

// One process's alone. The file has its name once it is whole. Throws Error(cannot_create).
void write_study(const std::string& path, const StudyResult& study, const Provenance& provenance);

}  // namespace squares
