// P5, P6, T4, T6, T7 and L1 to L5 in Python: the interpreter's lock.
#include <algorithm>
#include <array>
#include <chrono>

#include "claims/lab.hpp"
#include "claims/python.hpp"
#include "study/late_server.hpp"

namespace squares {
namespace {

// The samples that an experiment must have given; none, and the reason in the result, if it has not.
const std::vector<double>* samples_of(const PythonAnswer& answer, const char* name, ClaimResult& result) {
  const auto found = answer.samples.find(name);
  if (found != answer.samples.end() && !found->second.empty()) return &found->second;
  result.why = answer.why.empty() ? "python3 has not said what it measured" : answer.why;
  return nullptr;
}

// Runs an experiment that has one figure, and adds it to the result. False if it could not be run.
bool add_figure(const PythonAnswer& answer, const char* name, const std::string& text, ClaimResult& result) {
  const auto* samples = samples_of(answer, name, result);
  if (samples == nullptr) return false;
  result.figures.push_back(figure_of(text, "1", *samples));
  return true;
}

PythonAnswer ask(const Lab& lab, const char* experiment, int port = 0) {
  return ask_python(lab, lab.python, experiment, port);
}

// Of the experiments for which Python loads our library.
PythonAnswer ask_with_extension(const Lab& lab, const char* experiment) {
  if (lab.extension.empty()) return {{}, "libsquares_python.so is not where squares was installed"};
  return ask(lab, experiment);
}

void p5_own_lock(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask(lab, "P5"), "held_up", "Python: time of processes side by side over that of one alone", result))
    result.verdict = below(halfway(lab.workers), result.figures.back());
}

void p6_for_computing(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask(lab, "P6"), "speedup", "Python: speed-up by processes", result))
    result.verdict = above(notably, result.figures.back());
}

void t4_for_waiting(const Lab& lab, ClaimResult& result) {
  LateServer server(16, std::chrono::milliseconds(10));
  if (add_figure(ask(lab, "T4", server.port()), "speedup", "Python: speed-up of 5 sites by a thread a site", result))
    result.verdict = above(notably, result.figures.back());
}

void t6_limited(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask(lab, "T6"), "held_up", "Python: time of threads side by side over that of one alone", result))
    result.verdict = above(halfway(lab.workers), result.figures.back());
}

void t7_not_for_computing(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask(lab, "T7"), "speedup", "Python: speed-up by threads", result))
    result.verdict = below(notably, result.figures.back());
}

void l1_one_at_a_time(const Lab& lab, ClaimResult& result) {
  const PythonAnswer answer = ask_with_extension(lab, "L1");
  if (!add_figure(answer, "at_once", "Python: threads at work at a time", result) ||
      !add_figure(answer, "at_once_without_lock", "Python: the same where the lock is let go", result))
    return;
  result.verdict = below(notably, result.figures[0]);
  result.verdict_without_lock = below(notably, result.figures[1]);
}

void l2_reference_counts(const Lab& lab, ClaimResult& result) {
  const PythonAnswer answer = ask_with_extension(lab, "L2");
  const auto* with_lock = samples_of(answer, "lost_with_lock", result);
  const auto* without = samples_of(answer, "lost_without_lock", result);
  if (with_lock == nullptr || without == nullptr) return;
  result.figures = {count_of("Python: tries with losses, without the lock", tries_with_losses(*without)),
                    count_of("Python: tries with losses, under the lock", tries_with_losses(*with_lock)),
                    count_of("tries each", with_lock->size()),
                    largest_of("share of references lost without the lock, at most", *without)};
  result.verdict =
      tries_with_losses(*without) > 0 && tries_with_losses(*with_lock) == 0 ? Verdict::is_true : Verdict::is_false;
}

void l3_processes_avoid_it(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask(lab, "L3"), "speedup", "Python: speed-up by processes over threads", result))
    result.verdict = above(notably, result.figures.back());
}

// An interpreter without the lock that is installed, or the usual one for the control.
PythonAnswer ask_one_without_lock(const Lab& lab) {
  if (lab.control) return ask(lab, "L4");
  for (const char* name : {"python3.13t", "python3.14t", "python3.15t"}) {
    PythonAnswer answer = ask_python(lab, name, "L4", 0);
    if (answer.why.empty()) return answer;
  }
  PythonAnswer answer = ask(lab, "L4");
  if (!answer.why.empty()) answer.why = "no interpreter without the lock is installed (python3.13t or later)";
  return answer;
}

void l4_interpreter_without_it(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask_one_without_lock(lab), "speedup", "Python without the lock: speed-up by threads", result))
    result.verdict = above(notably, result.figures.back());
}

void l5_extension_avoids_it(const Lab& lab, ClaimResult& result) {
  if (add_figure(ask_with_extension(lab, "L5"), "speedup", "Python: speed-up by threads in the extension", result))
    result.verdict = above(notably, result.figures.back());
}

constexpr std::array experiments{
    Experiment{"P5", "Python processes compute side by side, and one alone.", "they take turns under one lock",
               Needs::two_quiet_processors, p5_own_lock},
    Experiment{"P6", "The lesson's program in Python: by one process, and by one process a processor.",
               "ten squares: too little to pay for a start", Needs::two_quiet_processors, p6_for_computing},
    Experiment{"T4", "Python fetches squares from 5 sites: by a thread a site, and one after the other.",
               "a lock is kept while its thread waits", Needs::little_but_quiet, t4_for_waiting},
    Experiment{"T6", "Python threads compute side by side, and one alone.", "processes, not threads",
               Needs::two_quiet_processors, t6_limited},
    Experiment{"T7", "The lesson's program in Python: by one thread, and by one thread a processor.",
               "processes, not threads", Needs::two_quiet_processors, t7_not_for_computing},
    Experiment{"L1", "Python threads compute: processor time over wall time.",
               "they compute in an extension that lets the lock go", Needs::two_quiet_processors, l1_one_at_a_time},
    Experiment{"L2",
               "Threads take references to one Python object: by fetch, add, put back, without the lock and under it.",
               "without the lock, but atomically", Needs::two_processors, l2_reference_counts},
    Experiment{"L3", "The same squares by Python threads, and by Python processes.", "all on one processor",
               Needs::two_quiet_processors, l3_processes_avoid_it},
    Experiment{"L4", "The lesson's program by threads of a Python without the lock.", "the usual Python",
               Needs::two_quiet_processors, l4_interpreter_without_it},
    Experiment{"L5", "Python threads let a compiled extension work squares out, which lets the lock go.",
               "the extension keeps the lock", Needs::two_quiet_processors, l5_extension_avoids_it},
};

}  // namespace

std::span<const Experiment> experiments_in_python() { return experiments; }

}  // namespace squares
