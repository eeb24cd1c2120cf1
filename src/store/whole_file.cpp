#include "store/whole_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "core/error.hpp"
#include "store/space.hpp"

namespace squares {

void write_whole(const std::string& path, const std::function<void(const std::string& unfinished)>& write) {
  const std::string unfinished = path + ".new";
  try {
    write(unfinished);
    sync_to_disk(unfinished);
    if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
      throw Error(Exit::io, std::string("cannot rename it: ") + std::strerror(errno), unfinished, "");
    }
  } catch (const std::exception& error) {
    ::unlink(unfinished.c_str());
    throw Error(Exit::cannot_create, error.what(), path, "free some space (df -h, quota), or give another --output");
  }
}

}  // namespace squares
