// Files of studies and of claims, written and read.
#pragma once

#include <span>
#include <string>

#include "record/claim.hpp"
#include "record/file_facts.hpp"
#include "record/provenance.hpp"
#include "record/study.hpp"
#include "system/file.hpp"

namespace squares {

// One process's alone, both. The file has its name once it is whole. Throws Error(cannot_create).
void write_study(const std::string& path, const StudyResult& study, const Provenance& provenance, Existing existing);
void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance, Existing existing);

// Whether it is a file of a study or of claims, rather than of a run. Throws std::runtime_error for what is no HDF5
// file.
bool is_study(const std::string& path);

// Throws std::runtime_error that says what is missing or wrong. The samples are such that analyse() can do with them.
StudyFacts read_study(const std::string& path);

}  // namespace squares
