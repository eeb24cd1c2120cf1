// A run and a part: for people as text and on a page, for programs as JSON. Text is at most 80 columns wide.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "record/file_facts.hpp"
#include "report/json.hpp"

namespace squares {

// Who works on a plan, and where it goes.
struct Assignment {
  std::uint32_t nodes = 1;
  std::uint32_t fewest_threads = 1;  // of any rank
  std::uint32_t most_threads = 1;
  std::string output;  // as the user gave it
};

// Before a run. The ranks are of one attempt.
Assignment assignment_of(const std::vector<RankReport>& ranks, std::size_t nodes, const std::string& output);
std::string plan_text(const Plan& plan, const Assignment& to);
std::string estimate_text(const Plan& plan, const Estimate& estimate);
std::string placement_warning(const PlacementAdvice& advice);
Json plan_json(const Plan& plan);
Json estimate_json(const Estimate& estimate);

// After it.
std::string placement_hint(const PlacementAdvice& advice);  // "" where it was a warning before, or nothing is wrong
std::string result_text(const RunResult& result, const std::string& output);
Json result_json(const RunResult& result);

// From its file: plan, result, and where the file comes from.
std::string run_text(const RunFile& run);
std::string run_html(const RunFile& run);
Json run_json(const RunFile& run);

// From the file of a run that has not ended.
std::string part_text(const RunFile& part);
std::string part_html(const RunFile& part);
Json part_json(const RunFile& part);

}  // namespace squares
