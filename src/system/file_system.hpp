// The file system below a path: its kind, its space, and what a folder offers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"

namespace squares {

// Its type as in mount(8), such as "ext4"; "" where the system does not tell.
std::string file_system_of(const std::string& path);

struct Space {
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::optional<std::uint64_t> free_files;  // none: it does not count them
};

struct FolderFacts {
  std::string path;            // absolute
  std::string type;            // of the file system: "ext4"
  std::string source;          // what is mounted there: a device, a server
  std::string options;         // of this mount: "rw,noatime"
  std::optional<Space> space;  // none: the file system does not tell
};

// The folder that `output` would lie in, or `output` itself if it is one. Throws Error(cannot_create).
FolderFacts look_at_folder(const std::string& output);

// Whether the file system has no memory of its own: what is in it is gone with the power.
bool is_volatile(const FolderFacts& folder);

// How one file is spread over servers, where that is set for its folder by hand (Lustre, BeeGFS) or follows from the
// size of blocks (GPFS): what many ranks that write to it at once gain most from. "" elsewhere.
std::string striping_advice(const FolderFacts& folder);

// That a file of so many bytes finds no room there.
Error no_space(const std::string& path, std::uint64_t bytes, const std::string& reason);

// Makes sure that the whole file, as long as it is now, has its space on the disk. Where the file system cannot
// reserve, compares with what is free; so it does in tmpfs, whose pages fallocate(2) would fill with zeros, one after
// the other, in one process, before the ranks write them together. Throws Error(cannot_create) if there is not enough.
void reserve_space(const std::string& path);

}  // namespace squares
