// A copy of a part's metadata, beside it, while the metadata is being changed: what a kill leaves half done is undone.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace squares {

// Bytes of the file that hold data, not metadata.
struct DataExtent {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

// Saves everything but the data, on the disk on return.
void save_metadata(const std::string& part, const std::string& copy, std::span<const DataExtent> data);

// Whether there is such a copy, whole.
bool is_metadata_copy(const std::string& copy);

// Puts the part back to where it was saved, and removes the copy. False if there is no whole copy; what is there stays.
bool restore_metadata(const std::string& part, const std::string& copy);

}  // namespace squares
