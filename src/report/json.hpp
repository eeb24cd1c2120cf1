// What all JSON of squares has in common.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.hpp"
#include "core/statistics.hpp"

namespace squares {

using Json = nlohmann::ordered_json;

// As it is printed, whole lines of UTF-8. Names of files and hosts may be no UTF-8: what is wrong in them is replaced.
std::string document(const Json& json);

// Keys with a unit end in it; an integer that may pass 2^53 is there again as text, in hexadecimal, under `…_hex`.
void put_large(Json& object, const std::string& key, std::uint64_t value);
Json interval_json(const Interval& interval);
Json error_json(const Error& error);

}  // namespace squares
