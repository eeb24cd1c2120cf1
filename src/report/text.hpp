// A run for people: what it will do, what it has done, and what went wrong. Tables are at most 80 columns wide.
#pragma once

#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "record/run_result.hpp"

namespace squares {

// Who works on a plan, and where it goes.
struct Assignment {
  std::uint32_t nodes = 1;
  std::uint32_t fewest_threads = 1;  // of any rank
  std::uint32_t most_threads = 1;
  std::string output;  // as the user gave it
};

std::string plan_text(const Plan& plan, const Assignment& to);
std::string estimate_text(const Plan& plan, const Estimate& estimate);
std::string result_text(const RunResult& result, const std::string& output);
std::string placement_text(const PlacementAdvice& advice);
std::string error_text(const Error& error);
// On stderr, in one piece; also while another thread prints. Where it cannot be written, nothing happens: no run ends
// because a log is full.
void say(const std::string& text);
void say_error(const Error& error);

}  // namespace squares
