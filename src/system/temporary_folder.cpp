#include "system/temporary_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

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

}  // namespace squares
