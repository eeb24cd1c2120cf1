// What the doctor has found, for people and for programs.
#pragma once

#include <string>

#include "record/health.hpp"
#include "report/json.hpp"

namespace squares {

std::string doctor_text(const DoctorResult& result);
Json doctor_json(const DoctorResult& result);

}  // namespace squares
