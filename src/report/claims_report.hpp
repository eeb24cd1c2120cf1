// The claims of the lesson, and its examples, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "record/claim.hpp"
#include "record/example.hpp"

namespace squares {

// At most 80 columns wide. `whole`: with all figures, and with what was done.
std::string claims_text(std::span<const ClaimResult> claims, const ClaimsSetting& setting, bool whole);
nlohmann::ordered_json claims_json(std::span<const ClaimResult> claims, const ClaimsSetting& setting);

// "time to start: 12 us (11 us to 13 us)"
std::string figure_text(const Figure& figure);

// "in brackets: where the median lies, with 95 % confidence": less where a figure has too few samples for that, nothing
// where none has an interval.
std::string brackets_text(std::span<const ClaimResult> claims);

// A bar a worker.
std::string example_text(const PlayedExample& example);
nlohmann::ordered_json example_json(const PlayedExample& example);

}  // namespace squares
