// What the verification of files has found, for people and for programs.
#pragma once

#include <string>

#include "record/verify.hpp"
#include "report/json.hpp"

namespace squares {

std::string verify_text(const VerifyResult& result);
Json verify_json(const VerifyResult& result);

}  // namespace squares
