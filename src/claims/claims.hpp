// All claims of the lesson, put to the test one after the other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "claims/lab.hpp"
#include "record/claim.hpp"

namespace squares {

// Of a claim, what was found here, and in Python: it holds if it does in both. If one was disturbed, the other may have
// been too, whatever it has found.
ClaimResult joined(const ClaimResult& here, const ClaimResult& python);

// Called before each claim.
using ClaimProgress = std::function<void(const Claim&)>;

// Those of which `ids` are given, or all. The calling process must have no other threads that compute.
std::vector<ClaimResult> test_claims(const Lab& lab, const std::vector<std::string>& ids,
                                     const ClaimProgress& progress);

}  // namespace squares
