// The claims in a file: a study's, or one of their own.
#pragma once

#include <span>
#include <string>

#include "record/claim.hpp"
#include "record/provenance.hpp"

namespace squares {

// Whether `path` has claims. Throws Error(no_input) if it is there and is neither a study's file nor one of claims.
bool has_claims(const std::string& path);

// Adds the claims to the study's file `path`, in place of those that it has, or makes it. The file is as it was until
// it is whole. Throws Error(cannot_create).
void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance);

}  // namespace squares
