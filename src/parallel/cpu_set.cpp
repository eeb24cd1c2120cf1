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

bool CpuSet::bind() const {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  for (int cpu = hwloc_bitmap_first(bits_.get()); cpu >= 0 && cpu < CPU_SETSIZE;
       cpu = hwloc_bitmap_next(bits_.get(), cpu)) {
    CPU_SET(static_cast<std::size_t>(cpu), &mask);
  }
  return sched_setaffinity(0, sizeof mask, &mask) == 0;
}

CpuSet CpuSet::slice(std::uint32_t k, std::uint32_t number) const {
  CpuSet part;
  std::uint32_t place = 0;
  for (int cpu = hwloc_bitmap_first(bits_.get()); cpu >= 0; cpu = hwloc_bitmap_next(bits_.get(), cpu), ++place) {
    if (place >= k && place - k < number) hwloc_bitmap_set(part.bits_.get(), static_cast<unsigned>(cpu));
  }
  return part;
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
