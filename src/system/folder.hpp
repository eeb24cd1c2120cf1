// A folder that results are to be written into, as the file system tells of it.
#pragma once

#include <cstdint>
#include <string>

namespace squares {

struct FolderFacts {
  std::string path;    // absolute
  std::string type;    // of the file system: "ext4"
  std::string source;  // what is mounted there: a device, a server
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t free_files = 0;
  bool counts_files = false;  // or free_files means nothing
};

// The folder that `output` would lie in, or `output` itself if it is one. Throws Error(cannot_create).
FolderFacts look_at_folder(const std::string& output);

// Whether the file system has no memory of its own: what is in it is gone with the power.
bool is_volatile(const FolderFacts& folder);

}  // namespace squares
