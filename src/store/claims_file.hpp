// A file of claims.
#pragma once

#include <span>
#include <string>

#include "record/claim.hpp"
#include "record/provenance.hpp"

namespace squares {

// One process's alone. The file has its name once it is whole, and replaces one that was there. Throws
// Error(cannot_create).
void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance);

}  // namespace squares
