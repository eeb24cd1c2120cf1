#include "system/page_cache.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace squares {
namespace {

bool write_back(const Descriptor& file, Extent extent, unsigned how) {
  const bool done =
      ::sync_file_range(file, static_cast<off_t>(extent.begin), static_cast<off_t>(extent.bytes()), how) == 0;
  if (!done && errno != EINVAL && errno != ENOSYS && errno != ESPIPE && errno != EOPNOTSUPP)
    file.fail("put it onto the disk");
  return done;
}

// As linux/mman.h has them, from Linux 6.5 on.
constexpr long cachestat_call = 451;
struct CachestatRange {
  std::uint64_t offset, length;
};
struct Cachestat {
  std::uint64_t cached, dirty, writeback, evicted, recently_evicted;
};

std::uint64_t page_bytes() { return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)); }

// Of the pages that the extent touches, the share that is in the page cache, by mincore(2).
std::optional<double> resident_share(const Descriptor& file, Extent extent) {
  const std::uint64_t page = page_bytes(), begin = extent.begin / page * page, bytes = extent.end - begin;
  void* mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, static_cast<off_t>(begin));
  if (mapped == MAP_FAILED) return std::nullopt;
  std::vector<unsigned char> pages((bytes + page - 1) / page);
  const bool is_known = ::mincore(mapped, bytes, pages.data()) == 0;
  ::munmap(mapped, bytes);
  if (!is_known) return std::nullopt;
  const auto resident =
      std::count_if(pages.begin(), pages.end(), [](unsigned char flags) { return (flags & 1U) != 0; });
  return static_cast<double>(resident) / static_cast<double>(pages.size());
}

}  // namespace

bool is_on_local_disk(const Descriptor& file) {
  constexpr std::array<std::uint32_t, 4> local{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC};
  struct statfs system {};
  return ::fstatfs(file, &system) == 0 &&
         std::find(local.begin(), local.end(), static_cast<std::uint32_t>(system.f_type)) != local.end();
}

bool start_write_back(const Descriptor& file, Extent extent) { return write_back(file, extent, SYNC_FILE_RANGE_WRITE); }

bool finish_write_back(const Descriptor& file, Extent extent) {
  return write_back(file, extent, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

void drop_from_cache(const Descriptor& file, Extent extent) {
  ::posix_fadvise(file, static_cast<off_t>(extent.begin), static_cast<off_t>(extent.bytes()), POSIX_FADV_DONTNEED);
}

std::optional<CachedBytes> cached_bytes(const Descriptor& file, Extent extent) {
  CachestatRange range{extent.begin, extent.bytes()};
  Cachestat pages{};
  if (::syscall(cachestat_call, static_cast<int>(file), &range, &pages, 0) != 0) return std::nullopt;
  return CachedBytes{pages.cached * page_bytes(), (pages.dirty + pages.writeback) * page_bytes()};
}

std::optional<double> cached_share(const Descriptor& file, Extent extent) {
  if (extent.bytes() == 0) return 0;
  if (const auto cached = cached_bytes(file, extent))
    return std::min(1.0, static_cast<double>(cached->all) / static_cast<double>(extent.bytes()));
  return resident_share(file, extent);
}

std::uint64_t unused_memory_bytes() {
  std::ifstream facts("/proc/meminfo");
  for (std::string name; facts >> name; facts.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
    std::uint64_t kib = 0;
    if (name == "MemFree:" && facts >> kib) return kib << 10;
  }
  return 0;
}

}  // namespace squares
