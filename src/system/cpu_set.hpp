// A set of processors, as the kernel numbers them.
#pragma once

#include <hwloc.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace squares {

class CpuSet {
 public:
  CpuSet() : bits_(hwloc_bitmap_alloc()) {}
  explicit CpuSet(const std::string& list) : CpuSet() { hwloc_bitmap_list_sscanf(bits_.get(), list.c_str()); }
  explicit CpuSet(hwloc_const_bitmap_t bits) : bits_(hwloc_bitmap_dup(bits)) {}
  CpuSet(const CpuSet& other) : CpuSet(other.bits_.get()) {}
  CpuSet(CpuSet&&) noexcept = default;
  CpuSet& operator=(const CpuSet& other) { return *this = CpuSet(other); }
  CpuSet& operator=(CpuSet&&) noexcept = default;
  ~CpuSet() = default;

  static constexpr std::uint32_t max_count = 1U << 20;  // more than any machine has

  // The processors that this process's affinity mask allows.
  static CpuSet of_this_process();

  // Lets the calling thread, and those that it starts from now on, run on these processors only. False if the system
  // refuses.
  [[nodiscard]] bool bind() const;

  [[nodiscard]] std::uint32_t count() const;
  [[nodiscard]] bool contains(unsigned processor) const { return hwloc_bitmap_isset(bits_.get(), processor) != 0; }
  // The processors from the k-th on, `number` of them.
  [[nodiscard]] CpuSet slice(std::uint32_t k, std::uint32_t number) const;
  [[nodiscard]] bool empty() const { return hwloc_bitmap_iszero(bits_.get()) != 0; }
  [[nodiscard]] std::string list() const;  // "0-3,8"
  [[nodiscard]] bool intersects(const CpuSet& other) const {
    return hwloc_bitmap_intersects(bits_.get(), other.bits_.get()) != 0;
  }
  bool operator==(const CpuSet& other) const { return hwloc_bitmap_isequal(bits_.get(), other.bits_.get()) != 0; }
  void add(unsigned processor) { hwloc_bitmap_set(bits_.get(), processor); }
  CpuSet& operator|=(const CpuSet& other);
  CpuSet& operator&=(const CpuSet& other);

 private:
  struct Free {
    void operator()(hwloc_bitmap_t bits) const { hwloc_bitmap_free(bits); }
  };
  std::unique_ptr<std::remove_pointer_t<hwloc_bitmap_t>, Free> bits_;
};

}  // namespace squares
