#include "report/json.hpp"

#include <fmt/format.h>

#include <cmath>

namespace squares {

std::string document(const Json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void put_large(Json& object, const std::string& key, std::uint64_t value) {
  object[key] = value;
  object[key + "_hex"] = fmt::format("{:#x}", value);
}

Json interval_json(const Interval& interval) {
  return {{"low", interval.low}, {"high", interval.high}, {"confidence", interval.confidence}};
}

Json error_json(const Error& error) {
  return {{"verdict", {{"exit", static_cast<int>(error.code)}}},
          {"error", {{"what", error.what()}, {"where", error.where}, {"remedy", error.remedy}}}};
}

Json seconds_json(double seconds) { return std::round(seconds * 1e9) / 1e9; }

}  // namespace squares
