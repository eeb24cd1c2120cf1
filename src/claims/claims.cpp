#include "claims/claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/stopwatch.hpp"
#include "parallel/process_usage.hpp"
#include "parallel/processor_time.hpp"

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

// How much of the lab's processors others take meanwhile: other programs, and the machine below.
class Disturbance {
 public:
  explicit Disturbance(const Lab& lab) : lab_(lab) {}

  [[nodiscard]] double share() const {
    const ProcessorTime now = processor_time(lab_.processors);
    const double all_s = now.all_s - before_.all_s,
                 busy_s = now.busy_s + now.stolen_s - before_.busy_s - before_.stolen_s;
    return all_s > 0 ? (busy_s - (own_s() - own_before_s_)) / all_s : 0;
  }

 private:
  static double own_s() {
    const ProcessUsage usage = process_usage();
    return usage.cpu_s + usage.children_cpu_s;
  }

  const Lab& lab_;
  ProcessorTime before_ = processor_time(lab_.processors);
  double own_before_s_ = own_s();
};

// Nothing can be said of work side by side while others take the processors that it needs.
constexpr double most_disturbance = 0.1;

// What threads did to each other when they met is seen, whoever else is there; that they did nothing is not.
bool can_be_disturbed(Needs needs, Verdict verdict) {
  return needs == Needs::two_quiet_processors ? verdict != Verdict::untested
                                              : needs == Needs::two_processors && verdict == Verdict::is_false;
}

ClaimResult performed(const Lab& lab, const Experiment& experiment) {
  ClaimResult result;
  result.experiment = experiment.what;
  if (lab.control) result.experiment += std::string(" Control: ") + experiment.control + ".";
  if (experiment.needs != Needs::little && lab.processors.count() < 2) {
    result.why = "it takes two processors, and this process may use one";
    return result;
  }
  const Disturbance others(lab);
  experiment.run(lab, result);
  const double taken = others.share();
  if (can_be_disturbed(experiment.needs, result.verdict) && taken > most_disturbance) {
    result.verdict = Verdict::unclear;
    if (result.verdict_without_lock) result.verdict_without_lock = Verdict::unclear;
    result.why = std::to_string(std::lround(100 * taken)) + " % of the processors were taken by others meanwhile";
  }
  return result;
}

// Once more if others got in the way.
ClaimResult performed_in_peace(const Lab& lab, const Experiment& experiment) {
  ClaimResult result = performed(lab, experiment);
  return result.verdict == Verdict::unclear ? performed(lab, experiment) : result;
}

// What was found here, and in Python: the claim holds if it does in both.
ClaimResult joined(const ClaimResult& here, const ClaimResult& python) {
  ClaimResult both = here;
  both.experiment += " " + python.experiment;
  both.verdict = all_of(std::array{here.verdict, python.verdict});
  both.figures.insert(both.figures.end(), python.figures.begin(), python.figures.end());
  if (both.why.empty()) both.why = python.why;
  return both;
}

ClaimResult tested(const Lab& lab, const Claim& claim) {
  const Stopwatch clock;
  const Experiment* const here = find_here(claim.id);
  const Experiment* const python = find(experiments_in_python(), claim.id);
  ClaimResult result = here == nullptr     ? performed_in_peace(lab, *python)
                       : python == nullptr ? performed_in_peace(lab, *here)
                                           : joined(performed_in_peace(lab, *here), performed_in_peace(lab, *python));
  result.id = claim.id;
  result.sentence = claim.sentence;
  result.seconds = clock.seconds();
  return result;
}

}  // namespace

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
