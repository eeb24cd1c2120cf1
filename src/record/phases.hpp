// The phases of a run, listed once: a phase is a member, its entry in phases(), and the place that measures it.
#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "record/description.hpp"

namespace squares {

// Wall time of the run on rank 0, in seconds. Each phase ends when all ranks have ended it. NaN: a file does not tell.
struct Phases {
  double mpirun_s =
      std::numeric_limits<double>::quiet_NaN();  // from its start until rank 0 began: no part of the total
  double launch_s = 0;
  double create_s = 0;
  double store_s = 0;
  double sync_s = 0;
  double check_s = 0;
  double finish_s = 0;
  double total_s = 0;  // from main() on

  [[nodiscard]] double other_s() const;  // of the total, between the phases
  [[nodiscard]] double whole_s() const;  // from mpirun's start on, where that is known
};

struct Phase {
  const char* name;
  Member<Phases, double> seconds;
  const char* text;  // what is done in it

  // In files, JSON and CSV: "launch_s".
  [[nodiscard]] std::string key() const { return std::string(name) + "_s"; }
};

// In the order in which they follow one another.
constexpr auto phases() {
  return std::array{
      Phase{"launch", &Phases::launch_s, "MPI started, shares scattered"},
      Phase{"create", &Phases::create_s, "file made and its space reserved"},
      Phase{"store", &Phases::store_s, "computed and written"},
      Phase{"sync", &Phases::sync_s, "onto the disk"},
      Phase{"check", &Phases::check_s, "read back and compared"},
      Phase{"finish", &Phases::finish_s, "tables written, file named"},
  };
}

constexpr Phase before_run{"mpirun", &Phases::mpirun_s, "at most, until rank 0 began"};
constexpr Phase whole_run{"total", &Phases::total_s, "since rank 0 began"};

inline double Phases::other_s() const {
  double sum_s = 0;
  for (const Phase& phase : phases()) sum_s += this->*phase.seconds;
  return total_s - sum_s;
}

inline double Phases::whole_s() const { return std::isfinite(mpirun_s) ? mpirun_s + total_s : total_s; }

}  // namespace squares
