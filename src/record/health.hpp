// What `squares doctor` finds, check by check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "record/measurement.hpp"

namespace squares {

enum class Health { ok, warning, broken };

constexpr const char* to_text(Health health) {
  return health == Health::ok ? "ok" : health == Health::warning ? "warning" : "broken";
}

struct HealthCheck {
  Health health = Health::ok;
  std::string name;                                     // what was looked at: "launcher"
  std::string what;                                     // what was seen
  std::string remedy;                                   // what to do about it; "" where all is well
  Exit exit = Exit::done;                               // of what is broken
  std::vector<std::pair<std::string, double>> figures;  // measured, named with their units
};

inline HealthCheck healthy(std::string name, std::string what) {
  return {Health::ok, std::move(name), std::move(what), "", Exit::done, {}};
}
inline HealthCheck doubtful(std::string name, std::string what, std::string remedy) {
  return {Health::warning, std::move(name), std::move(what), std::move(remedy), Exit::done, {}};
}
inline HealthCheck broken(std::string name, const Error& error) {
  const std::string where = error.where.empty() ? "" : " (" + error.where + ")";
  return {Health::broken, std::move(name), error.what() + where, error.remedy, error.code, {}};
}

// One node's, from its first rank; `measured` is 0 from the others.
struct NodeHealth {
  FixedText<64> host;
  std::uint64_t node = 0;  // see Introduction
  std::uint32_t measured = 0;
  std::uint32_t leftovers = 0;
  std::uint32_t sees_all_processes = 1;   // 0: only those of a container, so that leftovers may be in use outside
  std::uint32_t shared_memory_error = 0;  // errno of a file in /dev/shm; 0: it could be made
  std::uint32_t localhost_error = 0;      // errno of a message to 127.0.0.1; 0: it came through
  std::uint32_t unused = 0;
  FixedText<416> leftover_names;          // some of them, as words for a shell
  double cgroup_processors = 0;           // 0: no limit
  double busy_processors = 0;             // by others, while our ranks slept
  double stolen_share = 0;                // of the time, by the hypervisor
  std::uint64_t shared_memory_bytes = 0;  // free in /dev/shm
  double localhost_s = 0;                 // to look this name up, as each start of Open MPI does several times
};

struct DoctorResult {
  std::size_t ranks = 0;
  std::size_t nodes = 0;
  std::vector<HealthCheck> checks;
};

// The code of the first check that is broken.
inline Exit verdict_of(const DoctorResult& result) {
  for (const HealthCheck& check : result.checks) {
    if (check.health == Health::broken) return check.exit;
  }
  return Exit::done;
}

}  // namespace squares
