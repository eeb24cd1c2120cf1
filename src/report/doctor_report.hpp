// What the doctor has found, for people and for programs.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "record/health.hpp"

namespace squares {

struct DoctorResult {
  std::size_t ranks = 0;
  std::size_t nodes = 0;
  std::vector<HealthCheck> checks;
};

// The code of the first check that is broken.
Exit verdict_of(const DoctorResult& result);

std::string doctor_text(const DoctorResult& result);
nlohmann::ordered_json doctor_json(const DoctorResult& result);

}  // namespace squares
