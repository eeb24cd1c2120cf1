// The claims of the lesson, and its examples, for people and for programs.
#pragma once

#include <span>
#include <string>

#include "record/claim.hpp"
#include "report/json.hpp"

namespace squares {

// At most 80 columns wide. `whole`: with all figures, and with what was done.
std::string claims_text(std::span<const ClaimResult> claims, const ClaimsSetting& setting, bool whole);
// With all figures.
std::string claims_html(std::span<const ClaimResult> claims, const ClaimsSetting& setting);
Json claims_json(std::span<const ClaimResult> claims, const ClaimsSetting& setting);

// "time to start: 12 us (11 us to 13 us)"
std::string figure_text(const Figure& figure);

// A bar a worker.
std::string example_text(const PlayedExample& example);
Json example_json(const PlayedExample& example);

}  // namespace squares
