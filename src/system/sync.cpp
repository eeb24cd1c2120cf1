#include "system/sync.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "system/descriptor.hpp"

namespace squares {

void sync_to_disk(const std::string& path) {
  const Descriptor file(path, O_RDONLY);
  if (fsync(file) != 0) file.fail("put it onto the disk");
}

void sync_folder_of(const std::string& path) { sync_to_disk(std::filesystem::absolute(path).parent_path().string()); }

void rename_file(const std::string& from, const std::string& to) {
  const Descriptor file(from, O_RDONLY);
  if (std::rename(from.c_str(), to.c_str()) != 0) file.fail("rename it");
}

}  // namespace squares
