#include "store/text_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"

namespace squares {

void write_text_file(const std::string& path, const std::string& text, bool force) {
  const std::filesystem::path target(path);
  if (std::filesystem::is_directory(target) || (!force && std::filesystem::exists(target))) {
    throw Error(Exit::cannot_create, "the output exists", path, "give another one, or replace it with --force");
  }
  const std::string unfinished = path + ".new";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  if (file << text && file.flush() && std::rename(unfinished.c_str(), path.c_str()) == 0) return;
  const std::string reason = std::strerror(errno);
  ::unlink(unfinished.c_str());
  throw Error(Exit::cannot_create, "cannot write it: " + reason, path,
              "free some space (df -h, quota), or name a file where you may write");
}

}  // namespace squares
