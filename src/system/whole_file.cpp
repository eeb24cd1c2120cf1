#include "system/whole_file.hpp"

#include <unistd.h>

#include <exception>

#include "core/error.hpp"
#include "system/sync.hpp"

namespace squares {

void write_whole(const std::string& path, const std::function<void(const std::string& unfinished)>& write) {
  const std::string unfinished = path + ".new";
  try {
    write(unfinished);
    sync_to_disk(unfinished);
    rename_file(unfinished, path);
  } catch (const std::exception& error) {
    ::unlink(unfinished.c_str());
    throw Error(Exit::cannot_create, error.what(), path,
                "free some space or raise the limit (df -h, ulimit -f, quota), or name a file where you may write");
  }
}

}  // namespace squares
