#include "system/write_behind.hpp"

#include <utility>

namespace squares {
namespace {

constexpr std::uint32_t probes = 2;  // short windows at the beginning, by which memory is measured

Extent around(const Extent& a, const Extent& b) { return {std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

bool drops(WriteWay way) { return way > WriteWay::not_supported; }

WriteWay first_way(const Descriptor& file, std::uint64_t file_bytes, std::uint64_t unused_memory) {
  if (file_bytes < least_bytes_behind) return WriteWay::small;
  if (medium_of(file) != Medium::disk) return WriteWay::no_local_disk;
  return file_bytes > unused_memory / 2 ? WriteWay::memory_is_short : WriteWay::kept;
}

}  // namespace

WriteBehind::WriteBehind(const Descriptor& file, std::uint64_t file_bytes, std::uint64_t ranks,
                         std::uint64_t unused_memory)
    : file_(file), window_bytes_(window_bytes(file_bytes, ranks)), way_(first_way(file, file_bytes, unused_memory)) {}

void WriteBehind::Window::add(Extent more, double more_cpu_s) {
  extent = bytes == 0 ? more : around(extent, more);
  bytes += more.bytes();
  cpu_s += more_cpu_s;
}

void WriteBehind::wrote(Extent extent, double cpu_s) {
  written_ = written_ ? around(*written_, extent) : extent;
  if (way_ != WriteWay::kept && !drops(way_)) return;
  open_.add(extent, cpu_s);
  const bool is_probe = way_ == WriteWay::kept && windows_ < probes;
  if (open_.bytes >= (is_probe ? window_bytes_ / 4 : window_bytes_)) end_window();
}

void WriteBehind::end_window() {
  Window ended = std::exchange(open_, {});
  ended.started_s = clock_.seconds();
  if (!start_write_back(file_, ended.extent)) {
    way_ = WriteWay::not_supported;
    return;
  }
  if (started_) finish(*std::exchange(started_, std::nullopt));
  if (windows_++ == 0 && way_ == WriteWay::kept) {
    finish(ended);
    drop_from_cache(file_, ended.extent);
  } else {
    started_ = ended;
  }
  judge_memory(ended);
}

// Pages across the border of two windows go with the later one.
void WriteBehind::finish(const Window& window) {
  if (!finish_write_back(file_, window.extent)) {
    way_ = WriteWay::not_supported;
    return;
  }
  disk_s_ = std::min(disk_s_, (clock_.seconds() - window.started_s) / static_cast<double>(window.bytes));
  if (drops(way_))
    drop_from_cache(file_, {window.extent.begin - std::min(window.extent.begin, window_bytes_), window.extent.end});
}

void WriteBehind::judge_memory(const Window& window) {
  const double cpu_s = window.cpu_s / static_cast<double>(window.bytes);
  least_cpu_s_ = std::min(least_cpu_s_, cpu_s);
  most_cpu_s_ = std::max(most_cpu_s_, cpu_s);
  const bool is_slow = most_cpu_s_ - least_cpu_s_ > std::max(disk_s_, least_cpu_s_);
  if (way_ != WriteWay::kept || !is_slow) return;
  way_ = WriteWay::memory_is_slow;
  drop_from_cache(file_, *written_);
}

void WriteBehind::end(WriteWay way) {
  if (drops(way) && written_) drop_from_cache(file_, *written_);
}

}  // namespace squares
