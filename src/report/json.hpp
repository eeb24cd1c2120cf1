// A run for programs: one JSON document, the same figures as the text.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/statistics.hpp"
#include "record/run_result.hpp"

namespace squares {

// As it is printed, whole lines of UTF-8. Names of files and hosts may be no UTF-8: what is wrong in them is replaced.
std::string document(const nlohmann::ordered_json& json);

// Keys with a unit end in it; an integer that may pass 2^53 is there again as text, in hexadecimal, under `…_hex`.
void put_large(nlohmann::ordered_json& object, const std::string& key, std::uint64_t value);
nlohmann::ordered_json interval_json(const Interval& interval);
nlohmann::ordered_json plan_json(const Plan& plan);
nlohmann::ordered_json estimate_json(const Estimate& estimate);
nlohmann::ordered_json result_json(const RunResult& result);
nlohmann::ordered_json error_json(const Error& error);

}  // namespace squares
