#include "claims/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <system_error>

#include "claims/disturbance.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "parallel/world.hpp"

namespace squares {
namespace {

const Experiment* find(std::span<const Experiment> experiments, const std::string& id) {
  const auto found =
      std::find_if(experiments.begin(), experiments.end(), [&](const Experiment& one) { return one.id == id; });
  return found == experiments.end() ? nullptr : &*found;
}

const Experiment* find_here(const std::string& id) {
  for (const auto experiments :
       {experiments_on_processes(), experiments_on_threads(), experiments_on_locks(), experiments_on_costs()}) {
    if (const Experiment* const found = find(experiments, id)) return found;
  }
  return nullptr;
}

// What an experiment finds if the lesson holds, and its control turns that.
Verdict expected(const Lab& lab) { return lab.control ? Verdict::is_false : Verdict::is_true; }

// What threads did to each other when they met is seen, whoever else is there; that they did nothing is not.
bool can_be_disturbed(const Lab& lab, Needs needs, const ClaimResult& found) {
  if (found.verdict == Verdict::untested) return false;
  switch (needs) {
    case Needs::little:
      break;
    case Needs::little_but_quiet:
      return found.verdict != expected(lab) ||
             (!lab.control && found.verdict_without_lock.value_or(Verdict::is_true) != Verdict::is_true);
    case Needs::two_processors:
      return found.verdict == Verdict::is_false;
    case Needs::two_quiet_processors:
      return true;
  }
  return false;
}

bool takes_two_processors(Needs needs) {
  return needs == Needs::two_processors || needs == Needs::two_quiet_processors;
}

std::string why_not(const Error& error) { return fmt::format("{} ({}): {}", error.what(), error.where, error.remedy); }

// "", or what the system lacks that this experiment takes: others may do without it.
std::string run_or_why_not(const Lab& lab, const Experiment& experiment, ClaimResult& result) {
  try {
    experiment.run(lab, result);
    return "";
  } catch (const Error& error) {
    if (error.code != Exit::io) throw;
    return why_not(error);
  } catch (const std::system_error&) {
    return why_not(describe(std::current_exception()));
  }
}

ClaimResult performed(const Lab& lab, const Experiment& experiment) {
  ClaimResult result;
  result.experiment = experiment.what;
  if (lab.control) result.experiment += std::string(" Control: ") + experiment.control + ".";
  if (takes_two_processors(experiment.needs) && lab.allowed < 2) {
    result.why = fmt::format("it takes two processors, and this process may use {:.3g}", lab.allowed);
    return result;
  }
  std::vector<double> gains;
  Lab observed = lab;
  if (experiment.needs == Needs::two_quiet_processors) observed.gains = &gains;
  const Disturbance disturbance(lab);
  if (const std::string why = run_or_why_not(observed, experiment, result); !why.empty()) {
    ClaimResult untested;
    untested.experiment = result.experiment;
    untested.why = why;
    return untested;
  }
  if (!can_be_disturbed(lab, experiment.needs, result)) return result;
  const std::string why = disturbance.why(gains);
  if (why.empty()) return result;
  result.why = why;
  result.verdict = Verdict::unclear;
  if (result.verdict_without_lock) result.verdict_without_lock = Verdict::unclear;
  return result;
}

bool was_disturbed(const ClaimResult& result) { return result.verdict == Verdict::unclear && !result.why.empty(); }

// Twice if the first time is not clear, as when others got in the way, or not what is expected where they could.
ClaimResult performed_until_clear(const Lab& lab, const Experiment& experiment) {
  ClaimResult result = performed(lab, experiment);
  const bool unclear = result.verdict == Verdict::unclear || result.verdict_without_lock == Verdict::unclear;
  const bool again = unclear || (result.verdict != expected(lab) && can_be_disturbed(lab, experiment.needs, result));
  return again ? performed(lab, experiment) : result;
}

ClaimResult tested(const Lab& lab, const Claim& claim) {
  const Stopwatch clock;
  const Experiment* const here = find_here(claim.id);
  const Experiment* const python = find(experiments_in_python(), claim.id);
  ClaimResult result = here == nullptr ? performed_until_clear(lab, *python)
                       : python == nullptr
                           ? performed_until_clear(lab, *here)
                           : joined(performed_until_clear(lab, *here), performed_until_clear(lab, *python));
  result.id = claim.id;
  result.sentence = claim.sentence;
  result.seconds = clock.seconds();
  return result;
}

}  // namespace

ClaimResult joined(const ClaimResult& here, const ClaimResult& python) {
  ClaimResult both = here;
  both.experiment += " " + python.experiment;
  both.verdict = all_of(std::array{here.verdict, python.verdict});
  both.figures.insert(both.figures.end(), python.figures.begin(), python.figures.end());
  if (both.why.empty()) both.why = python.why;
  for (const ClaimResult* half : {&python, &here}) {
    if (!was_disturbed(*half)) continue;
    both.verdict = Verdict::unclear;
    both.why = half->why;
  }
  return both;
}

std::vector<ClaimResult> test_claims(const Lab& lab, const std::vector<std::string>& ids,
                                     const ClaimProgress& progress) {
  std::vector<ClaimResult> results;
  for (const Claim& claim : lesson()) {
    if (!ids.empty() && std::find(ids.begin(), ids.end(), claim.id) == ids.end()) continue;
    progress(claim);
    results.push_back(tested(lab, claim));
  }
  return results;
}

}  // namespace squares
