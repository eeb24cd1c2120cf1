// What all JSON of squares has in common.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/error.hpp"
#include "core/statistics.hpp"
#include "record/description.hpp"

namespace squares {

using Json = nlohmann::ordered_json;

// As it is printed, whole lines of UTF-8. Names of files and hosts may be no UTF-8: what is wrong in them is replaced.
std::string document(const Json& json);

// Keys with a unit end in it; an integer that may pass 2^53 is there again as text, in hexadecimal, under `…_hex`.
void put_large(Json& object, const std::string& key, std::uint64_t value);
Json interval_json(const Interval& interval);
Json error_json(const Error& error);
// To the nanosecond, which is all that the clock gives. NaN, "unknown", becomes null.
Json seconds_json(double seconds);

// A described record, a key for each column.
template <Described Record>
Json record_json(const Record& record) {
  Json json;
  each_column<Record>([&]<class Value>(const Column<Record, Value>& column) {
    const Value& value = record.*column.member;
    const bool is_number_of_things = std::string_view(column.unit) == "1";
    if constexpr (std::is_same_v<Value, double>)
      json[column.name] = seconds_json(value);
    else if constexpr (std::is_same_v<Value, std::string>)
      json[column.name] = value;
    else if constexpr (!std::is_arithmetic_v<Value>)
      json[column.name] = value.str();
    else if (sizeof value == sizeof(std::uint64_t) && is_number_of_things)
      put_large(json, column.name, static_cast<std::uint64_t>(value));
    else
      json[column.name] = value;
  });
  return json;
}

}  // namespace squares
