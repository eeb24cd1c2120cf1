// The kernel's page cache: pieces of a file are put onto the disk, looked for and dropped, on any descriptor of it.
#pragma once

#include <cstdint>
#include <optional>

#include "system/file.hpp"

namespace squares {

// Bytes begin..end−1 of a file.
struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t bytes() const { return end - begin; }
};

// Files smaller than this are left in the page cache: they fit, the kernel puts them onto the disk in a moment, and
// they are soon read again.
constexpr std::uint64_t least_bytes_behind = 256ULL << 20;

// What a file lies on, below the page cache.
enum class Medium {
  disk,     // of this node, by a file system whose pages can be dropped once they are there: ext2 to ext4, XFS, Btrfs,
            // F2FS
  memory,   // tmpfs, ramfs
  server,   // over a network, where a server decides what is put onto a disk: NFS, Lustre, GPFS, BeeGFS, Ceph, SMB, AFS
  unknown,  // such as overlayfs, whose pages are another file's, ZFS, which has a cache of its own, and FUSE
};
Medium medium_of(const Descriptor& file);

// Lets the dirty pages of the extent go onto the disk, and does not wait. False where that is not supported. Throws
// Error(io) for what went wrong on the disk.
bool start_write_back(const Descriptor& file, Extent extent);
// The same; waits until they are there. This is not a sync: what makes the file readable may still be in memory, and
// the disk may have a cache.
bool finish_write_back(const Descriptor& file, Extent extent);

// Takes the clean pages that lie whole in the extent out of the page cache; of an empty one that begins with the file
// all pages of the file.
void drop_from_cache(const Descriptor& file, Extent extent);

// What of a file is in the page cache of this node.
struct CachedBytes {
  std::uint64_t all = 0;
  std::uint64_t not_on_disk = 0;  // dirty, or on their way
};
// By cachestat(2), Linux 6.5; none where it is not there.
std::optional<CachedBytes> cached_bytes(const Descriptor& file, Extent extent);
// The share of the extent that is cached: by cachestat, otherwise by mincore(2), which takes all pages for cached where
// the file is neither ours nor writable. None where the system does not tell.
std::optional<double> cached_share(const Descriptor& file, Extent extent);

// That nobody uses on this node, not even as a cache; 0 where the system does not tell.
std::uint64_t unused_memory_bytes();

}  // namespace squares
