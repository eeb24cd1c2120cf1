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

// By what statfs(2) says; those that linux/magic.h lacks as the file systems define them.
constexpr std::uint32_t lustre_magic = 0x0bd00bd0, gpfs_magic = 0x47504653, beegfs_magic = 0x19830326,
                        cifs_magic = 0xff534d42;
struct Kind {
  std::uint32_t magic;
  Medium medium;
};
constexpr std::array kinds{Kind{EXT4_SUPER_MAGIC, Medium::disk},  Kind{XFS_SUPER_MAGIC, Medium::disk},
                           Kind{BTRFS_SUPER_MAGIC, Medium::disk}, Kind{F2FS_SUPER_MAGIC, Medium::disk},
                           Kind{TMPFS_MAGIC, Medium::memory},     Kind{RAMFS_MAGIC, Medium::memory},
                           Kind{NFS_SUPER_MAGIC, Medium::server}, Kind{CEPH_SUPER_MAGIC, Medium::server},
                           Kind{SMB_SUPER_MAGIC, Medium::server}, Kind{SMB2_SUPER_MAGIC, Medium::server},
                           Kind{cifs_magic, Medium::server},      Kind{AFS_SUPER_MAGIC, Medium::server},
                           Kind{lustre_magic, Medium::server},    Kind{gpfs_magic, Medium::server},
                           Kind{beegfs_magic, Medium::server}};

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

Medium medium_of(const Descriptor& file) {
  struct statfs system = {};
  if (::fstatfs(file, &system) != 0) return Medium::unknown;
  const auto magic = static_cast<std::uint32_t>(system.f_type);
  const auto* const found =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.magic == magic; });
  return found == kinds.end() ? Medium::unknown : found->medium;
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
