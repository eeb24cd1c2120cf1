// What `squares doctor` finds, check by check.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace squares {

enum class Health { ok, warning, broken };

constexpr const char* to_text(Health health) {
  return health == Health::ok ? "ok" : health == Health::warning ? "warning" : "broken";
}

struct HealthCheck {
  Health health = Health::ok;
  std::string name;                                     // what was looked at: "launcher"
  std::string what;                                     // what was seen
  std::string remedy;                                   // what to do about it; "" where all is well
  Exit exit = Exit::done;                               // of what is broken
  std::vector<std::pair<std::string, double>> figures;  // measured, named with their units
};

inline HealthCheck healthy(std::string name, std::string what) {
  return {Health::ok, std::move(name), std::move(what), "", Exit::done, {}};
}
inline HealthCheck doubtful(std::string name, std::string what, std::string remedy) {
  return {Health::warning, std::move(name), std::move(what), std::move(remedy), Exit::done, {}};
}
inline HealthCheck broken(std::string name, const Error& error) {
  const std::string where = error.where.empty() ? "" : " (" + error.where + ")";
  return {Health::broken, std::move(name), error.what() + where, error.remedy, error.code, {}};
}

}  // namespace squares
