// What the doctor has found, for people and for programs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "record/health.hpp"
#include "report/json.hpp"

namespace squares {

struct DoctorResult {
  std::size_t ranks = 0;
  std::size_t nodes = 0;
  std::vector<HealthCheck> checks;
};

// The code of the first check that is broken.
Exit verdict_of(const DoctorResult& result);

std::string doctor_text(const DoctorResult& result);
Json doctor_json(const DoctorResult& result);

}  // namespace squares
