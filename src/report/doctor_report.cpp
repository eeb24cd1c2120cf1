#include "report/doctor_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/format.hpp"

namespace squares {
namespace {

constexpr std::size_t text_column = 24;

std::size_t count_of(const DoctorResult& result, Health health) {
  return static_cast<std::size_t>(std::count_if(result.checks.begin(), result.checks.end(),
                                                [health](const HealthCheck& check) { return check.health == health; }));
}

}  // namespace

std::string doctor_text(const DoctorResult& result) {
  std::string text;
  for (const HealthCheck& check : result.checks) {
    text += fmt::format("{:<8} {:<14} {}\n", to_text(check.health), check.name, hanging(check.what, text_column));
    if (!check.remedy.empty()) text += fmt::format("{:>{}}{}\n", "remedy: ", text_column, check.remedy);
  }
  text += fmt::format("\n{} ok, {}, {} broken\n", count_of(result, Health::ok),
                      plural(count_of(result, Health::warning), "warning"), count_of(result, Health::broken));
  return text;
}

Json doctor_json(const DoctorResult& result) {
  Json json{{"ranks", result.ranks}, {"nodes", result.nodes}};
  json["checks"] = Json::array();
  for (const HealthCheck& check : result.checks) {
    Json entry{{"name", check.name}, {"health", to_text(check.health)}, {"what", check.what}, {"remedy", check.remedy}};
    for (const auto& [name, value] : check.figures) entry[name] = value;
    json["checks"].push_back(entry);
  }
  json["verdict"] = {{"exit", static_cast<int>(verdict_of(result))},
                     {"ok", count_of(result, Health::ok)},
                     {"warnings", count_of(result, Health::warning)},
                     {"broken", count_of(result, Health::broken)}};
  return json;
}

}  // namespace squares
