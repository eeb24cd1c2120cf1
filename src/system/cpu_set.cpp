#include "system/cpu_set.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

namespace squares {
namespace {

// Longer than the kernel's own, which refuses one that is shorter.
using Mask = std::array<cpu_set_t, 16>;
constexpr int mask_size = 16 * CPU_SETSIZE;

}  // namespace

CpuSet CpuSet::of_this_process() {
  CpuSet set;
  Mask mask{};
  sched_getaffinity(0, sizeof mask, mask.data());
  for (unsigned cpu = 0; cpu < unsigned{mask_size}; ++cpu) {
    if (CPU_ISSET_S(cpu, sizeof mask, mask.data())) set.add(cpu);
  }
  return set;
}

std::uint32_t CpuSet::count() const {
  return static_cast<std::uint32_t>(std::max(0, hwloc_bitmap_weight(bits_.get())));
}

bool CpuSet::bind() const {
  Mask mask{};
  for (int cpu = hwloc_bitmap_first(bits_.get()); cpu >= 0 && cpu < mask_size;
       cpu = hwloc_bitmap_next(bits_.get(), cpu)) {
    CPU_SET_S(static_cast<std::size_t>(cpu), sizeof mask, mask.data());
  }
  return sched_setaffinity(0, sizeof mask, mask.data()) == 0;
}

CpuSet CpuSet::slice(std::uint32_t k, std::uint32_t number) const {
  CpuSet part;
  std::uint32_t place = 0;
  for (int cpu = hwloc_bitmap_first(bits_.get()); cpu >= 0; cpu = hwloc_bitmap_next(bits_.get(), cpu), ++place) {
    if (place >= k && place - k < number) part.add(static_cast<unsigned>(cpu));
  }
  return part;
}

std::string CpuSet::list() const {
  char* text = nullptr;
  if (hwloc_bitmap_list_asprintf(&text, bits_.get()) < 0) return "";
  std::string list = text;
  std::free(text);  // hwloc has allocated it
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
