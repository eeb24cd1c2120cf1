#include "system/mca_settings.hpp"

#include <link.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "core/parse.hpp"
#include "system/environment.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

fs::path home() {
  if (const auto folder = variable("HOME")) return *folder;
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? fs::path() : fs::path(user->pw_dir);
}

int note_mpi_folder(dl_phdr_info* info, std::size_t, void* folder) {
  const fs::path library(info->dlpi_name);
  if (!library.filename().string().starts_with("libmpi.so")) return 0;
  std::error_code failed;
  *static_cast<fs::path*>(folder) = fs::weakly_canonical(library, failed).parent_path();
  return 1;  // the search ends with it
}

// Where the files of the system may be, since only Open MPI knows where it was installed.
std::vector<fs::path> system_folders() {
  std::vector<fs::path> folders;
  if (const auto folder = variable("OPAL_SYSCONFDIR")) folders.emplace_back(*folder);
  if (const auto prefix = variable("OPAL_PREFIX")) folders.push_back(fs::path(*prefix) / "etc");
  fs::path libraries;
  dl_iterate_phdr(note_mpi_folder, &libraries);
  if (!libraries.empty()) {
    folders.push_back(libraries.parent_path() / "etc");
    folders.push_back(libraries.parent_path().parent_path() / "etc");
  }
  folders.emplace_back("/etc/openmpi");
  folders.emplace_back("/etc");
  return folders;
}

// The first that sets a parameter counts.
std::vector<fs::path> files_of_settings() {
  std::vector<fs::path> files;
  const auto add_named_by = [&](const char* name) {
    const auto named = variable(name);
    if (!named) return false;
    for (const std::string& file : split(*named, ',')) files.emplace_back(file);
    return true;
  };
  const std::vector<fs::path> folders = system_folders();
  for (const fs::path& folder : folders) files.push_back(folder / "openmpi-mca-params-override.conf");
  // mpirun --tune and --am
  add_named_by("OMPI_MCA_mca_base_envar_file_prefix");
  add_named_by("OMPI_MCA_mca_base_param_file_prefix");
  if (add_named_by("OMPI_MCA_mca_base_param_files") || add_named_by("OMPI_MCA_mca_param_files")) return files;
  files.push_back(home() / ".openmpi/mca-params.conf");
  for (const fs::path& folder : folders) files.push_back(folder / "openmpi-mca-params.conf");
  return files;
}

// The value in "btl = tcp,self", or as on mpirun's command line, "-mca btl tcp,self".
std::optional<std::string> value_in(const std::string& line, const std::string& parameter) {
  std::string words = line.substr(0, line.find('#'));
  std::replace(words.begin(), words.end(), '=', ' ');
  std::istringstream list(words);
  std::string name, value;
  list >> name;
  if (name == "-mca" || name == "--mca") list >> name;
  if (name != parameter) return std::nullopt;
  for (std::string word; list >> word;) value += word;
  return value;
}

std::optional<std::string> value_in_files(const std::string& parameter) {
  for (const fs::path& path : files_of_settings()) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (auto value = value_in(line, parameter)) return value;
    }
  }
  return std::nullopt;
}

}  // namespace

bool may_choose_for_mpi(const std::string& framework, std::span<const char* const> components) {
  if (variable("OMPI_MCA_" + framework)) return false;
  const auto value = value_in_files(framework);
  if (!value || value->empty()) return true;
  if (value->front() != '^') return false;
  const std::vector<std::string> excluded = split(value->substr(1), ',');
  return std::none_of(components.begin(), components.end(), [&](const char* component) {
    return std::find(excluded.begin(), excluded.end(), component) != excluded.end();
  });
}

}  // namespace squares
