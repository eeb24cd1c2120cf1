#include "system/text_file.hpp"

#include <filesystem>
#include <span>

#include "core/error.hpp"
#include "system/raw_file.hpp"
#include "system/whole_file.hpp"

namespace squares {

void write_text_file(const std::string& path, const std::string& text, bool force) {
  const std::filesystem::path target(path);
  if (std::filesystem::is_directory(target) || (!force && std::filesystem::exists(target))) {
    throw Error(Exit::cannot_create, "the output exists", path, "give another one, or replace it with --force");
  }
  write_whole(path, [&](const std::string& unfinished) {
    RawFile(unfinished, O_WRONLY | O_CREAT | O_TRUNC).write(0, std::as_bytes(std::span(text)));
  });
}

}  // namespace squares
