// A run for programs: one JSON document, the same figures as the text.
#pragma once

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "report/run_result.hpp"

namespace squares {

// Keys with a unit end in it; an integer that may pass 2^53 is there again as text, in hexadecimal, under `…_hex`.
void put_large(nlohmann::ordered_json& object, const std::string& key, std::uint64_t value);
nlohmann::ordered_json plan_json(const Plan& plan);
nlohmann::ordered_json estimate_json(const Estimate& estimate);
nlohmann::ordered_json result_json(const RunResult& result);
nlohmann::ordered_json error_json(const Error& error);

}  // namespace squares
