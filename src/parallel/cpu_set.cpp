#include "parallel/cpu_set.hpp"

#include <sched.h>

#include <algorithm>
#include <cstdlib>

namespace squares {

CpuSet CpuSet::of_this_process() {
  CpuSet set;
  cpu_set_t mask;
  CPU_ZERO(&mask);
  sched_getaffinity(0, sizeof mask, &mask);
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &mask)) hwloc_bitmap_set(set.bits_.get(), cpu);
  }
  return set;
}

std::uint32_t CpuSet::count() const {
  return static_cast<std::uint32_t>(std::max(0, hwloc_bitmap_weight(bits_.get())));
}

std::string CpuSet::list() const {
  char* text = nullptr;
  if (hwloc_bitmap_list_asprintf(&text, bits_.get()) < 0) return "";
  const std::string list = text;
  std::free(text);  // NOLINT(cppcoreguidelines-no-malloc): hwloc has allocated it
  return list;
}

CpuSet& CpuSet::operator|=(const CpuSet& other) {
  hwloc_bitmap_or(bits_.get(), bits_.get(), other.bits_.get());
  return *this;
}

CpuSet& CpuSet::operator&=(const CpuSet& other) {
  hwloc_bitmap_and(bits_.get(), bits_.get(), other.bits_.get());
  return *this;
}

}  // namespace squares
