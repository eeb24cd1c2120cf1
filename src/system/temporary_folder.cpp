#include "system/temporary_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "core/error.hpp"
#include "system/introduction.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

// The folder in which MPI makes its own: that of this user, or the nearest that is there.
std::string where_mpi_begins() {
  std::filesystem::path folder =
      std::filesystem::path(temporary_folder()) / ("ompi." + host_name() + "." + std::to_string(::geteuid()));
  while (!leads_to_anything(folder) && folder.has_relative_path()) folder = folder.parent_path();
  return folder.empty() ? "." : folder.string();
}

// Makes a folder there, and removes it. 0, or the errno of what failed.
int error_of_new_folder(const std::string& where) {
  std::string folder = where + "/squares-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return errno;
  const int error = ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
  ::rmdir(folder.c_str());
  return error;
}

// What this user may still write there: root may use what is kept for it. None where the file system does not tell.
std::optional<std::uint64_t> free_bytes_of(const std::string& folder) {
  struct statvfs disk = {};
  if (::statvfs(folder.c_str(), &disk) != 0 || disk.f_blocks == 0) return std::nullopt;
  return std::uint64_t{disk.f_frsize} * (::geteuid() == 0 ? disk.f_bfree : disk.f_bavail);
}

// What the files in the folder take on the disk.
std::uint64_t bytes_taken_in(const std::string& folder) {
  constexpr std::uint64_t bytes_of_block = 512;  // stat(2)
  std::uint64_t bytes = 0;
  for (const std::filesystem::path& file : entries_of(folder)) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) == 0) bytes += bytes_of_block * static_cast<std::uint64_t>(status.st_blocks);
  }
  return bytes;
}

}  // namespace

std::string temporary_folder() {
  for (const char* variable : {"TMPDIR", "TEMP", "TMP"}) {
    if (const char* folder = std::getenv(variable)) return folder;
  }
  return "/tmp";
}

void expect_temporary_folder() {
  const std::string where = where_mpi_begins();
  if (const int error = error_of_new_folder(where); error != 0) {
    throw Error(Exit::bad_launch, std::string("MPI cannot make a folder for temporary files: ") + std::strerror(error),
                where, "free some space there, or name a folder that you may write into: export TMPDIR=FOLDER");
  }
}

void expect_room_for_files_of_launcher() {
  constexpr std::uint64_t needed = std::uint64_t{8} << 20;  // two files of 4 MiB, in Open MPI 4.1
  std::optional<std::uint64_t> free;
  std::uint64_t taken = 0;
  std::string where;
  for (const char* variable : {"PMIX_DSTORE_21_BASE_PATH", "PMIX_DSTORE_ESH_BASE_PATH"}) {  // the files are in either
    const char* folder = std::getenv(variable);
    if (folder == nullptr) continue;
    where = folder;
    if (!free) free = free_bytes_of(where);  // first: the files may be made meanwhile
    taken += bytes_taken_in(where);
  }
  if (!free || *free + taken >= needed) return;
  throw Error(
      Exit::bad_launch,
      fmt::format("no room for the files by which ranks of a node find each other: {} KiB are needed, {} are free",
                  needed >> 10, *free >> 10),
      where, "free some space there, or name another folder: export TMPDIR=FOLDER");
}

}  // namespace squares
