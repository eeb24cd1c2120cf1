// Onto the disk, where it outlives a loss of power.
#pragma once

#include <string>

namespace squares {

// Puts a file, or a folder's entries, onto the disk. Throws Error(io).
void sync_to_disk(const std::string& path);

// Puts the entries of the folder that `path` is in onto the disk. Throws Error(io).
void sync_folder_of(const std::string& path);

// Renames a file, in place of what was there; sync_folder_of() makes it last. Throws Error(io).
void rename_file(const std::string& from, const std::string& to);

}  // namespace squares
